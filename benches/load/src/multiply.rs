//! Makes a small demo year large: copies its tickets, with their histories, until there are as many as wanted.
//!
//! Copies are written through the same functions as tickets are, in large transactions: what is measured afterwards is
//! the reading and changing of a large database, not this.

use chrono::{Datelike, TimeDelta};
use jianyue_kernel::{ContractId, ContractScope, Env};
use jianyue_platform::{Db, DbError, args};
use jianyue_sla::zone;
use jianyue_ticketing::{
    model::Ticket,
    store::{self, CountKey},
};
use uuid::Uuid;

/// Tickets of one transaction.
const BATCH: usize = 2_000;
/// Tickets that are copied with all of their histories, and not only with the facts of their clocks: histories are read by
/// ticket only, so that more of them slow down nothing but this copying.
const WITH_ALL: usize = 100_000;

/// Copies until the database at `url` holds `wanted` tickets; gives how many it holds then.
pub async fn multiply(url: &str, wanted: usize) -> Result<usize, DbError> {
    let db = Db::open(url, 4).await?;
    let originals = originals(&db).await?;
    let mut there = originals.len();
    let env = Env::system();
    while there < wanted && !originals.is_empty() {
        let mut tx = db.write().await?;
        for n in there..(there + BATCH).min(wanted) {
            let mut ticket = originals[n % originals.len()].clone();
            // The longer ago, the more copies lie behind: a database that has grown for years.
            let back = TimeDelta::seconds(i64::try_from(n / originals.len()).unwrap_or_default() * 977);
            copy(&mut tx, &env, &mut ticket, back, n < WITH_ALL).await?;
        }
        tx.commit().await?;
        there = (there + BATCH).min(wanted);
        if there % 50_000 < BATCH {
            eprintln!("{there} tickets");
        }
    }
    let mut tx = db.write().await?;
    store::stat_forget(&mut tx).await?;
    tx.commit().await?;
    db.analyze().await?;
    db.close().await;
    Ok(there)
}

async fn originals(db: &Db) -> Result<Vec<Ticket>, DbError> {
    let mut tx = db.read().await?;
    let ids: Vec<(Uuid,)> = tx.all("SELECT id FROM ticket ORDER BY ord LIMIT 5000", args![]).await?;
    let mut originals = Vec::with_capacity(ids.len());
    for (id,) in ids {
        originals.extend(store::ticket_find(&mut tx, id, &ContractScope::All).await?);
    }
    Ok(originals)
}

async fn copy(
    tx: &mut jianyue_platform::Tx,
    env: &Env,
    ticket: &mut Ticket,
    back: TimeDelta,
    all_of_it: bool,
) -> Result<(), DbError> {
    const HISTORY: &str = "INSERT INTO ticket_entry (ticket_id, seq, at, recorded_at, kind, by_id, by_name, by_role, \
         visibility, text, data, fact) SELECT $1, seq, at, recorded_at, kind, by_id, by_name, by_role, visibility, text, \
         data, fact FROM ticket_entry WHERE ticket_id = $2 AND (fact IS NOT NULL OR $3)";
    let original = ticket.row.id;
    ticket.row.id = env.id();
    // A sealed number opens with its own ticket only.
    (ticket.reporter.0.phone_sealed, ticket.reporter.0.callers) = (None, Vec::new());
    ticket.row.opened_at -= back;
    ticket.row.updated_at -= back;
    let contract = ContractId(ticket.row.contract_id);
    let year = zone::local_date(ticket.row.opened_at).year();
    let number = store::number_next(tx, contract, year).await?;
    ticket.row.number = format!("{}-{year}-{number:06}", ticket.row.contract_prefix);
    let ord = store::ticket_insert(tx, ticket).await?;
    tx.execute(HISTORY, args![ticket.row.id, original, all_of_it]).await?;
    store::count_add(tx, CountKey::of(ticket)).await?;
    let texts = [&*ticket.row.number, &ticket.row.title, &ticket.description, &ticket.row.reporter_name];
    store::search_insert(tx, ord, contract, &texts).await
}
