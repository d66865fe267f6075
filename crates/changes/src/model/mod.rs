//! Types and states.

mod change;
mod event;
mod words;

pub use change::{Change, ChangeDetail, Conflict, Decision, Deed, Entry, Freeze, Outcome, StepNow, Test, Word};
pub use event::{ChangeMoved, ChangeReleased};
pub use words::{ChangeKind, ChangeState, Risk, Step, TestResult, Urgency};
