//! What happened that penalties are proposed for, which reports were accepted, and which payments people were told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;

use crate::raise::{Seen, code};

const KEEP: Dialect = Dialect::same(
    "INSERT INTO billing_happening (contract_id, key, kind, happened_on, body, gone) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (contract_id, key) DO UPDATE SET kind = excluded.kind, happened_on = excluded.happened_on, \
     body = excluded.body, gone = excluded.gone",
);
const SINCE: Dialect = Dialect::same(
    "SELECT key, body, gone FROM billing_happening WHERE contract_id = $1 AND happened_on >= $2 ORDER BY happened_on, key",
);
const FIND: Dialect =
    Dialect::same("SELECT key, body, gone FROM billing_happening WHERE contract_id = $1 AND key = $2");
const ACCEPT: Dialect = Dialect::same(
    "INSERT INTO billing_report (contract_id, rule, from_on, to_on, accepted_on, by_silence, clause, path) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (contract_id, rule, from_on) DO UPDATE SET \
     to_on = excluded.to_on, accepted_on = excluded.accepted_on, by_silence = excluded.by_silence, \
     clause = excluded.clause, path = excluded.path",
);
const TAKE_BACK: Dialect =
    Dialect::same("DELETE FROM billing_report WHERE contract_id = $1 AND rule = $2 AND from_on = $3");
const ACCEPTED: Dialect = Dialect::same(
    "SELECT rule, from_on, to_on, accepted_on, by_silence, clause, path FROM billing_report WHERE contract_id = $1 \
     ORDER BY rule, from_on",
);
const TELL: Dialect = Dialect::same(
    "INSERT INTO billing_told (contract_id, key, told_at) VALUES ($1, $2, $3) ON CONFLICT (contract_id, key) DO NOTHING",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[KEEP, SINCE, FIND, ACCEPT, TAKE_BACK, ACCEPTED, TELL];

/// A happening as it is kept.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct SeenRow {
    /// Names it.
    pub key: String,
    /// What happened.
    pub body: Json<Seen>,
    /// Why it counts no longer.
    pub gone: Option<String>,
}

/// Keeps a happening as it stands now.
pub async fn seen_keep(tx: &mut Tx, contract: ContractId, seen: &Seen, gone: Option<&str>) -> Result<(), DbError> {
    let args = args![contract, &seen.key, code(seen.by), seen.on, Arg::json(seen)?, gone];
    tx.execute(KEEP, args).await.map(drop)
}

/// What happened on `since` or later.
pub async fn seen_since(tx: &mut Tx, contract: ContractId, since: NaiveDate) -> Result<Vec<SeenRow>, DbError> {
    tx.all(SINCE, args![contract, since]).await
}

/// One happening.
pub async fn seen_find(tx: &mut Tx, contract: ContractId, key: &str) -> Result<Option<SeenRow>, DbError> {
    tx.optional(FIND, args![contract, key]).await
}

/// A report that the client accepted.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AcceptedReport {
    /// Its rule.
    pub rule: String,
    /// First day of its period.
    pub from_on: NaiveDate,
    /// Last day of its period.
    pub to_on: NaiveDate,
    /// The day from which it counts as accepted.
    pub accepted_on: NaiveDate,
    /// Whether nobody objected in time.
    pub by_silence: bool,
    /// The clause under which it counts as accepted.
    pub clause: String,
    /// Its page.
    pub path: String,
}

/// Keeps an acceptance.
pub async fn report_accept(tx: &mut Tx, contract: ContractId, one: &AcceptedReport) -> Result<(), DbError> {
    let args =
        args![contract, &one.rule, one.from_on, one.to_on, one.accepted_on, one.by_silence, &one.clause, &one.path];
    tx.execute(ACCEPT, args).await.map(drop)
}

/// Forgets an acceptance that was taken back.
pub async fn report_take_back(tx: &mut Tx, contract: ContractId, rule: &str, from: NaiveDate) -> Result<(), DbError> {
    tx.execute(TAKE_BACK, args![contract, rule, from]).await.map(drop)
}

/// The reports of a contract that are accepted.
pub async fn reports_accepted(tx: &mut Tx, contract: ContractId) -> Result<Vec<AcceptedReport>, DbError> {
    tx.all(ACCEPTED, args![contract]).await
}

/// Remembers that people were told of something; whether it is new.
pub async fn told_insert(tx: &mut Tx, contract: ContractId, key: &str, at: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(TELL, args![contract, key, at]).await? > 0)
}
