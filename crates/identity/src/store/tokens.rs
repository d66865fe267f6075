//! API tokens.

use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;
use jianyue_platform::{DbError, Tx, args, db::Arg};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::ApiToken;

/// Statements of tokens.
pub mod sql {
    use jianyue_platform::Dialect;

    pub const INSERT: Dialect = Dialect::same(
        "INSERT INTO api_token (id, person_id, name, digest, scopes, contract_ids, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    pub const BY_DIGEST: Dialect = Dialect::same(
        "SELECT id, person_id, name, scopes, contract_ids, created_at, expires_at, revoked_at \
         FROM api_token WHERE digest = $1",
    );
    pub const OF_PERSON: Dialect = Dialect::same(
        "SELECT id, person_id, name, scopes, contract_ids, created_at, expires_at, revoked_at \
         FROM api_token WHERE person_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC",
    );
    pub const REVOKE: Dialect =
        Dialect::same("UPDATE api_token SET revoked_at = $3 WHERE id = $1 AND person_id = $2 AND revoked_at IS NULL");
    pub const REVOKE_ALL: Dialect =
        Dialect::same("UPDATE api_token SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL");

    pub(in crate::store) const ALL: [Dialect; 5] = [INSERT, BY_DIGEST, OF_PERSON, REVOKE, REVOKE_ALL];
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    name: String,
    scopes: Json<Vec<String>>,
    contract_ids: Json<Vec<Uuid>>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl From<Row> for ApiToken {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            person: row.person_id.into(),
            name: row.name,
            scopes: row.scopes.0,
            contracts: row.contract_ids.0.into_iter().map(Into::into).collect(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// Keeps a token by the digest of its secret.
pub async fn token_insert(tx: &mut Tx, token: &ApiToken, digest: &[u8]) -> Result<(), DbError> {
    let args = args![
        token.id,
        token.person,
        token.name.as_str(),
        digest,
        Arg::json(&token.scopes)?,
        Arg::json(&token.contracts)?,
        token.created_at,
        token.expires_at
    ];
    tx.execute(sql::INSERT, args).await.map(drop)
}

/// A token by the digest of its secret, whatever its state.
pub async fn token_by_digest(tx: &mut Tx, digest: &[u8]) -> Result<Option<ApiToken>, DbError> {
    Ok(tx.optional::<Row>(sql::BY_DIGEST, args![digest]).await?.map(Into::into))
}

/// The tokens of a person that were not withdrawn, the newest first.
pub async fn token_list(tx: &mut Tx, person: PersonId) -> Result<Vec<ApiToken>, DbError> {
    Ok(tx.all::<Row>(sql::OF_PERSON, args![person]).await?.into_iter().map(Into::into).collect())
}

/// Withdraws a token of a person; `false` when there is no such token or it was withdrawn before.
pub async fn token_revoke(tx: &mut Tx, id: Uuid, person: PersonId, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(sql::REVOKE, args![id, person, now]).await? == 1)
}

/// Withdraws every token of a person; gives how many.
pub async fn token_revoke_all(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(sql::REVOKE_ALL, args![person, now]).await
}
