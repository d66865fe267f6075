//! What a changed calendar would move, to be shown before it is published. Stopped clocks are not asked: they are judged.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::business::BusinessTime;
use crate::clock::{Clock, ClockKey, ClockState, judge};

/// An open clock that stands otherwise under another calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedDeadline<T> {
    /// What the host calls the clock or its ticket.
    pub id: T,
    /// Which clock of it.
    pub key: ClockKey,
    /// How it stands under the calendar in force.
    pub before: ClockState,
    /// How it would stand under the new one.
    pub after: ClockState,
    /// Due moment under the calendar in force.
    pub due_before: Option<DateTime<Utc>>,
    /// Due moment under the new one.
    pub due_after: Option<DateTime<Utc>>,
    /// Whether the change alone would make it overdue.
    pub turns_overdue: bool,
}

/// The open clocks that `new` would move, in the order given. Paused clocks are moved when their remaining time changes.
pub fn moved_deadlines<'a, T>(
    clocks: impl IntoIterator<Item = (T, &'a Clock)>,
    old: &BusinessTime,
    new: &BusinessTime,
    now: DateTime<Utc>,
) -> Vec<MovedDeadline<T>> {
    let open = clocks.into_iter().filter(|(_, clock)| clock.state.is_live());
    open.filter_map(|(id, clock)| {
        let before = judge(&clock.timeline, old, "", now);
        let after = judge(&clock.timeline, new, "", now);
        is_moved(&before, &after).then(|| MovedDeadline {
            id,
            key: clock.key,
            due_before: before.due(),
            due_after: after.due(),
            turns_overdue: is_overdue(&after) && !is_overdue(&before),
            before: before.state,
            after: after.state,
        })
    })
    .collect()
}

fn is_overdue(clock: &Clock) -> bool {
    matches!(clock.state, ClockState::Overdue { .. })
}

/// How long an overdue clock has been overdue does not count as moved; when it became so does.
fn is_moved(before: &Clock, after: &Clock) -> bool {
    match (&before.state, &after.state) {
        (ClockState::Overdue { due, .. }, ClockState::Overdue { due: moved, .. })
        | (ClockState::Running { due, .. }, ClockState::Running { due: moved, .. }) => due != moved,
        (before, after) => before != after,
    }
}
