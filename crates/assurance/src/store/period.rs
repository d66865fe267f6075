//! Special periods.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use super::{works_of, works_text};
use crate::model::{Occasion, PeriodState};

macro_rules! columns {
    () => {
        "id, contract_id, title, occasion, reason, rule, clause, assumed, works, from_on, to_on, holds_from, no_release, \
         state, declared_by, declared_name, declared_at, confirmed_name, confirmed_at, ended_name, ended_at, ended_reason, \
         version, updated_at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM assurance_period WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM assurance_period WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM assurance_period WHERE id = $1 FOR UPDATE"),
};
const INSERT: Dialect = Dialect::same(
    "INSERT INTO assurance_period (id, contract_id, title, occasion, reason, rule, clause, assumed, works, from_on, to_on, \
     holds_from, no_release, state, declared_by, declared_name, declared_at, confirmed_name, confirmed_at, ended_name, \
     ended_at, ended_reason, version, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
     $16, $17, $18, $19, $20, $21, $22, $23, $24)",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE assurance_period SET title = $2, occasion = $3, reason = $4, rule = $5, clause = $6, assumed = $7, works = $8, \
     from_on = $9, to_on = $10, holds_from = $11, no_release = $12, state = $13, confirmed_name = $14, confirmed_at = $15, \
     ended_name = $16, ended_at = $17, ended_reason = $18, version = $19, updated_at = $20 WHERE id = $1",
);
const HELD: Dialect = Dialect::same(
    "SELECT id, title, works, holds_from, to_on, no_release FROM assurance_period WHERE contract_id = $1 \
     AND state = 'confirmed' AND to_on >= $2 AND holds_from <= $3 AND holds_from <= to_on ORDER BY holds_from, id",
);
const OF_DAYS: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM assurance_period WHERE contract_id = $1 AND to_on >= $2 AND from_on <= $3 AND state <> 'withdrawn' \
     ORDER BY from_on, id"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, INSERT, UPDATE, HELD, OF_DAYS];

/// A special period as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct PeriodRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub occasion: Occasion,
    pub reason: String,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub assumed: Option<String>,
    /// As [`works_text`] writes them.
    pub works: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub holds_from: Option<NaiveDate>,
    pub no_release: bool,
    #[sqlx(try_from = "String")]
    pub state: PeriodState,
    pub declared_by: Uuid,
    pub declared_name: String,
    pub declared_at: DateTime<Utc>,
    pub confirmed_name: Option<String>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub ended_name: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_reason: Option<String>,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
}

impl PeriodRow {
    /// Its contract.
    #[must_use]
    pub fn contract(&self) -> ContractId {
        ContractId(self.contract_id)
    }

    /// Keys of its works.
    #[must_use]
    pub fn works(&self) -> Vec<String> {
        works_of(&self.works)
    }
}

/// A confirmed period, as far as other modules ask about it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct HeldRow {
    pub id: Uuid,
    pub title: String,
    pub works: String,
    pub holds_from: NaiveDate,
    pub to_on: NaiveDate,
    pub no_release: bool,
}

/// The period of an id.
pub async fn period_find(tx: &mut Tx, id: Uuid) -> Result<Option<PeriodRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn period_lock(tx: &mut Tx, id: Uuid) -> Result<Option<PeriodRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Keeps a new one.
pub async fn period_insert(tx: &mut Tx, row: &PeriodRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.title,
        row.occasion.code(),
        &row.reason,
        row.rule.clone(),
        row.clause.clone(),
        row.assumed.clone(),
        &row.works,
        row.from_on,
        row.to_on,
        row.holds_from,
        row.no_release,
        row.state.code(),
        row.declared_by,
        &row.declared_name,
        row.declared_at,
        row.confirmed_name.clone(),
        row.confirmed_at,
        row.ended_name.clone(),
        row.ended_at,
        row.ended_reason.clone(),
        row.version,
        row.updated_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Keeps a change.
pub async fn period_update(tx: &mut Tx, row: &PeriodRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        &row.title,
        row.occasion.code(),
        &row.reason,
        row.rule.clone(),
        row.clause.clone(),
        row.assumed.clone(),
        &row.works,
        row.from_on,
        row.to_on,
        row.holds_from,
        row.no_release,
        row.state.code(),
        row.confirmed_name.clone(),
        row.confirmed_at,
        row.ended_name.clone(),
        row.ended_at,
        row.ended_reason.clone(),
        row.version,
        row.updated_at
    ];
    tx.execute(UPDATE, args).await.map(drop)
}

/// The confirmed periods of a contract that hold on a day of the span.
pub async fn period_held(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<HeldRow>, DbError> {
    tx.all(HELD, args![contract, from, to]).await
}

/// The periods of a contract that share a day with the span and were not taken back.
pub async fn period_of_days(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<PeriodRow>, DbError> {
    tx.all(OF_DAYS, args![contract, from, to]).await
}

/// Which periods are wanted.
#[derive(Clone, Debug)]
pub struct WantedPeriods {
    /// What the one who asks may see.
    pub scope: ContractScope,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one state only.
    pub state: Option<PeriodState>,
    /// Ending on this day or later.
    pub from: Option<NaiveDate>,
    /// Beginning on this day or before.
    pub to: Option<NaiveDate>,
    /// Before this one in time.
    pub after: Option<(NaiveDate, Uuid)>,
}

/// The first `limit` of the wanted ones, the latest first.
pub async fn period_list(tx: &mut Tx, wanted: &WantedPeriods, limit: u32) -> Result<Vec<PeriodRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM assurance_period WHERE "));
    push_scope(&mut sql, &wanted.scope);
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some(from) = wanted.from {
        sql.push(" AND to_on >= ").bind(from);
    }
    if let Some(to) = wanted.to {
        sql.push(" AND from_on <= ").bind(to);
    }
    if let Some((day, id)) = wanted.after {
        sql.push(" AND (from_on, id) < (").bind(day).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY from_on DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Only what `scope` covers: whoever sees some works sees what concerns no other.
fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    sql.push("(FALSE");
    for (contract, works) in held {
        sql.push(" OR (contract_id = ").bind(*contract);
        if !works.is_empty() {
            // What is left of the row's works without one's own is nothing.
            sql.push(" AND works <> '' AND ");
            for _ in works {
                sql.push("replace(");
            }
            sql.push("works");
            for work in works {
                sql.push(", ").bind(works_text(std::slice::from_ref(work))).push(", '')");
            }
            sql.push(" = ''");
        }
        sql.push(")");
    }
    sql.push(")");
}
