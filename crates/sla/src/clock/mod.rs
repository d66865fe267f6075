//! Clocks of a ticket as folded facts.
//!
//! What happened is a list of [`Fact`]s. [`trace`] lays them out as [`Timeline`]s, one for each clock, without any
//! calendar; [`judge`] measures a timeline and says how the clock stands; [`fold`] does both and leaves frozen verdicts
//! alone. The rules:
//!
//! - **Response** stops when the vendor answers, or with the solution. It is not stopped by a pause.
//! - **Escalate** bounds how long one level may hold the ticket; every hand-up starts the receiving level's own clock, up
//!   to level three, which has nobody above it. It stops with the hand-up, a work-around or restoration.
//! - **Arrive** stops at check-in on site, or when service is restored or the solution given before anybody came.
//! - **Restore** stops when service is back; a work-around counts and is recorded as such.
//! - **Resolve** stops with the solution, once the reporter accepts it: until then the verdict is *provisional*, waiting
//!   for the reporter is not the vendor's time, and a refusal takes the stop back as if it had not been.
//! - **Pause** holds the clocks that can be paused; a breach never fires during one.
//! - **A changed severity** keeps the time used, measured in the windows it was used in. When the new budget is already
//!   used up, a running clock is breached at the change, and a paused one at the moment it resumes or stops.
//!   The verdict goes by the target in force at the stop; breaches of former targets stay on record.
//! - **Reopening** starts a new cycle of clocks at level one; verdicts of earlier cycles stay.
//! - **Cancelling or merging** ends clocks without a verdict, but never hides a breach that has already come.
//! - **A stop after the due moment is a breach**, even when nothing was open in between.

mod events;
mod fact;
mod fold;
mod judge;
mod matrix;
mod state;
mod target;
mod timeline;
mod trace;

pub use events::{ClockEvent, ClockEventKind};
pub use fact::{Fact, FactKind};
pub use fold::{Terms, fold};
pub use judge::judge;
pub use matrix::{Case, MatrixError, SeverityMatrix};
pub use state::{Clock, ClockState, FrozenUnder, Marks, Outcome, PastBreach, Verdict};
pub use target::{Budget, ClockKind, LAST_LEVEL, Target};
pub use timeline::{ClockKey, Mode, Stop, StopCause, Stretch, Timeline};
pub use trace::{FactError, FactProblem, trace};
