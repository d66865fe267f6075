//! Counting: what a ticket adds to the statistics of its day. Pure.
//!
//! What counts:
//!
//! - Cancelled and merged tickets are not opened work: they are in no count of opened or closed tickets, services or hours.
//! - Clocks count for every ticket, in every cycle: a promise that was kept or broken before a ticket was cancelled or merged
//!   stays kept or broken. A frozen or provisional verdict is met or breached; a clock that still runs is breached once it
//!   has been found past its due moment, and running otherwise, also while it is held. Clocks without a target, or ended
//!   without a verdict, do not count.
//! - A ticket is closed in the month in which it was closed last; its satisfaction belongs to that month.

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map::Entry},
};

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use jianyue_sla::{clock::ClockKind, zone};
use serde::{Deserialize, Serialize};

use crate::{
    model::{ClockStatus, State},
    store::{CountedTicket, KeptDay},
};

/// How clocks ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Stopped in time.
    pub met: i64,
    /// Stopped or found too late.
    pub breached: i64,
    /// Still running, and not too late.
    pub running: i64,
    /// Clause of the promise.
    pub clause: String,
}

/// A severity case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFigures {
    /// As printed.
    pub name: String,
    /// Its rank; 1 is the most severe.
    pub level: i64,
    /// Its clocks.
    pub clocks: BTreeMap<ClockKind, Tally>,
}

/// What is kept of a work on a day of opening.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Tickets by the rank of their case.
    pub opened: BTreeMap<i64, i64>,
    /// Tickets by service; '' for none.
    pub services: BTreeMap<String, i64>,
    /// Cases by their keys.
    pub cases: BTreeMap<String, CaseFigures>,
    /// Tickets by the hour of opening, from 0 on.
    pub hours: Vec<i64>,
}

/// The tickets of a day, by work.
#[derive(Debug, Default)]
pub struct Day(BTreeMap<String, (Figures, BTreeMap<NaiveDate, [i64; 3]>)>);

/// What is read of a clock that is kept.
#[derive(Deserialize)]
struct Card<'a> {
    kind: ClockKind,
    state: ClockStatus,
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    due_at: Option<DateTime<Utc>>,
    #[serde(borrow)]
    clause: Cow<'a, str>,
}

impl Tally {
    fn count(&mut self, card: &Card<'_>, seen: DateTime<Utc>) -> bool {
        let counter = match card.state {
            ClockStatus::Met => &mut self.met,
            ClockStatus::Breached => &mut self.breached,
            ClockStatus::Running if is_overdue(card, seen) => &mut self.breached,
            ClockStatus::Running | ClockStatus::Paused => &mut self.running,
            ClockStatus::NotApplicable => return false,
        };
        *counter += 1;
        true
    }

    fn add(&mut self, other: Self) {
        self.met += other.met;
        self.breached += other.breached;
        self.running += other.running;
        if !other.clause.is_empty() {
            self.clause = other.clause;
        }
    }
}

/// A clock that stops in the second it is due is in time.
fn is_overdue(card: &Card<'_>, seen: DateTime<Utc>) -> bool {
    card.due_at.is_some_and(|due| due.timestamp() < seen.timestamp())
}

impl Day {
    /// Counts a ticket.
    ///
    /// # Errors
    /// When its clocks are not what this program writes.
    pub fn count(&mut self, ticket: &CountedTicket) -> Result<(), serde_json::Error> {
        let cards: Vec<Card<'_>> = serde_json::from_str(&ticket.clocks)?;
        let (figures, closed) = self.0.entry(ticket.work.clone().unwrap_or_default()).or_default();
        figures.count_clocks(ticket, &cards);
        if !matches!(ticket.state, State::Cancelled | State::Merged) {
            figures.count_opened(ticket);
        }
        if ticket.state == State::Closed {
            let month = month_of(zone::local_date(ticket.closed_at.unwrap_or(ticket.updated_at)));
            let [n, rated, sum] = closed.entry(month).or_default();
            *n += 1;
            *rated += i64::from(ticket.satisfaction.is_some());
            *sum += ticket.satisfaction.unwrap_or_default();
        }
        Ok(())
    }

    /// As it is kept.
    ///
    /// # Errors
    /// Never: figures are JSON.
    pub fn kept(self) -> Result<BTreeMap<String, KeptDay>, serde_json::Error> {
        let kept = |(work, (figures, closed)): (String, (Figures, _))| {
            Ok((work, KeptDay { figures: serde_json::to_string(&figures)?, closed }))
        };
        self.0.into_iter().map(kept).collect()
    }
}

/// The first day of the month of `day`.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

impl Figures {
    fn count_opened(&mut self, ticket: &CountedTicket) {
        *self.opened.entry(ticket.level).or_default() += 1;
        *self.services.entry(ticket.service.clone().unwrap_or_default()).or_default() += 1;
        self.hours.resize(24, 0);
        if let Some(hour) = self.hours.get_mut(zone::local(ticket.opened_at).hour() as usize) {
            *hour += 1;
        }
    }

    fn count_clocks(&mut self, ticket: &CountedTicket, cards: &[Card<'_>]) {
        for card in cards {
            let mut tally = Tally::default();
            if !tally.count(card, ticket.swept_at) {
                continue;
            }
            tally.clause = card.clause.clone().into_owned();
            let case = self.cases.entry(ticket.case_key.clone()).or_default();
            case.name.clone_from(&ticket.case_name);
            case.level = ticket.level;
            case.clocks.entry(card.kind).or_default().add(tally);
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Self) {
        for (level, n) in other.opened {
            *self.opened.entry(level).or_default() += n;
        }
        for (service, n) in other.services {
            *self.services.entry(service).or_default() += n;
        }
        for (key, case) in other.cases {
            match self.cases.entry(key) {
                Entry::Vacant(place) => drop(place.insert(case)),
                Entry::Occupied(mut place) => place.get_mut().add(case),
            }
        }
        if !other.hours.is_empty() {
            self.hours.resize(24, 0);
            self.hours.iter_mut().zip(other.hours).for_each(|(sum, n)| *sum += n);
        }
    }

    /// All clocks of a kind.
    #[must_use]
    pub fn clocks(&self, kind: ClockKind) -> Tally {
        let mut sum = Tally::default();
        for case in self.cases.values() {
            sum.add(case.clocks.get(&kind).cloned().unwrap_or_default());
        }
        sum
    }
}

impl CaseFigures {
    /// Adds what was counted elsewhere; the name of the later one stays.
    pub fn add(&mut self, other: Self) {
        self.name = other.name;
        self.level = other.level;
        for (kind, tally) in other.clocks {
            self.clocks.entry(kind).or_default().add(tally);
        }
    }
}
