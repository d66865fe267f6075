//! The outbox.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{Item, Message, MessageState},
    policy::is_kept,
    service::DeviceEnd,
};

const ITEM_INSERT: Dialect =
    Dialect::same("INSERT INTO notify_item (message_id, seq, event_id, item) VALUES ($1, $2, $3, $4)");
const DUE: Dialect = Dialect::same(
    "SELECT EXISTS (SELECT 1 FROM notify_message WHERE state IN ('gathering', 'waiting') AND due_at <= $1)",
);
const TROUBLED: Dialect = Dialect::same(
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM notify_message WHERE state = 'failed' AND created_at >= $1 LIMIT 1000) \
     AS failed), (SELECT count(*) FROM (SELECT 1 FROM notify_message WHERE state = 'uncertain' AND created_at >= $1 \
     LIMIT 1000) AS uncertain), \
     EXISTS (SELECT 1 FROM notify_message WHERE state IN ('gathering', 'waiting') AND due_at <= $2)",
);
const CLAIM: Dialect = Dialect {
    sqlite: "UPDATE notify_message SET state = 'sending', claim = $1, claimed_to = $2, attempts = attempts + 1, \
             updated_at = $3 WHERE id IN (SELECT id FROM notify_message WHERE state IN ('gathering', 'waiting') \
             AND due_at <= $3 ORDER BY CASE WHEN level = 1 THEN 0 ELSE 1 END, due_at LIMIT $4) RETURNING \
             id, contract_id, way, group_key, person_id, recipient, state, level, count, attempts, due_at, error, created_at, sent_at",
    postgres: "UPDATE notify_message SET state = 'sending', claim = $1, claimed_to = $2, attempts = attempts + 1, \
               updated_at = $3 WHERE id IN (SELECT id FROM notify_message WHERE state IN ('gathering', 'waiting') \
               AND due_at <= $3 ORDER BY CASE WHEN level = 1 THEN 0 ELSE 1 END, due_at LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING \
               id, contract_id, way, group_key, person_id, recipient, state, level, count, attempts, due_at, error, created_at, sent_at",
};
const FINISH: Dialect = Dialect::same(
    "UPDATE notify_message SET state = $3, error = $4, due_at = $5, sent_at = $6, updated_at = $7, \
     attempts = attempts - $8, claim = NULL, claimed_to = NULL WHERE id = $1 AND claim = $2",
);
const LOST: Dialect = Dialect::same(
    "SELECT id, way, contract_id FROM notify_message WHERE state = 'sending' AND claimed_to <= $1 ORDER BY claimed_to LIMIT 500",
);
const SETTLE: Dialect = Dialect::same(
    "UPDATE notify_message SET state = $3, error = $4, due_at = $2, updated_at = $2, claim = NULL, claimed_to = NULL \
     WHERE id = $1 AND state = 'sending' AND claimed_to <= $2",
);
const FIND: Dialect = Dialect::same(
    "SELECT id, contract_id, way, group_key, person_id, recipient, state, level, count, attempts, due_at, error, created_at, sent_at \
     FROM notify_message WHERE id = $1",
);
const RESTATE: Dialect = Dialect::same(
    "UPDATE notify_message SET state = $3, due_at = $4, error = $5, attempts = $6, updated_at = $4 \
     WHERE id = $1 AND state = $2",
);
const FORGET: Dialect = Dialect::same(
    "DELETE FROM notify_message WHERE id IN (SELECT id FROM notify_message \
     WHERE state IN ('sent', 'cancelled', 'failed', 'uncertain') AND created_at < $1 ORDER BY created_at LIMIT 1000)",
);
const FORGET_ITEMS: Dialect = Dialect::same(
    "DELETE FROM notify_item WHERE message_id IN (SELECT id FROM notify_message \
     WHERE state IN ('sent', 'cancelled', 'failed', 'uncertain') AND created_at < $1 ORDER BY created_at LIMIT 1000)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[ITEM_INSERT, DUE, TROUBLED, CLAIM, FINISH, LOST, SETTLE, FIND, RESTATE, FORGET, FORGET_ITEMS];

/// Something to tell to one recipient by one way.
#[derive(Clone, Debug)]
pub struct Telling<'a> {
    /// Under which contract.
    pub contract: Option<Uuid>,
    /// By which way.
    pub way: String,
    /// What joins the same message.
    pub group_key: String,
    /// Who, where it is for a person.
    pub person: Option<Uuid>,
    /// Who, as people read it.
    pub recipient: String,
    /// When the message may go out at the earliest, if this is its first thing.
    pub due_at: DateTime<Utc>,
    /// The event that is told of.
    pub event: Uuid,
    /// What is told.
    pub item: &'a Item,
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    id: Uuid,
    contract_id: Option<Uuid>,
    way: String,
    group_key: String,
    person_id: Option<Uuid>,
    recipient: String,
    #[sqlx(try_from = "String")]
    state: MessageState,
    level: Option<i64>,
    count: i64,
    attempts: i64,
    due_at: DateTime<Utc>,
    error: Option<String>,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        Self {
            id: row.id,
            contract_id: row.contract_id,
            way: row.way,
            group_key: row.group_key,
            person_id: row.person_id,
            recipient: row.recipient,
            state: row.state,
            level: row.level,
            items: Vec::new(),
            count: row.count,
            attempts: row.attempts,
            due_at: row.due_at,
            error: row.error,
            created_at: row.created_at,
            sent_at: row.sent_at,
        }
    }
}

