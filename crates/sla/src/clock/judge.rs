//! From a timeline to a clock: the only place where clocks meet the calendar.

use chrono::{DateTime, Utc};

use super::state::{Clock, ClockState, FrozenUnder, Marks, Outcome, PastBreach, Verdict};
use super::{Mode, Stop, StopCause, Stretch, Timeline};
use crate::business::{BusinessTime, CompiledWindow};
use crate::calendar::CalendarError;
use crate::zone::whole_second;

/// Measures `timeline` and says how the clock stands at `now` (not before its last fact).
///
/// A verdict is marked with the calendar's version and `contract_version`.
#[must_use]
pub fn judge(timeline: &Timeline, business: &BusinessTime, contract_version: &str, now: DateTime<Utc>) -> Clock {
    let now = whole_second(now);
    measured(timeline, business, contract_version, now).unwrap_or_else(|error| undetermined(timeline, error))
}

/// What has been measured so far, under the target in force.
#[derive(Default)]
struct Tally {
    budget: i64,
    used: i64,
    marks: Marks,
    past: Vec<PastBreach>,
}

/// A counting stretch and what was used before it.
struct Counting<'a> {
    window: &'a CompiledWindow,
    from: DateTime<Utc>,
    used_before: i64,
}

impl Counting<'_> {
    /// When `used` reaches `threshold`; the beginning, if it had.
    fn reaches(&self, threshold: i64) -> Result<DateTime<Utc>, CalendarError> {
        self.window.due_at(self.from, threshold - self.used_before)
    }
}

impl Tally {
    /// Another target is in force: a breach of the former goes on record, warnings begin anew.
    fn change_target(&mut self, former: &Stretch) {
        if let Some(at) = self.marks.breach {
            self.past.push(PastBreach { at, case: former.case.clone(), clause: former.target.clause.clone() });
        }
        self.marks = Marks::default();
    }

    fn count(&mut self, counting: &Counting<'_>, end: DateTime<Utc>) -> Result<(), CalendarError> {
        let spent = counting.window.elapsed(counting.from, end)?;
        let used = self.used + spent;
        let (half, most) = warnings(self.budget);
        for (mark, threshold) in [(&mut self.marks.warn50, half), (&mut self.marks.warn80, most)] {
            if mark.is_none() && used >= threshold {
                *mark = Some(counting.reaches(threshold)?);
            }
        }
        if self.marks.breach.is_none() && used >= self.budget {
            self.marks.breach = Some(counting.reaches(self.budget)?).filter(|due| *due < end);
        }
        self.used = used;
        Ok(())
    }

    /// Fills in the marks that lie ahead; those in a year without a notice stay open.
    fn look_ahead(&mut self, counting: &Counting<'_>) {
        let (half, most) = warnings(self.budget);
        let Marks { warn50, warn80, breach } = &mut self.marks;
        for (mark, threshold) in [(warn50, half), (warn80, most), (breach, self.budget)] {
            *mark = mark.or_else(|| counting.reaches(threshold).ok());
        }
    }
}

/// Half and four fifths of a budget.
fn warnings(budget: i64) -> (i64, i64) {
    (budget / 2, budget - budget / 5)
}

fn measured(
    timeline: &Timeline,
    business: &BusinessTime,
    contract_version: &str,
    now: DateTime<Utc>,
) -> Result<Clock, CalendarError> {
    let mut tally = Tally::default();
    let mut former: Option<&Stretch> = None;
    let mut used_before = 0;
    for stretch in timeline.stretches() {
        if let Some(former) = former.filter(|former| !former.target.same_terms(&stretch.target)) {
            tally.change_target(former);
        }
        former = Some(stretch);
        used_before = tally.used;
        let window = business.window(&stretch.target.window);
        tally.budget = stretch.target.budget.seconds(&window, timeline.started_at())?;
        if stretch.mode == Mode::Counting {
            let end = stretch.to.unwrap_or(now).max(stretch.from);
            tally.count(&Counting { window: &window, from: stretch.from, used_before: tally.used }, end)?;
        }
    }
    let last = &timeline.last;
    let window = business.window(&last.target.window);
    let counting = Counting { window: &window, from: last.from, used_before };
    let mut clock = blank(timeline);
    match timeline.stop {
        Some(stop) => {
            let under = FrozenUnder { calendar: business.version().to_owned(), contract: contract_version.to_owned() };
            conclude(&mut clock, &tally, &counting, stop, under);
        }
        None => clock.state = standing(timeline, &mut tally, &counting, now)?,
    }
    let Tally { budget, used, mut marks, past } = tally;
    marks.breach = marks.breach.or_else(|| late_due(clock.verdict.as_ref()));
    Ok(Clock { budget, used, marks, past_breaches: past, ..clock })
}

