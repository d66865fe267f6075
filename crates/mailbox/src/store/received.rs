//! Mails and what became of them.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::{CameBy, MailReason, MailState};

const INSERT: Dialect = Dialect::same(
    "INSERT INTO mail_received (id, mail_key, came_by, size, sealed, sender_blind, has_file, state, reason, detail, hint, \
     attempts, next_at, received_at, settled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $12, $13) \
     ON CONFLICT (mail_key) DO NOTHING",
);
const WAITING: Dialect =
    Dialect::same("SELECT id FROM mail_received WHERE state = 'kept' AND next_at <= $1 ORDER BY next_at LIMIT $2");
const LOCK: Dialect = Dialect {
    sqlite: "SELECT id, came_by, size, sealed, sender_blind, has_file, state, reason, detail, contract_id, ticket_id, \
             number, hint, attempts, received_at, settled_at, settled_by FROM mail_received WHERE id = $1",
    postgres: "SELECT id, came_by, size, sealed, sender_blind, has_file, state, reason, detail, contract_id, ticket_id, \
               number, hint, attempts, received_at, settled_at, settled_by FROM mail_received WHERE id = $1 FOR UPDATE",
};
const FIND: Dialect = Dialect::same(
    "SELECT id, came_by, size, sealed, sender_blind, has_file, state, reason, detail, contract_id, ticket_id, \
     number, hint, attempts, received_at, settled_at, settled_by FROM mail_received WHERE id = $1",
);
const SETTLE: Dialect = Dialect::same(
    "UPDATE mail_received SET state = $2, reason = coalesce($3, reason), detail = coalesce($4, detail), contract_id = $5, \
     ticket_id = $6, number = $7, settled_at = $8, settled_by = $9, has_file = $10 WHERE id = $1",
);
const PUT_OFF: Dialect = Dialect::same(
    "UPDATE mail_received SET attempts = attempts + 1, next_at = $2, detail = $3 WHERE id = $1 AND state = 'kept'",
);
const SENT_SINCE: Dialect = Dialect::same(
    "SELECT count(*) FROM (SELECT 1 FROM mail_received WHERE sender_blind = $1 AND received_at > $2 AND received_at <= $3 \
     AND id <> $4 LIMIT $5) AS few",
);
const IN_QUARANTINE: Dialect =
    Dialect::same("SELECT count(*) FROM (SELECT 1 FROM mail_received WHERE state = 'quarantined' LIMIT 1000) AS few");
const FORGET: Dialect = Dialect::same(
    "DELETE FROM mail_received WHERE id IN (SELECT id FROM mail_received \
     WHERE state IN ('opened', 'replied', 'bounced', 'discarded') AND received_at < $1 ORDER BY received_at LIMIT 1000)",
);
const STUCK: Dialect =
    Dialect::same("SELECT EXISTS (SELECT 1 FROM mail_received WHERE state = 'kept' AND received_at < $1)");

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, WAITING, LOCK, FIND, SETTLE, PUT_OFF, SENT_SINCE, IN_QUARANTINE, FORGET, STUCK];

/// A mail that is to be kept.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Its id.
    pub id: Uuid,
    /// What it is known by again.
    pub key: String,
    /// How it came.
    pub came_by: CameBy,
    /// Bytes.
    pub size: i64,
    /// Its envelope, sealed.
    pub sealed: Vec<u8>,
    /// What stands for its sender.
    pub sender_blind: String,
    /// Whether it is on the disk.
    pub has_file: bool,
    /// Why it goes to quarantine at once.
    pub reason: Option<MailReason>,
    /// Further particulars in words.
    pub detail: Option<String>,
    /// A number that its subject shows.
    pub hint: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// A mail as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MailRow {
    /// Its id.
    pub id: Uuid,
    /// How it came.
    #[sqlx(try_from = "String")]
    pub came_by: CameBy,
    /// Bytes.
    pub size: i64,
    /// Its envelope, sealed.
    pub sealed: Vec<u8>,
    /// What stands for its sender.
    pub sender_blind: String,
    /// Whether it is on the disk.
    pub has_file: bool,
    /// What became of it.
    #[sqlx(try_from = "String")]
    pub state: MailState,
    /// Why it is in quarantine: a [`MailReason`].
    pub reason: Option<String>,
    /// Further particulars in words.
    pub detail: Option<String>,
    /// The contract.
    pub contract_id: Option<Uuid>,
    /// The ticket.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub number: Option<String>,
    /// A number that its subject shows.
    pub hint: Option<String>,
    /// How often it was tried to understand it.
    pub attempts: i64,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When it was settled.
    pub settled_at: Option<DateTime<Utc>>,
    /// By whom.
    pub settled_by: Option<String>,
}

