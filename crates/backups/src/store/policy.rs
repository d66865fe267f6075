//! Policies.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{BackupPolicy, Checksum, Format, Open, PolicyState, Source, What};

macro_rules! columns {
    () => {
        "id, contract_id, rule, clause, work, title, what, source, sealed, pattern, format, every_hours, grace_minutes, \
         keep_days, place, min_bytes, shrink_percent, checksum, drill_every_days, enabled, checked, version, created_at, \
         state, findings, last_file, last_at, last_bytes, checked_at, next_check_at, proven_at, proven_file, \
         next_drill_at, misses, told, told_day, fence"
    };
}
pub(super) use columns;

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO backup_policy (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
     $24, $25, NULL, NULL, NULL, NULL, $26, NULL, NULL, $27, 0, NULL, NULL, 0)"
));
const FIND: Dialect =
    Dialect::same(concat!("SELECT ", columns!(), " FROM backup_policy WHERE id = $1 AND retired_at IS NULL"));
const ANY: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM backup_policy WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: "SELECT id FROM backup_policy WHERE id = $1",
    postgres: "SELECT id FROM backup_policy WHERE id = $1 FOR UPDATE",
};
const CHANGE: Dialect = Dialect::same(
    "UPDATE backup_policy SET rule = $2, clause = $3, work = $4, title = $5, what = $6, source = $7, sealed = $8, \
     pattern = $9, format = $10, every_hours = $11, grace_minutes = $12, keep_days = $13, place = $14, min_bytes = $15, \
     shrink_percent = $16, checksum = $17, drill_every_days = $18, enabled = $19, checked = $20, next_check_at = $21, \
     next_drill_at = $22, version = version + 1, fence = fence + 1 WHERE id = $1",
);
const RETIRE: Dialect = Dialect::same(
    "UPDATE backup_policy SET retired_at = $2, enabled = FALSE, sealed = NULL, fence = fence + 1 WHERE id = $1",
);
const FOUND: Dialect = Dialect::same(
    "UPDATE backup_policy SET state = $2, findings = $3, last_file = $4, last_at = $5, last_bytes = $6, checked_at = $7, \
     next_check_at = $8, misses = $9, told = $10, told_day = $11 WHERE id = $1",
);
const DRILLED: Dialect = Dialect::same(
    "UPDATE backup_policy SET findings = $2, proven_at = $3, proven_file = $4, next_drill_at = $5 WHERE id = $1",
);
const FINDINGS: Dialect = Dialect::same("UPDATE backup_policy SET findings = $2 WHERE id = $1");
const OF_RULE: Dialect = Dialect::same(
    "SELECT id FROM backup_policy WHERE contract_id = $1 AND rule = $2 AND enabled = TRUE AND retired_at IS NULL \
     ORDER BY id LIMIT 500",
);
const COUNT: Dialect =
    Dialect::same("SELECT COUNT(*) FROM backup_policy WHERE contract_id = $1 AND retired_at IS NULL");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, ANY, LOCK, CHANGE, RETIRE, FOUND, DRILLED, FINDINGS, OF_RULE, COUNT];

/// A policy as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct PolicyRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub work: Option<String>,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub what: What,
    pub source: Json<Source>,
    pub sealed: Option<Vec<u8>>,
    pub pattern: String,
    #[sqlx(try_from = "String")]
    pub format: Format,
    pub every_hours: i64,
    pub grace_minutes: i64,
    pub keep_days: i64,
    pub place: Option<String>,
    pub min_bytes: Option<i64>,
    pub shrink_percent: i64,
    #[sqlx(try_from = "String")]
    pub checksum: Checksum,
    pub drill_every_days: Option<i64>,
    pub enabled: bool,
    pub checked: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub state: PolicyState,
    pub findings: Json<Vec<Open>>,
    pub last_file: Option<String>,
    pub last_at: Option<DateTime<Utc>>,
    pub last_bytes: Option<i64>,
    pub checked_at: Option<DateTime<Utc>>,
    pub next_check_at: DateTime<Utc>,
    pub proven_at: Option<DateTime<Utc>>,
    pub proven_file: Option<String>,
    pub next_drill_at: Option<DateTime<Utc>>,
    pub misses: i64,
    pub told: Option<String>,
    pub told_day: Option<NaiveDate>,
    pub fence: i64,
}

