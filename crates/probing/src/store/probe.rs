//! Probes and their settings.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Sql, Tx},
};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{Kind, Probe, State, Threshold},
    policy::warn::Warned,
};

macro_rules! columns {
    () => {
        "p.id, p.contract_id, p.system_id, s.name AS system, s.work, p.title, p.kind, p.target, p.every_seconds, \
         p.timeout_ms, p.retries, p.thresholds, p.level, p.credential_id, p.agent_id, p.enabled, p.version, p.created_at, \
         p.due_ms, p.phase_ms, p.fence, p.state, p.since, p.last_at, p.last_ms, p.last_text, p.metrics, p.certificates, \
         p.outage_id, p.warnings, p.warned_from"
    };
}
pub(crate) use columns;

const FROM: &str = " FROM probing_probe p JOIN probing_system s ON s.id = p.system_id ";
const INSERT: Dialect = Dialect::same(
    "INSERT INTO probing_probe (id, contract_id, system_id, title, kind, target, every_seconds, timeout_ms, retries, \
     thresholds, level, credential_id, agent_id, enabled, version, created_at, due_ms, phase_ms, fence, ran_ms, state, \
     metrics) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16, $17, 0, $18, 'unknown', $19)",
);
const FIND: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM probing_probe p JOIN probing_system s ON s.id = p.system_id WHERE p.id = $1 AND p.retired_at IS NULL"
));
const HOLD: Dialect = Dialect {
    sqlite: "SELECT id FROM probing_probe WHERE id = $1 AND retired_at IS NULL",
    postgres: "SELECT id FROM probing_probe WHERE id = $1 AND retired_at IS NULL FOR UPDATE",
};
const ANY: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM probing_probe p JOIN probing_system s ON s.id = p.system_id WHERE p.id = $1"
));
const OF_AGENT: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM probing_probe p JOIN probing_system s ON s.id = p.system_id \
     WHERE p.agent_id = $1 AND p.enabled = TRUE ORDER BY p.id"
));
const COUNT: Dialect =
    Dialect::same("SELECT COUNT(*) FROM probing_probe WHERE contract_id = $1 AND retired_at IS NULL");
const CHANGE: Dialect = Dialect::same(
    "UPDATE probing_probe SET system_id = $2, title = $3, target = $4, every_seconds = $5, timeout_ms = $6, retries = $7, \
     thresholds = $8, level = $9, credential_id = $10, agent_id = $11, enabled = $12, due_ms = $13, phase_ms = $14, \
     fence = fence + 1, version = version + 1 WHERE id = $1",
);
const STILL: Dialect = Dialect::same(
    "UPDATE probing_probe SET state = 'unknown', since = $2, outage_id = NULL, warnings = 0, warned_from = NULL \
     WHERE id = $1",
);
const RETIRE: Dialect =
    Dialect::same("UPDATE probing_probe SET retired_at = $2, enabled = FALSE, fence = fence + 1 WHERE id = $1");

const NAMES: Dialect = Dialect::same(
    "SELECT p.id, p.system_id, s.name AS system, s.work, p.title, p.kind, p.retired_at \
     FROM probing_probe p JOIN probing_system s ON s.id = p.system_id WHERE p.contract_id = $1 \
     ORDER BY s.name, s.id, p.title, p.id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, HOLD, ANY, OF_AGENT, COUNT, CHANGE, STILL, RETIRE, NAMES];

/// What a probe is called.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct NamedProbe {
    pub id: Uuid,
    pub system_id: Uuid,
    pub system: String,
    pub work: Option<String>,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    pub retired_at: Option<DateTime<Utc>>,
}

/// A probe as it is kept, with its system.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ProbeRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub system_id: Uuid,
    pub system: String,
    pub work: Option<String>,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    pub target: Json<Value>,
    pub every_seconds: i64,
    pub timeout_ms: i64,
    pub retries: i64,
    pub thresholds: Json<Vec<Threshold>>,
    pub level: Option<i64>,
    pub credential_id: Option<Uuid>,
    pub agent_id: Option<Uuid>,
    pub enabled: bool,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub due_ms: i64,
    pub phase_ms: i64,
    pub fence: i64,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub since: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
    pub last_ms: Option<i64>,
    pub last_text: Option<String>,
    pub metrics: Json<BTreeMap<String, f64>>,
    pub certificates: Option<String>,
    pub outage_id: Option<Uuid>,
    pub warnings: i64,
    pub warned_from: Option<DateTime<Utc>>,
}

impl ProbeRow {
    /// Warnings in a row.
    #[must_use]
    pub fn warned(&self) -> Warned {
        Warned { count: self.warnings, from: self.warned_from }
    }
}

