//! How far mailboxes were read.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};

const FIND: Dialect = Dialect::same(
    "SELECT uid_validity, last_uid, looked_at, succeeded_at, error, kept, stuck_uid, stuck_times FROM mail_poll \
     WHERE mailbox = $1",
);
const SAVE: Dialect = Dialect::same(
    "INSERT INTO mail_poll (mailbox, uid_validity, last_uid, looked_at, succeeded_at, error, kept, stuck_uid, stuck_times) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (mailbox) DO UPDATE SET \
     uid_validity = excluded.uid_validity, last_uid = excluded.last_uid, looked_at = excluded.looked_at, \
     succeeded_at = excluded.succeeded_at, error = excluded.error, kept = excluded.kept, \
     stuck_uid = excluded.stuck_uid, stuck_times = excluded.stuck_times",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, SAVE];

/// How far a mailbox was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Poll {
    /// The numbering that `last_uid` belongs to; 0 when it was never read.
    pub uid_validity: i64,
    /// The last mail that needs not be looked at again.
    pub last_uid: i64,
    /// The last look.
    pub looked_at: Option<DateTime<Utc>>,
    /// The last look that went well.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// What the last look failed at.
    pub error: Option<String>,
    /// Mails read so far.
    pub kept: i64,
    /// The mail that the server would not give.
    pub stuck_uid: i64,
    /// How often it would not.
    pub stuck_times: i64,
}

/// How far `mailbox` was read.
pub async fn poll_find(tx: &mut Tx, mailbox: &str) -> Result<Option<Poll>, DbError> {
    tx.optional(FIND, args![mailbox]).await
}

/// Keeps how far `mailbox` was read.
pub async fn poll_save(tx: &mut Tx, mailbox: &str, poll: &Poll) -> Result<(), DbError> {
    let args = args![
        mailbox,
        poll.uid_validity,
        poll.last_uid,
        poll.looked_at,
        poll.succeeded_at,
        poll.error.clone(),
        poll.kept,
        poll.stuck_uid,
        poll.stuck_times
    ];
    tx.execute(SAVE, args).await.map(drop)
}
