//! Use cases: check, change, record, audit. The transaction is the caller's; when a use case fails, nothing of it is kept.

mod catalogue;
mod desk;
mod edit;
mod files;
mod hand;
mod later;
mod opening;
mod organise;
mod progress;
mod reading;
mod solution;
mod steps;
mod sweep;
mod talk;

pub use desk::Desk;
pub use edit::{Edit, SeverityChange, assign, change_severity, edit};
pub use files::{NewFile, attach, attachment};
pub use opening::{NewTicket, open};
pub use organise::{SplitOff, link, merge, split, unwatch, watch};
pub use progress::{CheckIn, Pause, check_in, escalate, pause, restore, resume, take, work_around};
pub use reading::{
    Counts, Explained, ExplainedSegment, ListRequest, ShownTicket, counts, explanation, find, list, shown, timeline,
};
pub use solution::{accept, cancel, close, refuse, reopen, resolve};
#[expect(unused_imports, reason = "for what is kept on a phone and done later")]
pub(crate) use steps::run_step;
pub use steps::{BulkOutcome, MOST_STEPS, run_bulk, run_steps};
pub use sweep::{Swept, sweep, sweep_one};
pub use talk::{note, reply, respond, urge};