impl From<ProbeRow> for Probe {
    fn from(row: ProbeRow) -> Self {
        Self {
            id: row.id,
            system_id: row.system_id,
            system: row.system,
            contract_id: row.contract_id,
            title: row.title,
            kind: row.kind,
            target: row.target.0,
            every_seconds: row.every_seconds,
            timeout_ms: row.timeout_ms,
            retries: row.retries,
            thresholds: row.thresholds.0,
            level: row.level,
            credential_id: row.credential_id,
            enabled: row.enabled,
            state: row.state,
            since: row.since,
            last_at: row.last_at,
            last_ms: row.last_ms,
            last_text: row.last_text,
            metrics: row.metrics.0,
            next_at: row.enabled.then(|| DateTime::from_timestamp_millis(row.due_ms)).flatten(),
            version: row.version,
        }
    }
}

/// Which probes are wanted.
#[derive(Clone, Debug, Default)]
pub struct ProbesWanted {
    /// Of these contracts only.
    pub contracts: Option<Vec<ContractId>>,
    /// In this state only.
    pub state: Option<State>,
    /// Of this system only.
    pub system: Option<Uuid>,
    /// Those behind this contract and id.
    pub after: Option<(Uuid, Uuid)>,
    /// How many.
    pub limit: i64,
}

/// Adds a probe.
pub async fn probe_insert(tx: &mut Tx, row: &ProbeRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.system_id,
        &row.title,
        row.kind.code(),
        Arg::json(&row.target.0)?,
        row.every_seconds,
        row.timeout_ms,
        row.retries,
        Arg::json(&row.thresholds.0)?,
        row.level,
        row.credential_id,
        row.agent_id,
        row.enabled,
        row.created_at,
        row.due_ms,
        row.phase_ms,
        row.created_at.timestamp_millis(),
        Arg::json(&row.metrics.0)?
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The probe of an id.
pub async fn probe_find(tx: &mut Tx, id: Uuid) -> Result<Option<ProbeRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The probe of an id, retired or not.
pub async fn probe_any(tx: &mut Tx, id: Uuid) -> Result<Option<ProbeRow>, DbError> {
    tx.optional(ANY, args![id]).await
}

/// The probe of an id, held until the end of the transaction.
pub async fn probe_held(tx: &mut Tx, id: Uuid) -> Result<Option<ProbeRow>, DbError> {
    match tx.optional::<(Uuid,)>(HOLD, args![id]).await? {
        Some(_) => probe_find(tx, id).await,
        None => Ok(None),
    }
}

/// The probes that judge what an agent pushes.
pub async fn probe_of_agent(tx: &mut Tx, agent: Uuid) -> Result<Vec<ProbeRow>, DbError> {
    tx.all(OF_AGENT, args![agent]).await
}

/// What the probes of a contract are called, retired or not, by system and title.
pub async fn probe_names(tx: &mut Tx, contract: ContractId) -> Result<Vec<NamedProbe>, DbError> {
    tx.all(NAMES, args![contract]).await
}

/// How many probes a contract has.
pub async fn probe_count(tx: &mut Tx, contract: Uuid) -> Result<i64, DbError> {
    let (count,): (i64,) = tx.one(COUNT, args![contract]).await?;
    Ok(count)
}

/// Probes by contract and id.
pub async fn probe_list(tx: &mut Tx, wanted: &ProbesWanted) -> Result<Vec<ProbeRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!()));
    sql.push(FROM).push("WHERE p.retired_at IS NULL");
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND p.contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(state) = wanted.state {
        sql.push(" AND p.state = ").bind(state.code());
    }
    if let Some(system) = wanted.system {
        sql.push(" AND p.system_id = ").bind(system);
    }
    if let Some((contract, id)) = wanted.after {
        sql.push(" AND (p.contract_id, p.id) > (").bind(contract).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY p.contract_id, p.id LIMIT ").bind(wanted.limit);
    tx.all_sql(sql).await
}

/// Keeps changed settings; whoever runs it at this moment writes nothing.
pub async fn probe_change(tx: &mut Tx, row: &ProbeRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.system_id,
        &row.title,
        Arg::json(&row.target.0)?,
        row.every_seconds,
        row.timeout_ms,
        row.retries,
        Arg::json(&row.thresholds.0)?,
        row.level,
        row.credential_id,
        row.agent_id,
        row.enabled,
        row.due_ms,
        row.phase_ms
    ];
    tx.execute(CHANGE, args).await.map(drop)
}

/// Knows nothing of a probe that looks no more.
pub async fn probe_still(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(STILL, args![id, now]).await.map(drop)
}

/// Lets a probe go; what it found stays.
pub async fn probe_retire(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(RETIRE, args![id, now]).await.map(drop)
}
