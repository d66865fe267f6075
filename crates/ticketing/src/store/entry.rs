//! The history of tickets.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{Arg, Args, DbError, Dialect, Tx},
};
use jianyue_sla::clock::{Fact, FactKind};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{By, Entry, EntryKind, NewEntry, Visibility};

const FACTS: Dialect =
    Dialect::same("SELECT at, fact, by_name FROM ticket_entry WHERE ticket_id = $1 AND fact IS NOT NULL ORDER BY seq");
const LIST: Dialect = Dialect::same(
    "SELECT seq, at, recorded_at, kind, by_id, by_name, by_role, visibility, text, data FROM ticket_entry \
     WHERE ticket_id = $1 AND seq > $2 AND (visibility = 'public' OR $3) ORDER BY seq LIMIT $4",
);

const INSERT: Dialect = Dialect::same(
    "INSERT INTO ticket_entry (ticket_id, seq, at, recorded_at, kind, by_id, by_name, by_role, visibility, text, data, fact) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FACTS, LIST, INSERT];

/// A row of the history.
#[derive(Debug, sqlx::FromRow)]
pub struct EntryRow {
    seq: i64,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    kind: EntryKind,
    by_id: Uuid,
    by_name: String,
    by_role: String,
    #[sqlx(try_from = "String")]
    visibility: Visibility,
    text: Option<String>,
    data: Option<Json<Value>>,
}

impl EntryRow {
    /// Position in the history.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// As it is shown.
    #[must_use]
    pub fn shown(self, ticket: Uuid) -> Entry {
        Entry {
            id: format!("{ticket}-{}", self.seq),
            seq: self.seq,
            at: self.at,
            recorded_at: self.recorded_at,
            kind: self.kind,
            by: By { id: self.by_id, name: self.by_name, role: self.by_role },
            visibility: self.visibility,
            text: self.text,
            data: self.data.map(|data| data.0),
        }
    }
}

/// The values of a row of the history, in the order of its columns.
pub(super) fn entry_args(
    ticket: Uuid,
    seq: i64,
    recorded_at: DateTime<Utc>,
    by: &By,
    entry: &NewEntry,
) -> Result<Args, DbError> {
    let by = entry.by.as_ref().unwrap_or(by);
    let data = entry.data.as_ref().map_or(Ok(Arg::Json(None)), Arg::json)?;
    let fact = entry.fact.as_ref().map_or(Ok(Arg::Json(None)), Arg::json)?;
    Ok(args![
        ticket,
        seq,
        entry.at,
        recorded_at,
        entry.kind,
        by.id,
        &by.name,
        &by.role,
        entry.visibility,
        entry.text.as_deref(),
        data,
        fact
    ])
}

/// Adds entries after position `last` of a ticket's history.
pub async fn entry_insert(
    tx: &mut Tx,
    ticket: Uuid,
    last: i64,
    recorded_at: DateTime<Utc>,
    by: &By,
    entries: &[NewEntry],
) -> Result<(), DbError> {
    for (seq, entry) in (last + 1..).zip(entries) {
        tx.queue(INSERT, entry_args(ticket, seq, recorded_at, by, entry)?).await?;
    }
    Ok(())
}

/// What the clocks of a ticket are folded from, in order.
pub async fn entry_facts(tx: &mut Tx, ticket: Uuid) -> Result<Vec<Fact>, DbError> {
    let rows: Vec<(DateTime<Utc>, Json<FactKind>, String)> = tx.all(FACTS, args![ticket]).await?;
    Ok(rows.into_iter().map(|(at, fact, by)| crate::clocks::fact(at, fact.0, &by)).collect())
}

/// Up to `limit` entries after position `after`; internal ones only with `internal`.
pub async fn entry_list(
    tx: &mut Tx,
    ticket: Uuid,
    after: i64,
    internal: bool,
    limit: u32,
) -> Result<Vec<EntryRow>, DbError> {
    tx.all(LIST, args![ticket, after, internal, limit]).await
}
