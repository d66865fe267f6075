//! Sessions and their refresh tokens.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::PersonId;
use jianyue_platform::{DbError, Sql, Tx, args};
use uuid::Uuid;

use crate::{model::Session, policy::spelling, store};

/// Statements of sessions.
pub mod sql {
    use jianyue_platform::Dialect;

    pub const INSERT: Dialect = Dialect::same(
        "INSERT INTO session (id, person_id, created_at, seen_at, expires_at, user_agent, address) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    pub const BY_ID: Dialect = Dialect::same(
        "SELECT id, person_id, created_at, seen_at, expires_at, revoked_at, user_agent, address \
         FROM session WHERE id = $1",
    );
    pub const OPEN_OF_PERSON: Dialect = Dialect::same(
        "SELECT id, person_id, created_at, seen_at, expires_at, revoked_at, user_agent, address \
         FROM session WHERE person_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND seen_at >= $3 \
         ORDER BY created_at DESC, id DESC",
    );
    pub const SEEN: Dialect = Dialect::same("UPDATE session SET seen_at = $2 WHERE id = $1");
    pub const REVOKE: Dialect =
        Dialect::same("UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL");
    pub const REVOKE_OTHERS: Dialect =
        Dialect::same("UPDATE session SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL AND id <> $3");
    pub const CLEAN_REFRESH: Dialect =
        Dialect::same("DELETE FROM session_refresh WHERE session_id IN (SELECT id FROM session WHERE expires_at < $1)");
    pub const CLEAN: Dialect = Dialect::same("DELETE FROM session WHERE expires_at < $1");
    pub const REFRESH_INSERT: Dialect =
        Dialect::same("INSERT INTO session_refresh (digest, session_id, issued_at) VALUES ($1, $2, $3)");
    pub const REFRESH_BY_DIGEST: Dialect =
        Dialect::same("SELECT session_id, used_at FROM session_refresh WHERE digest = $1");
    /// Uses a refresh token: of two who bring it, one finds it unused.
    pub const REFRESH_USE: Dialect =
        Dialect::same("UPDATE session_refresh SET used_at = $2 WHERE digest = $1 AND used_at IS NULL");

    pub(in crate::store) const ALL: [Dialect; 11] = [
        INSERT,
        BY_ID,
        OPEN_OF_PERSON,
        SEEN,
        REVOKE,
        REVOKE_OTHERS,
        CLEAN_REFRESH,
        CLEAN,
        REFRESH_INSERT,
        REFRESH_BY_DIGEST,
        REFRESH_USE,
    ];
}

/// A refresh token as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Refresh {
    /// The session that it goes on with.
    pub session_id: Uuid,
    /// When it was exchanged for another.
    pub used_at: Option<DateTime<Utc>>,
}

/// An open session with whose it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SomebodysSession {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub person_id: Uuid,
    /// Their name.
    pub name: String,
    /// Their account.
    pub account: String,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// The address it was opened from.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

/// What makes a session open.
#[derive(Clone, Copy, Debug)]
pub struct OpenSince {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// It was seen within this time,
    pub idle: TimeDelta,
    /// and began within this time.
    pub absolute: TimeDelta,
}

/// Everybody's open sessions, the newest first, with one row more than the page holds.
pub async fn session_list_all(
    tx: &mut Tx,
    open: &OpenSince,
    text: Option<&str>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<SomebodysSession>, DbError> {
    let mut sql = Sql::new(
        "SELECT s.id, s.person_id, p.name, p.account, s.user_agent, s.address, s.created_at, s.seen_at, s.expires_at \
         FROM session s JOIN person p ON p.id = s.person_id WHERE s.revoked_at IS NULL AND s.created_at > ",
    );
    // Bounds the walk over the index: what began before is over.
    sql.bind(open.now - open.absolute).push(" AND s.expires_at > ").bind(open.now);
    sql.push(" AND s.seen_at >= ").bind(open.now - open.idle);
    if let Some(text) = text {
        let position = store::people::position(tx);
        sql.push(" AND (").push(position).push("(p.account_folded, ").bind(spelling::fold(text)).push(") > 0 OR ");
        sql.push(position).push("(p.name, ").bind(text).push(") > 0 OR ");
        sql.push(position).push("(s.address, ").bind(text).push(") > 0)");
    }
    if let Some((at, id)) = after {
        sql.push(" AND (s.created_at, s.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY s.created_at DESC, s.id DESC LIMIT ").bind(i64::from(limit) + 1);
    tx.all_sql(sql).await
}

/// Begins a session.
pub async fn session_insert(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    let args = args![
        session.id,
        session.person_id,
        session.created_at,
        session.seen_at,
        session.expires_at,
        session.user_agent.as_str(),
        session.address.as_str()
    ];
    tx.execute(sql::INSERT, args).await.map(drop)
}

/// A session, whatever its state.
pub async fn session_by_id(tx: &mut Tx, id: Uuid) -> Result<Option<Session>, DbError> {
    tx.optional(sql::BY_ID, args![id]).await
}

/// The sessions of a person that live: not revoked, not over at `now`, seen since `idle_since`. The newest first.
pub async fn session_list_open(
    tx: &mut Tx,
    person: PersonId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Vec<Session>, DbError> {
    tx.all(sql::OPEN_OF_PERSON, args![person, now, idle_since]).await
}

/// The session was used.
pub async fn session_seen(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(sql::SEEN, args![id, now]).await.map(drop)
}

/// Ends a session; `false` when it was ended before.
pub async fn session_revoke(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(sql::REVOKE, args![id, now]).await? == 1)
}

/// Ends every session of a person except `keep` (nil: none is kept); gives how many.
pub async fn session_revoke_others(
    tx: &mut Tx,
    person: PersonId,
    keep: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, DbError> {
    tx.execute(sql::REVOKE_OTHERS, args![person, now, keep]).await
}

/// Removes sessions that were over before `before`.
pub async fn session_clean(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(sql::CLEAN_REFRESH, args![before]).await?;
    tx.execute(sql::CLEAN, args![before]).await
}

/// Keeps a refresh token by its digest.
pub async fn refresh_insert(tx: &mut Tx, digest: &[u8], session: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(sql::REFRESH_INSERT, args![digest, session, now]).await.map(drop)
}

/// A refresh token by its digest.
pub async fn refresh_by_digest(tx: &mut Tx, digest: &[u8]) -> Result<Option<Refresh>, DbError> {
    tx.optional(sql::REFRESH_BY_DIGEST, args![digest]).await
}

/// Uses a refresh token; `false` when it was used before.
pub async fn refresh_use(tx: &mut Tx, digest: &[u8], now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(sql::REFRESH_USE, args![digest, now]).await? == 1)
}
