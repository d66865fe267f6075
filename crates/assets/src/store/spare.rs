//! Spares.

use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Args, Sql, args,
    db::{DbError, Dialect, Tx},
    text::Query,
};
use uuid::Uuid;

use super::search::push_found;
use crate::permissions::push_scope;

macro_rules! columns {
    () => {
        "s.id, s.no, s.contract_id, s.code, s.name, s.model, s.unit, s.work, s.place, s.note, s.stock, s.minimum, \
         s.low_since, s.ticket_id, s.ticket_number, s.version, s.created_at, s.updated_at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM spare s WHERE s.id = $1"));
const HOLD: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM spare s WHERE s.id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM spare s WHERE s.id = $1 FOR UPDATE"),
};
const NAMED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM spare s WHERE s.contract_id = $1 AND s.name = $2 ORDER BY s.code LIMIT 20"
));
const COUNTER: Dialect = Dialect::same(
    "INSERT INTO spare_counter (contract_id, last) VALUES ($1, $2) \
     ON CONFLICT (contract_id) DO UPDATE SET last = spare_counter.last + excluded.last RETURNING last",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE spare SET name = $3, model = $4, unit = $5, work = $6, place = $7, note = $8, minimum = $9, updated_at = $10, \
     version = version + 1 WHERE id = $1 AND version = $2",
);
const MOVE: Dialect =
    Dialect::same("UPDATE spare SET stock = stock + $2, updated_at = $3 WHERE id = $1 AND stock + $2 >= 0");
const LOW: Dialect =
    Dialect::same("UPDATE spare SET low_since = $2, ticket_id = NULL, ticket_number = NULL WHERE id = $1");
const ENOUGH: Dialect = Dialect::same("UPDATE spare SET low_since = NULL WHERE id = $1");
const TICKETED: Dialect =
    Dialect::same("UPDATE spare SET ticket_id = $2, ticket_number = $3 WHERE id = $1 AND low_since IS NOT NULL");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, HOLD, NAMED, COUNTER, UPDATE, MOVE, LOW, ENOUGH, TICKETED];

/// Rows of one insert.
const AT_ONCE: usize = 200;

/// A spare as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct SpareRow {
    pub id: Uuid,
    pub no: i64,
    pub contract_id: Uuid,
    pub code: String,
    pub name: String,
    pub model: Option<String>,
    pub unit: String,
    pub work: Option<String>,
    pub place: Option<String>,
    pub note: Option<String>,
    pub stock: i64,
    pub minimum: i64,
    pub low_since: Option<DateTime<Utc>>,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

fn values(row: &SpareRow) -> Args {
    args![
        row.id,
        row.no,
        row.contract_id,
        &row.code,
        &row.name,
        row.model.clone(),
        &row.unit,
        row.work.clone(),
        row.place.clone(),
        row.note.clone(),
        row.stock,
        row.minimum,
        row.version,
        row.created_at,
        row.updated_at
    ]
}

/// Adds spares, many in one statement.
pub async fn spares_insert(tx: &mut Tx, rows: &[SpareRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "INSERT INTO spare (id, no, contract_id, code, name, model, unit, work, place, note, stock, minimum, version, \
             created_at, updated_at) VALUES ",
        );
        sql.bind_rows(part.iter().map(values));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The spare of an id.
pub async fn spare_find(tx: &mut Tx, id: Uuid) -> Result<Option<SpareRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The spare of an id, held until the transaction ends.
pub async fn spare_hold(tx: &mut Tx, id: Uuid) -> Result<Option<SpareRow>, DbError> {
    tx.optional(HOLD, args![id]).await
}

/// Spares of a contract that are called so.
pub async fn spares_named(tx: &mut Tx, contract: ContractId, name: &str) -> Result<Vec<SpareRow>, DbError> {
    tx.all(NAMED, args![contract, name]).await
}

/// Those of a contract with one of these codes.
pub async fn spares_by_code(tx: &mut Tx, contract: ContractId, codes: &[String]) -> Result<Vec<SpareRow>, DbError> {
    let mut found = Vec::new();
    for part in codes.chunks(500) {
        let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM spare s WHERE s.contract_id = "));
        sql.bind(contract).push(" AND s.code IN ").bind_list(part.iter().map(String::as_str));
        found.extend(tx.all_sql::<SpareRow>(sql).await?);
    }
    Ok(found)
}

/// Those of `ids` that there are.
pub async fn spares_of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<SpareRow>, DbError> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM spare s WHERE s.id IN "));
        sql.bind_list(part.iter().copied());
        found.extend(tx.all_sql::<SpareRow>(sql).await?);
    }
    Ok(found)
}

