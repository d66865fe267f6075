//! Credentials.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use crate::model::{Credential, CredentialKind};

const INSERT: Dialect = Dialect::same(
    "INSERT INTO probing_credential (id, contract_id, name, username, kind, sealed, version, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const LIST: Dialect = Dialect::same(
    "SELECT id, contract_id, name, username, kind, sealed, version, created_at FROM probing_credential \
     WHERE contract_id = $1 ORDER BY name LIMIT 500",
);
const FIND: Dialect = Dialect::same(
    "SELECT id, contract_id, name, username, kind, sealed, version, created_at FROM probing_credential WHERE id = $1",
);
const REPLACE: Dialect = Dialect::same(
    "UPDATE probing_credential SET name = $2, username = $3, kind = $4, sealed = $5, version = version + 1 WHERE id = $1",
);
const DELETE: Dialect = Dialect::same(
    "DELETE FROM probing_credential WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM probing_probe WHERE credential_id = $1)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LIST, FIND, REPLACE, DELETE];

/// A credential as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct CredentialRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub name: String,
    pub username: String,
    #[sqlx(try_from = "String")]
    pub kind: CredentialKind,
    pub sealed: Vec<u8>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

impl From<CredentialRow> for Credential {
    fn from(row: CredentialRow) -> Self {
        let CredentialRow { id, contract_id, name, username, kind, version, created_at, .. } = row;
        Self { id, contract_id, name, username, kind, version, created_at }
    }
}

/// Adds a credential.
pub async fn credential_insert(tx: &mut Tx, row: &CredentialRow) -> Result<(), DbError> {
    let CredentialRow { id, contract_id, name, username, kind, sealed, version, created_at } = row;
    let args = args![*id, *contract_id, name, username, kind.code(), sealed.clone(), *version, *created_at];
    tx.execute(INSERT, args).await.map(drop)
}

/// The credentials of a contract, by name.
pub async fn credential_list(tx: &mut Tx, contract: Uuid) -> Result<Vec<CredentialRow>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// The credential of an id.
pub async fn credential_find(tx: &mut Tx, id: Uuid) -> Result<Option<CredentialRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// What was sealed of each of `ids`.
pub async fn credential_sealed(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<(Uuid, Vec<u8>)>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id, sealed FROM probing_credential WHERE id IN ");
    sql.bind_list(ids);
    tx.all_sql(sql).await
}

/// Puts others in the place of name and secret.
pub async fn credential_replace(tx: &mut Tx, row: &CredentialRow) -> Result<(), DbError> {
    let args = args![row.id, &row.name, &row.username, row.kind.code(), row.sealed.clone()];
    tx.execute(REPLACE, args).await.map(drop)
}

/// Removes a credential that no probe has; `false` when one has it.
pub async fn credential_delete(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute(DELETE, args![id]).await? == 1)
}
