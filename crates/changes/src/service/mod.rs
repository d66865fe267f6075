//! Use cases: check, change, record, audit. The transaction is the caller's.

mod calendar;
mod deciding;
mod file;
mod frame;
mod reading;
mod releasing;
mod step;
mod testing;
mod text;

pub use calendar::{Calendar, CalendarItem, calendar};
pub use deciding::{ByWord, Confirmation, NewDecision, approve_by_word, confirm, decide, submit};
pub use file::{add_file, file, may_add_file};
pub use frame::{Choices, RuleChoice, WorkChoice, choices};
pub use reading::{ChangesRequest, change, changes};
pub use releasing::{NewRelease, Reason, Verification, close, note_frozen, release, roll_back, verify, withdraw};
pub use testing::{NewTest, add_test};
pub use text::{NewChange, add, edit};
