//! Who has a ticket open just now.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const BEAT: Dialect = Dialect::same(
    "INSERT INTO ticket_presence (ticket_id, person_id, name, vendor, doing, since, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (ticket_id, person_id) DO UPDATE SET name = excluded.name, \
     vendor = excluded.vendor, doing = excluded.doing, expires_at = excluded.expires_at, \
     since = CASE WHEN ticket_presence.doing = excluded.doing AND ticket_presence.expires_at > excluded.since \
     THEN ticket_presence.since ELSE excluded.since END",
);
const OTHERS: Dialect = Dialect::same(
    "SELECT person_id, name, vendor, doing, since FROM ticket_presence \
     WHERE ticket_id = $1 AND person_id <> $2 AND expires_at > $3 ORDER BY since, person_id LIMIT 50",
);
const LEAVE: Dialect = Dialect::same("DELETE FROM ticket_presence WHERE ticket_id = $1 AND person_id = $2");
const FORGET: Dialect = Dialect::same("DELETE FROM ticket_presence WHERE expires_at <= $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[BEAT, OTHERS, LEAVE, FORGET];

/// Somebody who has a ticket open.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PresenceRow {
    /// The person.
    pub person_id: Uuid,
    /// Name.
    pub name: String,
    /// Whether they stand on the vendor's side.
    pub vendor: bool,
    /// `looking` or `typing`.
    pub doing: String,
    /// Since when they do it.
    pub since: DateTime<Utc>,
}

/// Somebody has `ticket` open, until `expires_at` if nothing is heard any more.
pub async fn presence_beat(
    tx: &mut Tx,
    ticket: Uuid,
    row: PresenceRow,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let PresenceRow { person_id, name, vendor, doing, since } = row;
    tx.queue(BEAT, args![ticket, person_id, name, vendor, doing, since, expires_at]).await
}

/// Everybody but `person` who has `ticket` open at `now`, up to fifty, the longest first.
pub async fn presence_others(
    tx: &mut Tx,
    ticket: Uuid,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<PresenceRow>, DbError> {
    tx.all(OTHERS, args![ticket, person, now]).await
}

/// Somebody has left `ticket`.
pub async fn presence_leave(tx: &mut Tx, ticket: Uuid, person: Uuid) -> Result<(), DbError> {
    tx.queue(LEAVE, args![ticket, person]).await
}

/// Forgets whoever has not been heard of by `now`; gives how many.
pub async fn presence_forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![now]).await
}