impl From<PolicyRow> for BackupPolicy {
    fn from(row: PolicyRow) -> Self {
        Self {
            id: row.id,
            contract_id: row.contract_id,
            rule: row.rule,
            clause: row.clause,
            work: row.work,
            title: row.title,
            what: row.what,
            source: row.source.0,
            pattern: row.pattern,
            format: row.format,
            every_hours: row.every_hours,
            grace_minutes: row.grace_minutes,
            keep_days: row.keep_days,
            place: row.place,
            min_bytes: row.min_bytes,
            shrink_percent: row.shrink_percent,
            checksum: row.checksum,
            drill_every_days: row.drill_every_days,
            enabled: row.enabled,
            state: row.state,
            open_findings: i64::try_from(row.findings.len()).unwrap_or(i64::MAX),
            findings: row.findings.0,
            last_file: row.last_file,
            last_at: row.last_at,
            last_bytes: row.last_bytes,
            checked_at: row.checked_at,
            next_check_at: row.enabled.then_some(row.next_check_at),
            proven_at: row.proven_at,
            proven_file: row.proven_file,
            next_drill_at: row.next_drill_at.filter(|_| row.enabled),
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// Adds a policy.
pub async fn policy_insert(tx: &mut Tx, row: &PolicyRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.rule.clone(),
        row.clause.clone(),
        row.work.clone(),
        &row.title,
        row.what.code(),
        Arg::json(&row.source.0)?,
        row.sealed.clone(),
        &row.pattern,
        row.format.code(),
        row.every_hours,
        row.grace_minutes,
        row.keep_days,
        row.place.clone(),
        row.min_bytes,
        row.shrink_percent,
        row.checksum.code(),
        row.drill_every_days,
        row.enabled,
        row.checked,
        row.version,
        row.created_at,
        row.state.code(),
        Arg::json(&row.findings.0)?,
        row.next_check_at,
        row.next_drill_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The policy of an id that was not let go.
pub async fn policy_find(tx: &mut Tx, id: Uuid) -> Result<Option<PolicyRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The policy of an id, even one that was let go.
pub async fn policy_any(tx: &mut Tx, id: Uuid) -> Result<Option<PolicyRow>, DbError> {
    tx.optional(ANY, args![id]).await
}

/// Holds a policy until the transaction ends.
pub async fn policy_lock(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.optional::<(Uuid,)>(LOCK, args![id]).await.map(drop)
}

/// Keeps what people changed. Whoever looks at it meanwhile looks in vain.
pub async fn policy_change(tx: &mut Tx, row: &PolicyRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.rule.clone(),
        row.clause.clone(),
        row.work.clone(),
        &row.title,
        row.what.code(),
        Arg::json(&row.source.0)?,
        row.sealed.clone(),
        &row.pattern,
        row.format.code(),
        row.every_hours,
        row.grace_minutes,
        row.keep_days,
        row.place.clone(),
        row.min_bytes,
        row.shrink_percent,
        row.checksum.code(),
        row.drill_every_days,
        row.enabled,
        row.checked,
        row.next_check_at,
        row.next_drill_at
    ];
    tx.execute(CHANGE, args).await.map(drop)
}

/// Lets a policy go; what signs in is forgotten.
pub async fn policy_retire(tx: &mut Tx, id: Uuid, at: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(RETIRE, args![id, at]).await.map(drop)
}

/// Keeps what a look found.
pub async fn policy_found(tx: &mut Tx, row: &PolicyRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.state.code(),
        Arg::json(&row.findings.0)?,
        row.last_file.clone(),
        row.last_at,
        row.last_bytes,
        row.checked_at,
        row.next_check_at,
        row.misses,
        row.told.clone(),
        row.told_day
    ];
    tx.execute(FOUND, args).await.map(drop)
}

/// Keeps what a drill proved.
pub async fn policy_drilled(tx: &mut Tx, row: &PolicyRow) -> Result<(), DbError> {
    let args = args![row.id, Arg::json(&row.findings.0)?, row.proven_at, row.proven_file.clone(), row.next_drill_at];
    tx.execute(DRILLED, args).await.map(drop)
}

/// Keeps what is wrong, when only the tickets about it changed.
pub async fn policy_findings(tx: &mut Tx, id: Uuid, findings: &[Open]) -> Result<(), DbError> {
    tx.execute(FINDINGS, args![id, Arg::json(&findings)?]).await.map(drop)
}

/// The policies of a rule that are switched on.
pub async fn policies_of_rule(tx: &mut Tx, contract: Uuid, rule: &str) -> Result<Vec<Uuid>, DbError> {
    Ok(tx.all::<(Uuid,)>(OF_RULE, args![contract, rule]).await?.into_iter().map(|(id,)| id).collect())
}

/// How many policies a contract has.
pub async fn policy_count(tx: &mut Tx, contract: Uuid) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(COUNT, args![contract]).await?.0)
}

/// Which policies are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these contracts; `None`: of all.
    pub contracts: Option<Vec<ContractId>>,
    /// In this state only.
    pub state: Option<PolicyState>,
    /// After this one in the list.
    pub after: Option<(Uuid, Uuid)>,
}

/// Policies by contract and age.
pub async fn policy_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<PolicyRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM backup_policy WHERE retired_at IS NULL"));
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some((contract, id)) = wanted.after {
        sql.push(" AND (contract_id, id) > (").bind(contract).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY contract_id, id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
