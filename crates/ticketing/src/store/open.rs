//! A new ticket with its first entries, its words and its count, in one statement: what is done for every ticket that is
//! opened is worth a round trip less.
//!
//! SQLite runs the parts one after the other and indexes the words at the end of the group; on PostgreSQL they are parts of
//! one statement.

use jianyue_platform::{
    args,
    db::{Args, DbError, Dialect, Engine, Tx},
};

use super::{
    count::CountKey,
    entry::{entry_args, entry_insert},
    search::grams,
    ticket::{insert_args, insert_ticket},
};
use crate::model::{By, NewEntry, Ticket};

/// The count, `$42` to `$47`.
macro_rules! insert_count {
    () => {
        "INSERT INTO ticket_count (contract_id, work, state, alarm, assignee_id, n) VALUES ($42, $43, $44, $45, $46, $47) \
         ON CONFLICT (contract_id, work, state, alarm, assignee_id) DO UPDATE SET n = ticket_count.n + excluded.n"
    };
}

/// The first entry, `$49` to `$60`.
macro_rules! insert_entry {
    () => {
        "INSERT INTO ticket_entry (ticket_id, seq, at, recorded_at, kind, by_id, by_name, by_role, visibility, text, data, \
         fact) VALUES ($49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60)"
    };
}

const OPEN: Dialect = Dialect {
    sqlite: concat!(insert_ticket!(), "; ", insert_entry!(), "; ", insert_count!()),
    postgres: concat!(
        "WITH opened AS (",
        insert_ticket!(),
        " RETURNING ord), words AS (INSERT INTO ticket_search (ord, grams) SELECT ord, CAST($48 AS tsvector) FROM opened), \
         history AS (",
        insert_entry!(),
        ") ",
        insert_count!()
    ),
};

/// On SQLite the words of all tickets that are committed together are indexed together, which costs a fraction of indexing
/// each by itself.
const WORDS: Dialect = Dialect {
    sqlite: "INSERT INTO ticket_search (rowid, grams) SELECT ord, $2 FROM ticket WHERE id = $1",
    postgres: "INSERT INTO ticket_search (ord, grams) SELECT ord, CAST($2 AS tsvector) FROM ticket WHERE id = $1",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OPEN, WORDS];

/// Adds a new ticket with its first entries, the words that it is found by, and its count.
pub async fn ticket_open(
    tx: &mut Tx,
    ticket: &Ticket,
    by: &By,
    entries: &[NewEntry],
    words: &[&str],
) -> Result<(), DbError> {
    let (row, recorded_at) = (&ticket.row, ticket.row.opened_at);
    let Some((first, others)) = entries.split_first() else { return Ok(()) };
    let mut args: Args = insert_args(ticket)?;
    args.extend(CountKey::of(ticket).args(1));
    let grams = grams(tx, row.contract(), words);
    let (here, later) = if tx.engine() == Engine::Sqlite { (None, Some(grams)) } else { (Some(grams), None) };
    args.push(here.into());
    args.extend(entry_args(row.id, 1, recorded_at, by, first)?);
    tx.queue(OPEN, args).await?;
    if let Some(grams) = later {
        tx.at_group_end(WORDS, args![row.id, grams]).await?;
    }
    entry_insert(tx, row.id, 1, recorded_at, by, others).await
}
