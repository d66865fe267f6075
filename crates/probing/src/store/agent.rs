//! Agents.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Sql, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Agent, AgentReading};

macro_rules! columns {
    () => {
        "id, contract_id, name, token_hash, every_seconds, last_seq, last_at, host, system, program, reading, created_at"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO probing_agent (id, contract_id, name, token_hash, every_seconds, last_seq, created_at) \
     VALUES ($1, $2, $3, $4, $5, 0, $6)",
);
const LIST: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM probing_agent WHERE contract_id = $1 AND retired_at IS NULL ORDER BY name LIMIT 500"
));
const FIND: Dialect =
    Dialect::same(concat!("SELECT ", columns!(), " FROM probing_agent WHERE id = $1 AND retired_at IS NULL"));
const HELD: Dialect = Dialect {
    sqlite: "SELECT last_seq FROM probing_agent WHERE id = $1 AND retired_at IS NULL",
    postgres: "SELECT last_seq FROM probing_agent WHERE id = $1 AND retired_at IS NULL FOR UPDATE",
};
const TOKEN: Dialect = Dialect::same("UPDATE probing_agent SET token_hash = $2 WHERE id = $1");
const TOOK: Dialect = Dialect::same(
    "UPDATE probing_agent SET every_seconds = $2, last_seq = $3, last_at = $4, host = $5, system = $6, program = $7, \
     reading = $8 WHERE id = $1",
);
const RETIRE: Dialect = Dialect::same("UPDATE probing_agent SET retired_at = $2 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LIST, FIND, HELD, TOKEN, TOOK, RETIRE];

/// An agent as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct AgentRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub name: String,
    pub token_hash: Vec<u8>,
    pub every_seconds: i64,
    pub last_seq: i64,
    pub last_at: Option<DateTime<Utc>>,
    pub host: Option<String>,
    pub system: Option<String>,
    pub program: Option<String>,
    pub reading: Option<Json<AgentReading>>,
    pub created_at: DateTime<Utc>,
}

impl From<AgentRow> for Agent {
    fn from(row: AgentRow) -> Self {
        let AgentRow { id, contract_id, name, every_seconds, last_at, host, system, program, created_at, .. } = row;
        Self { id, contract_id, name, every_seconds, last_at, host, system, program, created_at }
    }
}

/// Adds an agent.
pub async fn agent_insert(tx: &mut Tx, row: &AgentRow) -> Result<(), DbError> {
    let args = args![row.id, row.contract_id, &row.name, row.token_hash.clone(), row.every_seconds, row.created_at];
    tx.execute(INSERT, args).await.map(drop)
}

/// The agents of a contract, by name.
pub async fn agent_list(tx: &mut Tx, contract: Uuid) -> Result<Vec<AgentRow>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// The agent of an id.
pub async fn agent_find(tx: &mut Tx, id: Uuid) -> Result<Option<AgentRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The agents of `ids`.
pub async fn agent_some(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<AgentRow>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM probing_agent WHERE retired_at IS NULL AND id IN "));
    sql.bind_list(ids);
    tx.all_sql(sql).await
}

/// Holds an agent and gives the highest sequence number that was taken of it.
pub async fn agent_held(tx: &mut Tx, id: Uuid) -> Result<Option<i64>, DbError> {
    Ok(tx.optional::<(i64,)>(HELD, args![id]).await?.map(|(seq,)| seq))
}

/// Gives an agent another token.
pub async fn agent_token(tx: &mut Tx, id: Uuid, hash: Vec<u8>) -> Result<(), DbError> {
    tx.execute(TOKEN, args![id, hash]).await.map(drop)
}

/// Keeps the last reading of an agent and what it said of itself.
pub async fn agent_took(tx: &mut Tx, row: &AgentRow) -> Result<(), DbError> {
    let reading = row.reading.as_ref().map_or(Ok(Arg::Json(None)), |reading| Arg::json(&reading.0))?;
    let args = args![
        row.id,
        row.every_seconds,
        row.last_seq,
        row.last_at,
        row.host.clone(),
        row.system.clone(),
        row.program.clone(),
        reading
    ];
    tx.execute(TOOK, args).await.map(drop)
}

/// Takes nothing more of an agent.
pub async fn agent_retire(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(RETIRE, args![id, now]).await.map(drop)
}
