//! Versions of forms.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::Definition;

macro_rules! columns {
    () => {
        "id, contract_id, key, version_no, rule, definition, enabled, note, by_name, at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO service_form (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (contract_id, key, version_no) DO NOTHING"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM service_form WHERE id = $1"));
const LATEST: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM service_form f WHERE contract_id = $1 AND version_no = (SELECT MAX(version_no) FROM service_form g \
     WHERE g.contract_id = f.contract_id AND g.key = f.key) ORDER BY key"
));
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM service_form WHERE contract_id = $1 AND key = $2 ORDER BY version_no DESC"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, LATEST, OF];

/// A version as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct FormRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub key: String,
    pub version_no: i64,
    pub rule: String,
    pub definition: Json<Definition>,
    pub enabled: bool,
    pub note: Option<String>,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// Keeps a version; `false` when somebody else was quicker.
pub async fn form_insert(tx: &mut Tx, row: &FormRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.key,
        row.version_no,
        &row.rule,
        Arg::json(&row.definition.0)?,
        row.enabled,
        row.note.clone(),
        &row.by_name,
        row.at
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// The version of an id.
pub async fn form_find(tx: &mut Tx, id: Uuid) -> Result<Option<FormRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The newest version of each form of a contract.
pub async fn forms_latest(tx: &mut Tx, contract: ContractId) -> Result<Vec<FormRow>, DbError> {
    tx.all(LATEST, args![contract]).await
}

/// The versions of a form, the newest first.
pub async fn form_versions(tx: &mut Tx, contract: ContractId, key: &str) -> Result<Vec<FormRow>, DbError> {
    tx.all(OF, args![contract, key]).await
}