/// Lets each of `tellings` (of different keys) join the message that gathers under its key, or begins one; `new` gives ids.
/// Of many things only the first ones and the gravest are kept word by word; the others are counted.
pub async fn message_gather(
    tx: &mut Tx,
    new: impl Fn() -> Uuid,
    tellings: &[Telling<'_>],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if tellings.is_empty() {
        return Ok(());
    }
    let row = |telling: &Telling<'_>| {
        let Telling { contract, way, group_key, person, recipient, due_at, item, .. } = telling;
        args![
            new(),
            *contract,
            way,
            group_key,
            *person,
            recipient,
            "gathering",
            item.level,
            1_i64,
            0_i64,
            *due_at,
            now,
            now
        ]
    };
    let mut sql = Sql::new(
        "INSERT INTO notify_message (id, contract_id, way, group_key, person_id, recipient, state, level, count, \
         attempts, due_at, created_at, updated_at) VALUES ",
    );
    sql.bind_rows(tellings.iter().map(row)).push(
        " ON CONFLICT (group_key) WHERE state = 'gathering' DO UPDATE SET count = notify_message.count + 1, \
         level = CASE WHEN notify_message.level IS NULL OR excluded.level < notify_message.level \
         THEN coalesce(excluded.level, notify_message.level) ELSE notify_message.level END, \
         due_at = CASE WHEN excluded.due_at < notify_message.due_at THEN excluded.due_at ELSE notify_message.due_at END, \
         updated_at = excluded.updated_at RETURNING id, count, group_key",
    );
    for (message, count, key) in tx.all_sql::<(Uuid, i64, String)>(sql).await? {
        let Some(telling) = tellings.iter().find(|telling| telling.group_key == key) else { continue };
        if is_kept(count, telling.item.level) {
            tx.queue(ITEM_INSERT, args![message, count, telling.event, Arg::json(telling.item)?]).await?;
        }
    }
    Ok(())
}

/// When the last message of each of `keys` went out, where that was after `since`.
pub async fn message_last_sent(
    tx: &mut Tx,
    keys: impl IntoIterator<Item = String>,
    since: DateTime<Utc>,
) -> Result<HashMap<String, DateTime<Utc>>, DbError> {
    let mut sql = Sql::new("SELECT group_key, max(sent_at) FROM notify_message WHERE sent_at >= ");
    sql.bind(since).push(" AND group_key IN ").bind_list(keys).push(" GROUP BY group_key");
    Ok(tx.all_sql::<(String, DateTime<Utc>)>(sql).await?.into_iter().collect())
}

/// Whether a message is due.
pub async fn message_is_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.one::<(bool,)>(DUE, args![now]).await?.0)
}

/// What is wrong with the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Messages given up; 1,000 stands for more.
    pub failed: i64,
    /// Messages of which nobody knows whether they arrived; 1,000 stands for more.
    pub uncertain: i64,
    /// Whether something should have gone out long ago.
    pub is_stuck: bool,
}

/// Messages begun after `since` that failed or are uncertain, and whether one was due before `long_ago`.
pub async fn message_trouble(tx: &mut Tx, since: DateTime<Utc>, long_ago: DateTime<Utc>) -> Result<Trouble, DbError> {
    let (failed, uncertain, is_stuck) = tx.one::<(i64, i64, bool)>(TROUBLED, args![since, long_ago]).await?;
    Ok(Trouble { failed, uncertain, is_stuck })
}

/// Takes up to `limit` messages that are due, severity 1 first and then the longest due, until `until`; nobody else takes them meanwhile.
pub async fn message_claim(
    tx: &mut Tx,
    claim: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Message>, DbError> {
    let rows = tx.all::<MessageRow>(CLAIM, args![claim, until, now, limit]).await?;
    with_items(tx, rows).await
}

/// What went before, of each of `keys`, and was not claimed as `claim`: when the first of it was begun, and when it is
/// looked at again.
pub async fn message_before(
    tx: &mut Tx,
    keys: impl IntoIterator<Item = String>,
    claim: Uuid,
) -> Result<HashMap<String, (DateTime<Utc>, DateTime<Utc>)>, DbError> {
    let mut sql = Sql::new(
        "SELECT group_key, min(created_at), max(CASE WHEN state = 'sending' THEN updated_at ELSE due_at END) \
         FROM notify_message WHERE state IN ('waiting', 'sending') AND (claim IS NULL OR claim <> ",
    );
    sql.bind(claim).push(") AND group_key IN ").bind_list(keys).push(" GROUP BY group_key");
    let rows = tx.all_sql::<(String, DateTime<Utc>, DateTime<Utc>)>(sql).await?;
    Ok(rows.into_iter().map(|(key, begun, again)| (key, (begun, again))).collect())
}

/// What became of a claimed message.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The message.
    pub id: Uuid,
    /// Where it stands now.
    pub state: MessageState,
    /// Why it did not go out.
    pub error: Option<String>,
    /// When it is tried again.
    pub due_at: DateTime<Utc>,
    /// Whether it was tried at all.
    pub is_tried: bool,
    /// What became of the browsers that were told it.
    pub devices: Vec<DeviceEnd>,
}

