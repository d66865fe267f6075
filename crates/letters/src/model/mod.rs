//! Types and states.

mod event;
mod letter;
mod rule;
mod words;

pub use event::{ClaimAccepted, ClocksPaused, ClocksResumed, LetterChanged, LetterSent, TermNear};
pub use letter::{Letter, LetterDetail, LetterEntry, LetterPause, LetterReceipt, NextStep};
pub use rule::{LetterRule, LetterTerm};
pub use words::{EntryWhat, LetterKind, LetterSide, LetterState, StepName, TermOf};
