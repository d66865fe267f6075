//! Outages.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use crate::model::{Outage, Problem};

macro_rules! select {
    () => {
        "SELECT o.id, o.contract_id, o.probe_id, p.title, s.name AS system, o.problem, o.from_at, o.noticed_at, \
         o.until_at, o.seconds, o.reason, o.ticket_id, o.ticket_number FROM probing_outage o \
         JOIN probing_probe p ON p.id = o.probe_id JOIN probing_system s ON s.id = p.system_id "
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO probing_outage (id, contract_id, probe_id, problem, from_at, noticed_at, until_at, seconds, reason) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const FIND: Dialect = Dialect::same(concat!(select!(), "WHERE o.id = $1"));
const CLOSE: Dialect =
    Dialect::same("UPDATE probing_outage SET until_at = $2, seconds = $3 WHERE id = $1 AND until_at IS NULL");
const TICKET: Dialect = Dialect::same(
    "UPDATE probing_outage SET ticket_id = $2, ticket_number = $3 \
     WHERE id IN (SELECT outage_id FROM probing_probe WHERE id = $1) AND ticket_id IS NULL",
);

const SPANS: Dialect = Dialect::same(
    "SELECT probe_id, from_at, until_at FROM probing_outage \
     WHERE contract_id = $1 AND from_at < $3 AND (until_at IS NULL OR until_at > $2)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, CLOSE, TICKET, SPANS];

/// From when to when something did not work.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct OutageSpan {
    pub probe_id: Uuid,
    pub from_at: DateTime<Utc>,
    pub until_at: Option<DateTime<Utc>>,
}

/// The outages of a contract that touch `[from, to)`.
pub async fn outage_spans(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<OutageSpan>, DbError> {
    tx.all(SPANS, args![contract, from, to]).await
}

/// An outage that begins, or, in a demo, that was over long ago.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct NewOutage {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub probe_id: Uuid,
    pub problem: Problem,
    pub from_at: DateTime<Utc>,
    pub noticed_at: DateTime<Utc>,
    pub until_at: Option<DateTime<Utc>>,
    pub reason: String,
}

/// Which outages are wanted.
#[derive(Clone, Debug, Default)]
pub struct OutagesWanted {
    /// Of these contracts only.
    pub contracts: Option<Vec<ContractId>>,
    /// Of this probe only.
    pub probe: Option<Uuid>,
    /// Those that last, or those that are over.
    pub open: Option<bool>,
    /// That touch the time from here …
    pub from: Option<DateTime<Utc>>,
    /// … to here.
    pub to: Option<DateTime<Utc>>,
    /// Those before this beginning and id.
    pub after: Option<(DateTime<Utc>, Uuid)>,
    /// How many.
    pub limit: i64,
}

/// Adds an outage.
pub async fn outage_insert(tx: &mut Tx, new: &NewOutage) -> Result<(), DbError> {
    let seconds = new.until_at.map(|until| (until - new.from_at).num_seconds());
    let args = args![
        new.id,
        new.contract_id,
        new.probe_id,
        new.problem.code(),
        new.from_at,
        new.noticed_at,
        new.until_at,
        seconds,
        &new.reason
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The outage of an id.
pub async fn outage_find(tx: &mut Tx, id: Uuid) -> Result<Option<Outage>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The outages of `ids`.
pub async fn outage_some(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<Outage>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(concat!(select!(), "WHERE o.id IN "));
    sql.bind_list(ids);
    tx.all_sql(sql).await
}

/// Ends an outage that lasts.
pub async fn outage_close(tx: &mut Tx, id: Uuid, until: DateTime<Utc>, seconds: i64) -> Result<(), DbError> {
    tx.execute(CLOSE, args![id, until, seconds]).await.map(drop)
}

/// Names the ticket of the outage that a probe has now.
pub async fn outage_ticket(tx: &mut Tx, probe: Uuid, ticket: Uuid, number: &str) -> Result<(), DbError> {
    tx.execute(TICKET, args![probe, ticket, number]).await.map(drop)
}

/// Outages, the last one to begin first.
pub async fn outage_list(tx: &mut Tx, wanted: &OutagesWanted) -> Result<Vec<Outage>, DbError> {
    let mut sql = Sql::new(concat!(select!(), "WHERE 1 = 1"));
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND o.contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(probe) = wanted.probe {
        sql.push(" AND o.probe_id = ").bind(probe);
    }
    if let Some(open) = wanted.open {
        sql.push(if open { " AND o.until_at IS NULL" } else { " AND o.until_at IS NOT NULL" });
    }
    if let Some(from) = wanted.from {
        sql.push(" AND (o.until_at IS NULL OR o.until_at > ").bind(from).push(")");
    }
    if let Some(to) = wanted.to {
        sql.push(" AND o.from_at < ").bind(to);
    }
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (o.from_at, o.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY o.from_at DESC, o.id DESC LIMIT ").bind(wanted.limit);
    tx.all_sql(sql).await
}