/// What became of a mail.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// What.
    pub state: Option<MailState>,
    /// Why it is in quarantine.
    pub reason: Option<MailReason>,
    /// Further particulars in words.
    pub detail: Option<String>,
    /// The contract.
    pub contract: Option<Uuid>,
    /// The ticket.
    pub ticket: Option<Uuid>,
    /// Its number.
    pub number: Option<String>,
    /// Who decided.
    pub by: Option<String>,
    /// Whether the mail stays on the disk.
    pub keeps_file: bool,
}

/// Keeps a mail; `false` when it is here already.
pub async fn mail_insert(tx: &mut Tx, mail: &NewMail) -> Result<bool, DbError> {
    let state = if mail.reason.is_some() { MailState::Quarantined } else { MailState::Kept };
    let args = args![
        mail.id,
        &mail.key,
        mail.came_by.code(),
        mail.size,
        mail.sealed.clone(),
        &mail.sender_blind,
        mail.has_file,
        state.code(),
        mail.reason.map(MailReason::code),
        mail.detail.clone(),
        mail.hint.clone(),
        mail.received_at,
        mail.reason.map(|_| mail.received_at)
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// Mails that nobody has understood yet, the longest waiting first.
pub async fn mail_waiting(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = tx.all(WAITING, args![now, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Holds a mail, so that it is settled once.
pub async fn mail_lock(tx: &mut Tx, id: Uuid) -> Result<Option<MailRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// The mail of an id.
pub async fn mail_find(tx: &mut Tx, id: Uuid) -> Result<Option<MailRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Writes down what became of a mail that is held.
pub async fn mail_settle(tx: &mut Tx, id: Uuid, end: &Settled, now: DateTime<Utc>) -> Result<(), DbError> {
    let args = args![
        id,
        end.state.unwrap_or(MailState::Quarantined).code(),
        end.reason.map(MailReason::code),
        end.detail.clone(),
        end.contract,
        end.ticket,
        end.number.clone(),
        now,
        end.by.clone(),
        end.keeps_file
    ];
    tx.execute(SETTLE, args).await.map(drop)
}

/// Lets a mail be tried again at `at`.
pub async fn mail_put_off(tx: &mut Tx, id: Uuid, at: DateTime<Utc>, why: &str) -> Result<(), DbError> {
    tx.execute(PUT_OFF, args![id, at, why]).await.map(drop)
}

/// How many other mails came from a sender after `since` and until `until`; counted up to `most`.
pub async fn mail_sent_since(
    tx: &mut Tx,
    blind: &str,
    (since, until): (DateTime<Utc>, DateTime<Utc>),
    but: Uuid,
    most: i64,
) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(SENT_SINCE, args![blind, since, until, but, most]).await?.0)
}

/// Mails in quarantine; 1,000 stands for more.
pub async fn mail_in_quarantine(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(IN_QUARANTINE, args![]).await?.0)
}

/// Whether a mail that came before `before` is not understood yet.
pub async fn mail_stuck(tx: &mut Tx, before: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.one::<(bool,)>(STUCK, args![before]).await?.0)
}

/// Forgets up to 1,000 settled mails that came before `before`; what waits in quarantine stays until somebody decides.
pub async fn mail_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![before]).await
}

/// Those of `ids` of which the mail itself is still needed.
pub async fn mail_with_file(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id FROM mail_received WHERE has_file AND id IN ");
    sql.bind_list(ids.iter().copied());
    let rows: Vec<(Uuid,)> = tx.all_sql(sql).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Which mails are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// In this state.
    pub state: Option<MailState>,
    /// In quarantine for this reason.
    pub reason: Option<MailReason>,
    /// Older than this one: its moment and id.
    pub before: Option<(DateTime<Utc>, Uuid)>,
}

/// Mails, the newest first.
pub async fn mail_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<MailRow>, DbError> {
    let mut sql = Sql::new(
        "SELECT id, came_by, size, sealed, sender_blind, has_file, state, reason, detail, contract_id, ticket_id, number, \
         hint, attempts, received_at, settled_at, settled_by FROM mail_received WHERE TRUE",
    );
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some(reason) = wanted.reason {
        sql.push(" AND reason = ").bind(reason.code());
    }
    if let Some((at, id)) = wanted.before {
        sql.push(" AND (received_at < ").bind(at).push(" OR (received_at = ").bind(at).push(" AND id < ").bind(id);
        sql.push("))");
    }
    sql.push(" ORDER BY received_at DESC, id DESC LIMIT ").bind(i64::from(limit));
    tx.all_sql(sql).await
}
