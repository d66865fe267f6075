//! Types and states.

mod call;
mod event;
mod return_call;
mod shift;
mod source;
mod special;
mod words;

pub use call::{Agent, Call, Facts, Told};
pub use event::CallChanged;
pub use return_call::{
    Attempt, AttemptResult, Dissatisfied, FollowUp, ReturnAnswer, ReturnCall, ReturnCallChanged, ReturnCallDue,
    ReturnKind, ReturnState,
};
pub use shift::{Duty, Gap, Handover, OnDuty, RosterGap, Shift};
pub use source::{Line, Source};
pub use special::{SpecialDays, SpecialKind};
pub use words::{Channel, Direction, Outcome};
