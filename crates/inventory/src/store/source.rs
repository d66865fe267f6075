//! Sources.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use jianyue_reach::sql::Engine;
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{SourceState, SourceTarget};

macro_rules! columns {
    () => {
        "id, contract_id, title, work, rule, engine, target, secret IS NOT NULL AS has_secret, schemas, every_days, state, \
         last_at, last_text, tables, reading_id, failures, deviating, reading, asked_by, due_ms, fence, version, \
         created_at, updated_at"
    };
}
pub(super) use columns;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO inventory_source (id, contract_id, title, work, rule, engine, target, secret, schemas, every_days, state, \
     tables, failures, deviating, reading, due_ms, fence, version, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'never', 0, 0, FALSE, FALSE, $11, 0, 1, $12, $12)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM inventory_source WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: "SELECT id FROM inventory_source WHERE id = $1",
    postgres: "SELECT id FROM inventory_source WHERE id = $1 FOR UPDATE",
};
const TITLED: Dialect = Dialect::same("SELECT id FROM inventory_source WHERE contract_id = $1 AND title = $2");
// Whoever reads it meanwhile reads another place: what they find is not kept.
const UPDATE: Dialect = Dialect::same(
    "UPDATE inventory_source SET title = $3, work = $4, rule = $5, target = $6, schemas = $7, every_days = $8, due_ms = $9, \
     updated_at = $10, reading = $11, fence = fence + $12, version = version + 1 WHERE id = $1 AND version = $2",
);
const SECRET: Dialect = Dialect::same("UPDATE inventory_source SET secret = $2 WHERE id = $1");
const SEALED: Dialect = Dialect::same("SELECT secret FROM inventory_source WHERE id = $1");
const DELETE: Dialect = Dialect::same("DELETE FROM inventory_source WHERE id = $1");
const DELETE_READINGS: Dialect = Dialect::same("DELETE FROM inventory_reading WHERE source_id = $1");
const DELETE_STRUCTURES: Dialect = Dialect::same("DELETE FROM inventory_structure WHERE source_id = $1");
const DELETE_COMMENTS: Dialect = Dialect::same("DELETE FROM inventory_comment WHERE source_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, FIND, LOCK, TITLED, UPDATE, SECRET, SEALED, DELETE, DELETE_READINGS, DELETE_STRUCTURES, DELETE_COMMENTS];

/// A source as it is kept, without its secret.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct SourceRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub title: String,
    pub work: Option<String>,
    pub rule: Option<String>,
    #[sqlx(try_from = "EngineWord")]
    pub engine: Engine,
    pub target: Json<SourceTarget>,
    pub has_secret: bool,
    pub schemas: Json<Vec<String>>,
    pub every_days: Option<i64>,
    #[sqlx(try_from = "String")]
    pub state: SourceState,
    pub last_at: Option<DateTime<Utc>>,
    pub last_text: Option<String>,
    pub tables: i64,
    pub reading_id: Option<Uuid>,
    pub failures: i64,
    pub deviating: bool,
    pub reading: bool,
    pub asked_by: Option<String>,
    pub due_ms: Option<i64>,
    pub fence: i64,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// An engine as it is kept.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub struct EngineWord(String);

impl TryFrom<EngineWord> for Engine {
    type Error = serde_json::Error;

    fn try_from(word: EngineWord) -> Result<Self, Self::Error> {
        serde_json::from_value(serde_json::Value::String(word.0))
    }
}

/// The word that an engine is kept as.
#[must_use]
pub const fn engine_word(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "postgres",
        Engine::Mysql => "mysql",
        Engine::Sqlserver => "sqlserver",
        Engine::Sqlite => "sqlite",
    }
}

/// Adds a source that nobody has read.
pub async fn source_insert(tx: &mut Tx, row: &SourceRow, secret: Option<Vec<u8>>) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.title,
        row.work.clone(),
        row.rule.clone(),
        engine_word(row.engine),
        Arg::json(&row.target.0)?,
        secret,
        Arg::json(&row.schemas.0)?,
        row.every_days,
        row.due_ms,
        row.created_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The source of an id.
pub async fn source_find(tx: &mut Tx, id: Uuid) -> Result<Option<SourceRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Holds a source until the transaction ends.
pub async fn source_lock(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.optional::<(Uuid,)>(LOCK, args![id]).await.map(drop)
}

/// The source of a contract that is called `title`.
pub async fn source_titled(tx: &mut Tx, contract: ContractId, title: &str) -> Result<Option<Uuid>, DbError> {
    Ok(tx.optional::<(Uuid,)>(TITLED, args![contract, title]).await?.map(|(id,)| id))
}

/// Keeps what people changed, when the source is still the version of `row`; `moved`: it is another place now.
pub async fn source_update(tx: &mut Tx, row: &SourceRow, moved: bool) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        &row.title,
        row.work.clone(),
        row.rule.clone(),
        Arg::json(&row.target.0)?,
        Arg::json(&row.schemas.0)?,
        row.every_days,
        row.due_ms,
        row.updated_at,
        row.reading,
        i64::from(moved)
    ];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// Puts another secret in the place of the one that is kept.
pub async fn source_secret(tx: &mut Tx, id: Uuid, secret: Option<Vec<u8>>) -> Result<(), DbError> {
    tx.execute(SECRET, args![id, secret]).await.map(drop)
}

/// What is sealed of a source.
pub async fn source_sealed(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    Ok(tx.optional::<(Option<Vec<u8>>,)>(SEALED, args![id]).await?.and_then(|(secret,)| secret))
}

/// Forgets a source and all that was found in it.
pub async fn source_delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    for statement in [DELETE_READINGS, DELETE_STRUCTURES, DELETE_COMMENTS, DELETE] {
        tx.execute(statement, args![id]).await?;
    }
    Ok(())
}

/// Which sources are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these contracts; `None`: of all.
    pub contracts: Option<Vec<ContractId>>,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one state only.
    pub state: Option<SourceState>,
    /// After this one in the list.
    pub after: Option<(String, Uuid)>,
}

/// Sources by name.
pub async fn source_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<SourceRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM inventory_source WHERE TRUE"));
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some((title, id)) = &wanted.after {
        sql.push(" AND (title, id) > (").bind(title.as_str()).push(", ").bind(*id).push(")");
    }
    sql.push(" ORDER BY title, id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
