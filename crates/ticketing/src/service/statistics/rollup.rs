//! Keeps statistics as they are: finds the days whose tickets have changed, and makes them anew.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{ContractId, Env};
use jianyue_platform::{Db, DbError, Tx};
use jianyue_sla::zone;

use super::fold::Day;
use crate::{error::TicketError, store};

/// Tickets read at a time.
const BATCH: u32 = 2_000;
/// Days looked up at a time.
const DAYS: u32 = 100;
/// Marks of a day taken away at a time; where there are more the day is made once more.
const MARKS: u32 = 5_000;
/// A change is looked for so long after it was said to have been made: on PostgreSQL it becomes visible only when its
/// transaction commits, and the clocks of replicas differ.
const OVERLAP: TimeDelta = TimeDelta::minutes(2);

/// What a roll-up did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RolledUp {
    /// Days of a contract that were made anew.
    pub days: usize,
    /// Those that could not be; each is logged and tried again.
    pub failed: usize,
}

/// Brings the statistics of every contract up to now. Idempotent: a day is always made anew from its tickets. After an
/// outage everything that changed meanwhile is found. Writes a day in a transaction of its own, so that nobody who writes
/// waits for more than that, even when a million tickets are rolled up for the first time.
///
/// # Errors
/// When the database refuses; what was rolled up before stays.
pub async fn roll_up(db: &Db, registry: &Registry, env: &Env) -> Result<RolledUp, TicketError> {
    let mut done = RolledUp::default();
    let labels = registry.labels(&mut db.peek().await?).await?;
    for label in labels.iter() {
        let now = env.now();
        mark_changed(db, env, label.id, now).await?;
        let failed = done.failed;
        remake(db, label.id, &mut done).await?;
        if done.failed == failed {
            let mut tx = db.write().await?;
            store::stat_as_of_set(&mut tx, label.id, now).await?;
            tx.commit().await?;
        }
    }
    Ok(done)
}

/// Marks the days of opening of whatever changed since the last time.
async fn mark_changed(db: &Db, env: &Env, contract: ContractId, now: DateTime<Utc>) -> Result<(), DbError> {
    let safe = now - OVERLAP;
    let scanned = store::stat_scanned(&mut db.peek().await?, contract).await?;
    let mut place = (scanned.unwrap_or(DateTime::UNIX_EPOCH), 0);
    let mut marked = BTreeSet::new();
    loop {
        let changed = store::ticket_changed(&mut db.peek().await?, contract, place, BATCH).await?;
        let days: BTreeSet<NaiveDate> = changed.iter().map(|(_, opened)| zone::local_date(*opened)).collect();
        let more = changed.len() == BATCH as usize;
        place = changed.last().map_or(place, |(place, _)| *place);
        let mut tx = db.write().await?;
        for day in days.difference(&marked) {
            store::stat_mark(&mut tx, contract, *day, env.id()).await?;
        }
        let to = if more { place.0.min(safe) } else { safe };
        // A clock that was set back takes nothing away from what has been looked at.
        store::stat_scanned_set(&mut tx, contract, scanned.map_or(to, |scanned| scanned.max(to))).await?;
        tx.commit().await?;
        marked.extend(days);
        if !more {
            return Ok(());
        }
    }
}

async fn remake(db: &Db, contract: ContractId, done: &mut RolledUp) -> Result<(), DbError> {
    let mut last = NaiveDate::default() - Days::new(1);
    loop {
        let due = store::stat_due(&mut db.peek().await?, contract, last, DAYS).await?;
        for day in &due {
            match remake_day(db, contract, *day).await {
                Ok(()) => done.days += 1,
                Err(error) => {
                    tracing::error!(%contract, %day, %error, "the statistics of a day could not be made");
                    done.failed += 1;
                }
            }
        }
        let Some(day) = due.last() else { return Ok(()) };
        last = *day;
    }
}

/// Marks are read before tickets, in the same snapshot: a change that is not in it has left a mark that is not in it, which
/// stays.
async fn remake_day(db: &Db, contract: ContractId, day: NaiveDate) -> Result<(), DbError> {
    let mut tx = db.read().await?;
    let marks = store::stat_marks(&mut tx, contract, day, MARKS).await?;
    let counted = count_day(&mut tx, contract, day).await?;
    drop(tx);
    let mut tx = db.write().await?;
    store::stat_replace(&mut tx, contract, day, counted.kept()?).await?;
    store::stat_unmark(&mut tx, contract, day, &marks).await?;
    tx.commit().await
}

async fn count_day(tx: &mut Tx, contract: ContractId, day: NaiveDate) -> Result<Day, DbError> {
    let mut counted = Day::default();
    let end = zone::start_of_day(day + Days::new(1));
    // Positions begin with 1, so that the first moment of the day is inside.
    let mut place = (zone::start_of_day(day), 0);
    loop {
        let tickets = store::ticket_opened(tx, contract, place, end, BATCH).await?;
        for ticket in &tickets {
            counted.count(ticket)?;
        }
        place = tickets.last().map_or(place, |ticket| (ticket.opened_at, ticket.ord));
        if tickets.len() < BATCH as usize {
            return Ok(counted);
        }
    }
}
