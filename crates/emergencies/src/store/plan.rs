//! Plans and their versions.

use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{PlanBody, PlanState},
    permissions::push_scope,
};

macro_rules! columns {
    () => {
        "id, contract_id, works, title, newest, state, version, created_at, updated_at"
    };
}

macro_rules! version_columns {
    () => {
        "id, plan_id, number, state, body, phones, written_by, written_name, written_at, published_name, published_at, \
         agreed_name, agreed_at, note"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO emergency_plan (id, contract_id, works, title, newest, state, version, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM emergency_plan WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM emergency_plan WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM emergency_plan WHERE id = $1 FOR UPDATE"),
};
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM emergency_plan WHERE contract_id = $1 ORDER BY created_at, id"
));
const UPDATE: Dialect = Dialect::same(
    "UPDATE emergency_plan SET works = $2, title = $3, newest = $4, state = $5, updated_at = $6, version = version + 1 \
     WHERE id = $1",
);
const VERSION_KEEP: Dialect = Dialect::same(
    "INSERT INTO emergency_plan_version (id, plan_id, number, state, body, phones, written_by, written_name, written_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (plan_id, number) DO UPDATE SET body = excluded.body, \
     phones = excluded.phones, written_by = excluded.written_by, written_name = excluded.written_name, \
     written_at = excluded.written_at",
);
const VERSION_FIND: Dialect =
    Dialect::same(concat!("SELECT ", version_columns!(), " FROM emergency_plan_version WHERE id = $1"));
const VERSIONS: Dialect = Dialect::same(concat!(
    "SELECT ",
    version_columns!(),
    " FROM emergency_plan_version WHERE plan_id = $1 ORDER BY number DESC"
));
const STEP: Dialect = Dialect::same(
    "UPDATE emergency_plan_version SET state = $2, published_name = $3, published_at = $4, agreed_name = $5, \
     agreed_at = $6, note = $7 WHERE id = $1",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, LOCK, OF, UPDATE, VERSION_KEEP, VERSION_FIND, VERSIONS, STEP];

/// A plan as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct PlanRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub works: String,
    pub title: String,
    pub newest: i64,
    #[sqlx(try_from = "String")]
    pub state: PlanState,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A version of a plan as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct VersionRow {
    pub id: Uuid,
    pub plan_id: Uuid,
    pub number: i64,
    #[sqlx(try_from = "String")]
    pub state: PlanState,
    pub body: Json<PlanBody>,
    pub phones: Vec<u8>,
    pub written_by: Uuid,
    pub written_name: String,
    pub written_at: DateTime<Utc>,
    pub published_name: Option<String>,
    pub published_at: Option<DateTime<Utc>>,
    pub agreed_name: Option<String>,
    pub agreed_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
}

/// Keeps a new plan.
pub async fn plan_insert(tx: &mut Tx, row: &PlanRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.works,
        &row.title,
        row.newest,
        row.state.code(),
        row.version,
        row.created_at,
        row.updated_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The plan of an id.
pub async fn plan_find(tx: &mut Tx, id: Uuid) -> Result<Option<PlanRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn plan_lock(tx: &mut Tx, id: Uuid) -> Result<Option<PlanRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Those of a contract, the oldest first, whoever may see them.
pub async fn plans_of(tx: &mut Tx, contract: ContractId) -> Result<Vec<PlanRow>, DbError> {
    tx.all(OF, args![contract]).await
}

/// Those inside `scope`, of one contract where it is given.
pub async fn plan_list(tx: &mut Tx, scope: &ContractScope, contract: Option<Uuid>) -> Result<Vec<PlanRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM emergency_plan WHERE "));
    push_scope(&mut sql, scope);
    if let Some(contract) = contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    sql.push(" ORDER BY contract_id, created_at, id LIMIT 500");
    tx.all_sql(sql).await
}

/// Keeps a plan that was changed; its version grows.
pub async fn plan_update(tx: &mut Tx, row: &PlanRow) -> Result<(), DbError> {
    let args = args![row.id, &row.works, &row.title, row.newest, row.state.code(), row.updated_at];
    tx.execute(UPDATE, args).await.map(drop)
}

/// Keeps a draft, in the place of what the draft of this number said before.
pub async fn version_keep(tx: &mut Tx, row: &VersionRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.plan_id,
        row.number,
        row.state.code(),
        Arg::json(&row.body.0)?,
        row.phones.clone(),
        row.written_by,
        &row.written_name,
        row.written_at
    ];
    tx.execute(VERSION_KEEP, args).await.map(drop)
}

/// The version of an id.
pub async fn version_find(tx: &mut Tx, id: Uuid) -> Result<Option<VersionRow>, DbError> {
    tx.optional(VERSION_FIND, args![id]).await
}

/// Those of a plan, the newest first.
pub async fn versions_of(tx: &mut Tx, plan: Uuid) -> Result<Vec<VersionRow>, DbError> {
    tx.all(VERSIONS, args![plan]).await
}

/// Those of several plans that were published, the newest first.
pub async fn versions_published(
    tx: &mut Tx,
    plans: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<VersionRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", version_columns!(), " FROM emergency_plan_version WHERE plan_id IN "));
    sql.bind_list(plans).push(" AND state <> 'draft' ORDER BY number DESC");
    tx.all_sql(sql).await
}

/// Keeps that a version was published or agreed to.
pub async fn version_step(tx: &mut Tx, row: &VersionRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.state.code(),
        row.published_name.clone(),
        row.published_at,
        row.agreed_name.clone(),
        row.agreed_at,
        row.note.clone()
    ];
    tx.execute(STEP, args).await.map(drop)
}