/// The state of a clock that has not stopped.
fn standing(
    timeline: &Timeline,
    tally: &mut Tally,
    counting: &Counting<'_>,
    now: DateTime<Utc>,
) -> Result<ClockState, CalendarError> {
    let remaining = tally.budget - tally.used;
    let last = &timeline.last;
    Ok(match &last.mode {
        Mode::Idle => ClockState::NotApplicable { why: format!("级别 {} 没有这一时限", last.case) },
        Mode::Paused { reason, .. } => {
            ClockState::Paused { since: paused_since(timeline), remaining, reason: reason.clone() }
        }
        Mode::Counting => {
            let due = tally.marks.breach.map_or_else(|| counting.reaches(tally.budget), Ok);
            tally.look_ahead(counting);
            match due {
                Ok(due) if now > due || remaining < 0 => {
                    ClockState::Overdue { due, overdue: counting.window.elapsed(due, now)? }
                }
                Ok(due) => ClockState::Running { due, remaining },
                Err(error) => unknown(error),
            }
        }
    })
}

/// Where the unbroken row of paused stretches at the end begins.
fn paused_since(timeline: &Timeline) -> DateTime<Utc> {
    let paused = timeline.stretches().rev().take_while(|stretch| matches!(stretch.mode, Mode::Paused { .. }));
    paused.last().map_or_else(|| timeline.started_at(), |stretch| stretch.from)
}

/// State and verdict of a clock that has stopped.
fn conclude(clock: &mut Clock, tally: &Tally, counting: &Counting<'_>, stop: Stop, frozen_under: FrozenUnder) {
    let ended_early = matches!(stop.cause, StopCause::Cancelled | StopCause::Merged);
    if ended_early && tally.marks.breach.is_none() {
        clock.state =
            ClockState::NotApplicable { why: format!("工单{}，计时未到期即结束", stop.cause.label()) };
        return;
    }
    let breached = tally.marks.breach.is_some() || tally.used > tally.budget;
    let last = &clock.timeline.last;
    let due = tally.marks.breach.or_else(|| match last.mode {
        Mode::Counting => counting.reaches(tally.budget).ok(),
        _ => counting.window.due_at(stop.at, tally.budget - tally.used).ok(),
    });
    let outcome = if breached { Outcome::Breached } else { Outcome::Met };
    clock.state = stopped_state(outcome, stop.at, due);
    clock.verdict = Some(Verdict {
        key: clock.key,
        case: last.case.clone(),
        outcome,
        started_at: clock.started_at,
        due,
        stopped_at: stop.at,
        stopped_by: stop.cause,
        accepted_at: stop.accepted_at,
        used: tally.used,
        budget: tally.budget,
        clause: last.target.clause.clone(),
        provisional: stop.provisional,
        frozen_under,
    });
}

/// The moment that a breach is known by.
pub(super) fn late_due(verdict: Option<&Verdict>) -> Option<DateTime<Utc>> {
    verdict.filter(|verdict| verdict.outcome == Outcome::Breached).and_then(|verdict| verdict.due)
}

/// The state that says the same as a verdict.
pub(super) fn stopped_state(outcome: Outcome, at: DateTime<Utc>, due: Option<DateTime<Utc>>) -> ClockState {
    match outcome {
        Outcome::Met => ClockState::Met { at },
        Outcome::Breached => ClockState::Breached { at, due },
    }
}

fn blank(timeline: &Timeline) -> Clock {
    let last = &timeline.last;
    Clock {
        key: timeline.key,
        case: last.case.clone(),
        target: last.target.clone(),
        started_at: timeline.started_at(),
        budget: 0,
        used: 0,
        state: ClockState::NotApplicable { why: String::new() },
        marks: Marks::default(),
        past_breaches: Vec::new(),
        verdict: None,
        timeline: timeline.clone(),
    }
}

/// A clock of which nothing can be measured.
fn undetermined(timeline: &Timeline, error: CalendarError) -> Clock {
    Clock { state: unknown(error), ..blank(timeline) }
}

fn unknown(error: CalendarError) -> ClockState {
    let year = match error {
        CalendarError::NoHolidayData { year } => year,
        CalendarError::OutOfRange => 0,
    };
    ClockState::Undetermined { year, why: error.to_string() }
}