/// Writes down what became of a message, unless the claim was lost meanwhile.
pub async fn message_finish(tx: &mut Tx, claim: Uuid, end: &Finished, now: DateTime<Utc>) -> Result<(), DbError> {
    let sent = (end.state == MessageState::Sent).then_some(now);
    let args =
        args![end.id, claim, end.state.code(), end.error.as_deref(), end.due_at, sent, now, i64::from(!end.is_tried)];
    tx.queue(FINISH, args).await
}

/// Messages whose sender died, with their ways and contracts.
pub async fn message_lost(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<(Uuid, String, Option<Uuid>)>, DbError> {
    tx.all(LOST, args![now]).await
}

/// Takes a lost message out of the dead sender's hands.
pub async fn message_settle(
    tx: &mut Tx,
    id: Uuid,
    state: MessageState,
    error: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.queue(SETTLE, args![id, now, state.code(), error]).await
}

/// The message of an id, with what it tells.
pub async fn message_find(tx: &mut Tx, id: Uuid) -> Result<Option<Message>, DbError> {
    let row = tx.optional::<MessageRow>(FIND, args![id]).await?;
    Ok(with_items(tx, row.into_iter().collect()).await?.pop())
}

/// Moves a message from one state to another; `false` when it had left the first one.
pub async fn message_restate(
    tx: &mut Tx,
    message: &Message,
    state: MessageState,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let attempts = if state == MessageState::Waiting { 0 } else { message.attempts };
    let args = args![message.id, message.state.code(), state.code(), now, error, attempts];
    Ok(tx.execute(RESTATE, args).await? == 1)
}

/// Which messages are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Contracts to which the reader is limited; `None`: all, and those without one.
    pub contracts: Option<Vec<Uuid>>,
    /// Of this contract.
    pub contract: Option<Uuid>,
    /// In this state.
    pub state: Option<MessageState>,
    /// By ways that begin so (`robot` for every robot).
    pub way: Option<String>,
    /// Begun at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Begun before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Older than this one: its moment and id.
    pub before: Option<(DateTime<Utc>, Uuid)>,
}

/// Messages, the newest first.
pub async fn message_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<Message>, DbError> {
    let mut sql = Sql::new(
        "SELECT id, contract_id, way, group_key, person_id, recipient, state, level, count, attempts, due_at, error, created_at, \
         sent_at FROM notify_message WHERE TRUE",
    );
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some(way) = &wanted.way {
        sql.push(" AND way >= ").bind(way.as_str()).push(" AND way < ").bind(format!("{way}\u{10ffff}"));
    }
    if let Some(from) = wanted.from {
        sql.push(" AND created_at >= ").bind(from);
    }
    if let Some(to) = wanted.to {
        sql.push(" AND created_at < ").bind(to);
    }
    if let Some((at, id)) = wanted.before {
        sql.push(" AND (created_at < ").bind(at).push(" OR (created_at = ").bind(at).push(" AND id < ").bind(id);
        sql.push("))");
    }
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(i64::from(limit));
    let rows = tx.all_sql::<MessageRow>(sql).await?;
    with_items(tx, rows).await
}

/// Forgets up to 1,000 messages that were settled, one way or the other, and begun before `before`; gives how many.
pub async fn message_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET_ITEMS, args![before]).await?;
    tx.execute(FORGET, args![before]).await
}

async fn with_items(tx: &mut Tx, rows: Vec<MessageRow>) -> Result<Vec<Message>, DbError> {
    let mut messages: Vec<Message> = rows.into_iter().map(Message::from).collect();
    if messages.is_empty() {
        return Ok(messages);
    }
    let mut sql = Sql::new("SELECT message_id, item FROM notify_item WHERE message_id IN ");
    sql.bind_list(messages.iter().map(|message| message.id)).push(" ORDER BY message_id, seq");
    let mut items = HashMap::<Uuid, Vec<Item>>::new();
    for (message, item) in tx.all_sql::<(Uuid, Json<Item>)>(sql).await? {
        items.entry(message).or_default().push(item.0);
    }
    for message in &mut messages {
        message.items = items.remove(&message.id).unwrap_or_default();
    }
    Ok(messages)
}