/// The last of `n` new running numbers of a contract's spares. None of them is ever given again.
pub async fn spare_numbers(tx: &mut Tx, contract: ContractId, n: i64) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(COUNTER, args![contract, n]).await?.0)
}

/// Keeps a change of what it is, when the spare is still the version of `row`.
pub async fn spare_update(tx: &mut Tx, row: &SpareRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        &row.name,
        row.model.clone(),
        &row.unit,
        row.work.clone(),
        row.place.clone(),
        row.note.clone(),
        row.minimum,
        row.updated_at
    ];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// Moves a stock; `false` when it would fall below zero.
pub async fn spare_move(tx: &mut Tx, id: Uuid, delta: i64, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(MOVE, args![id, delta, now]).await? == 1)
}

/// Remembers since when there are too few.
pub async fn spare_low(tx: &mut Tx, id: Uuid, since: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(LOW, args![id, since]).await.map(drop)
}

/// Remembers that there are enough.
pub async fn spare_enough(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(ENOUGH, args![id]).await.map(drop)
}

/// Remembers the ticket in which a low spare is refilled.
pub async fn spare_ticketed(tx: &mut Tx, id: Uuid, ticket: Uuid, number: &str) -> Result<(), DbError> {
    tx.execute(TICKETED, args![id, ticket, number]).await.map(drop)
}

/// Which spares are wanted.
#[derive(Clone, Debug)]
pub struct WantedSpares {
    /// What the caller may see.
    pub scope: ContractScope,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Only those of which there are too few.
    pub low: bool,
    /// At one place only.
    pub place: Option<String>,
    /// Of one work only.
    pub work: Option<String>,
    /// With these words.
    pub query: Option<Query>,
    /// After this one in the list.
    pub after: Option<(String, Uuid)>,
}

impl WantedSpares {
    /// All that the caller may see.
    #[must_use]
    pub const fn all(scope: ContractScope) -> Self {
        Self { scope, contract: None, low: false, place: None, work: None, query: None, after: None }
    }
}

/// Spares by their code.
pub async fn spare_list(tx: &mut Tx, wanted: &WantedSpares, limit: u32) -> Result<Vec<SpareRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM "));
    match &wanted.query {
        Some(query) => push_found(&mut sql, tx.engine(), query, "spare s ON s.no = hit.found"),
        None => {
            sql.push("spare s");
        }
    }
    sql.push(" WHERE ");
    push_scope(&mut sql, &wanted.scope, ("s.contract_id", "s.work"));
    if let Some(contract) = wanted.contract {
        sql.push(" AND s.contract_id = ").bind(contract);
    }
    if wanted.low {
        sql.push(" AND s.low_since IS NOT NULL");
    }
    if let Some(place) = &wanted.place {
        sql.push(" AND s.place = ").bind(place);
    }
    if let Some(work) = &wanted.work {
        sql.push(" AND s.work = ").bind(work);
    }
    if let Some((code, id)) = &wanted.after {
        sql.push(" AND (s.code, s.id) > (").bind(code).push(", ").bind(*id).push(")");
    }
    sql.push(" ORDER BY s.code, s.id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
