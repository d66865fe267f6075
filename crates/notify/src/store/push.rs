//! Browsers that are told by web push.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const KEEP: Dialect = Dialect::same(
    "INSERT INTO notify_push (id, person_id, session_id, endpoint_digest, sealed, device, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (endpoint_digest) DO UPDATE SET person_id = excluded.person_id, \
     session_id = excluded.session_id, sealed = excluded.sealed, device = excluded.device",
);
const OF: Dialect = Dialect::same(
    "SELECT id, person_id, endpoint_digest, sealed, device, created_at, last_success_at, last_message FROM notify_push \
     WHERE person_id = $1 ORDER BY created_at, id",
);
const DELETE: Dialect = Dialect::same("DELETE FROM notify_push WHERE person_id = $1 AND id = $2");
const GONE: Dialect = Dialect::same("DELETE FROM notify_push WHERE id = $1");
const DELIVERED: Dialect =
    Dialect::same("UPDATE notify_push SET last_success_at = $2, last_message = $3 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[KEEP, OF, DELETE, GONE, DELIVERED];

/// A browser.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeviceRow {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub person_id: Uuid,
    /// Digest of its endpoint; what is sealed is bound to it.
    pub endpoint_digest: String,
    /// Endpoint and keys.
    pub sealed: Vec<u8>,
    /// What it is, in words.
    pub device: String,
    /// Since when it is told.
    pub created_at: DateTime<Utc>,
    /// When it was last told of something.
    pub last_success_at: Option<DateTime<Utc>>,
    /// The message that it was told last.
    pub last_message: Option<Uuid>,
}

/// Keeps a browser; one that is known already belongs to who asks last. `session` is the one it was switched on in.
pub async fn device_keep(tx: &mut Tx, row: &DeviceRow, session: Option<Uuid>) -> Result<(), DbError> {
    let args =
        args![row.id, row.person_id, session, &row.endpoint_digest, row.sealed.clone(), &row.device, row.created_at];
    tx.execute(KEEP, args).await.map(drop)
}

/// The browsers of somebody, the oldest first.
pub async fn device_list(tx: &mut Tx, person: Uuid) -> Result<Vec<DeviceRow>, DbError> {
    tx.all(OF, args![person]).await
}

/// The browsers of `people`, the oldest first.
pub async fn device_of(tx: &mut Tx, people: impl IntoIterator<Item = Uuid>) -> Result<Vec<DeviceRow>, DbError> {
    let mut sql = Sql::new(
        "SELECT id, person_id, endpoint_digest, sealed, device, created_at, last_success_at, last_message \
         FROM notify_push WHERE person_id IN ",
    );
    sql.bind_list(people).push(" ORDER BY created_at, id");
    tx.all_sql(sql).await
}

/// Who of `people` has a browser that is told.
pub async fn device_owners(tx: &mut Tx, people: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
    let mut sql = Sql::new("SELECT DISTINCT person_id FROM notify_push WHERE person_id IN ");
    sql.bind_list(people.iter().copied());
    Ok(tx.all_sql::<(Uuid,)>(sql).await?.into_iter().map(|(person,)| person).collect())
}

/// Forgets a browser of `person`; `false` when they have none of this id.
pub async fn device_delete(tx: &mut Tx, person: Uuid, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute(DELETE, args![person, id]).await? == 1)
}

/// Forgets a browser that is gone.
pub async fn device_gone(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.queue(GONE, args![id]).await
}

/// Forgets the browsers that `person` switched on in `session` (in any, where none is named), but not those of `kept`.
pub async fn device_sessions_ended(
    tx: &mut Tx,
    person: Uuid,
    session: Option<Uuid>,
    kept: Option<Uuid>,
) -> Result<(), DbError> {
    let mut sql = Sql::new("DELETE FROM notify_push WHERE person_id = ");
    sql.bind(person);
    if let Some(session) = session {
        sql.push(" AND session_id = ").bind(session);
    }
    if let Some(kept) = kept {
        sql.push(" AND session_id <> ").bind(kept);
    }
    tx.execute_sql(sql).await.map(drop)
}

/// Remembers what a browser was told.
pub async fn device_delivered(tx: &mut Tx, id: Uuid, message: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.queue(DELIVERED, args![id, now, message]).await
}
