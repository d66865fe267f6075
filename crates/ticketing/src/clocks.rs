//! Between the facts of a ticket and the columns that its row keeps of them.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::registry::Compiled;
use jianyue_sla::clock::{
    Clock, ClockEventKind, ClockKind, ClockState, Fact, FactError, FactKind, SeverityMatrix, Terms, Verdict, fold,
};

use crate::model::{Alarm, ClockCard, clock_is_beyond_the_letter};

/// How long a clock that waits for a holiday notice is left alone before it is looked at again.
const UNDETERMINED_PAUSE: TimeDelta = TimeDelta::hours(1);

/// The clocks of a ticket at a moment.
#[derive(Debug)]
pub struct Folded {
    clocks: Vec<Clock>,
}

impl Folded {
    /// Folds `facts`, in their order, by the terms of the contract version that the ticket was opened under: `matrix` is that
    /// of its special periods. A verdict in `frozen` stays what it is.
    ///
    /// # Errors
    /// [`FactError`] when the facts do not fit together, which the policy has ruled out before.
    pub fn of(
        (contract, matrix): (&Compiled, &SeverityMatrix),
        facts: &[Fact],
        frozen: &[Verdict],
        now: DateTime<Utc>,
    ) -> Result<Self, FactError> {
        let version = contract.version.to_string();
        let terms = Terms { matrix, business: &contract.time, contract_version: &version };
        let mut clocks = fold(terms, facts, frozen, now)?;
        clocks.retain(|clock| !clock_is_beyond_the_letter(clock));
        Ok(Self { clocks })
    }

    /// The clocks themselves.
    #[must_use]
    pub fn clocks(&self) -> &[Clock] {
        &self.clocks
    }

    /// As they are kept.
    #[must_use]
    pub fn cards(&self) -> Vec<ClockCard> {
        self.clocks.iter().map(ClockCard::of).collect()
    }

    /// The verdicts that nothing changes any more.
    #[must_use]
    pub fn verdicts(&self) -> Vec<Verdict> {
        self.clocks.iter().filter_map(|clock| clock.verdict.clone()).filter(|verdict| !verdict.provisional).collect()
    }

    /// The first year whose holiday notice is missing for a due moment.
    #[must_use]
    pub fn missing_year(&self) -> Option<i32> {
        self.clocks.iter().find_map(|clock| match clock.state {
            ClockState::Undetermined { year, .. } => Some(year),
            _ => None,
        })
    }

    /// The moment at which the hand-up clock has run out, if it has by `now`: the ticket goes up at that moment.
    #[must_use]
    pub fn hand_up_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.hand_up_due().filter(|due| *due <= now)
    }

    fn hand_up_due(&self) -> Option<DateTime<Utc>> {
        let escalate =
            self.clocks.iter().find(|clock| clock.key.kind == ClockKind::Escalate && clock.state.is_live())?;
        match escalate.state {
            ClockState::Running { due, .. } | ClockState::Overdue { due, .. } => Some(due),
            _ => None,
        }
    }

    /// When a sweep has something to do next.
    #[must_use]
    pub fn next_sweep_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let events = self.clocks.iter().filter_map(|clock| clock.next_event(now)).map(|event| match event.kind {
            // A clock that stops in the second it is due is in time: the breach has come one second later.
            ClockEventKind::Breach => event.at + TimeDelta::seconds(1),
            ClockEventKind::Warn50 | ClockEventKind::Warn80 => event.at,
        });
        let retry = self.missing_year().map(|_| now + UNDETERMINED_PAUSE);
        events.chain(self.hand_up_due()).chain(retry).min()
    }

    /// Warnings and breaches that came after `last` and by `now`, in order of time.
    #[must_use]
    pub fn events_since(
        &self,
        last: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Vec<(&Clock, ClockEventKind, DateTime<Utc>)> {
        let of = |clock: &'_ Clock| clock.events_since(last, now).collect::<Vec<_>>();
        let mut events: Vec<_> = self
            .clocks
            .iter()
            .flat_map(|clock| of(clock).into_iter().map(move |event| (clock, event.kind, event.at)))
            .collect();
        events.sort_by_key(|(_, kind, at)| (*at, *kind));
        events
    }

    /// How urgent they make the ticket.
    #[must_use]
    pub fn alarm(&self, now: DateTime<Utc>) -> Alarm {
        self.clocks.iter().map(|clock| ClockCard::of(clock).alarm(now)).max().unwrap_or(Alarm::None)
    }

    /// The clock of a kind in a cycle and of a level, the last one where there are several.
    #[must_use]
    pub fn find(&self, kind: ClockKind, cycle: Option<u32>, level: Option<u8>) -> Option<&Clock> {
        let wanted = |clock: &&Clock| {
            clock.key.kind == kind
                && cycle.is_none_or(|cycle| clock.key.cycle == cycle)
                && level.is_none_or(|level| clock.key.level == level)
        };
        self.clocks.iter().rev().find(wanted)
    }
}

/// A fact as it is kept with its entry.
#[must_use]
pub fn fact(at: DateTime<Utc>, kind: FactKind, by: &str) -> Fact {
    Fact::new(at, kind).by(by)
}
