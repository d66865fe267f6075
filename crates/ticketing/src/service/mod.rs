//! Use cases: check, change, record, audit. The transaction is the caller's; when a use case fails, nothing of it is kept.

mod callers;
mod catalogue;
mod desk;
mod deviations;
mod edit;
mod files;
mod hand;
mod keep;
mod later;
mod letters;
mod mailed;
mod moved;
mod my_work;
mod opening;
mod organise;
mod papers;
mod presence;
mod progress;
mod reading;
mod relay;
mod sheets;
mod sites;
mod solution;
mod special;
pub mod statistics;
mod steps;
mod sweep;
mod sync;
mod talk;
mod wanted;

pub use callers::{Callers, KnownCaller, callers};
pub use desk::Desk;
pub use deviations::{Deviation, Found, Gone, Restores, deviation_found, deviation_gone};
pub use edit::{Edit, SeverityChange, assign, change_severity, edit};
pub use files::{NewAttachment, attach, attached_before, attachment};
pub(crate) use keep::kept_count;
pub use keep::{
    Change, MacroDraft, Sharing, TemplateDraft, ViewDraft, macro_change, macro_create, macro_filled, macro_list,
    macro_remove, macro_run, template_change, template_create, template_filled, template_list, template_remove,
    view_change, view_create, view_list, view_remove,
};
pub(crate) use letters::hold_what_is_new;
pub use letters::{Holds, Releases, hold_by_letter, release_by_letter};
pub use mailed::{MailedReply, opened_by_mail, replied_by_mail};
pub use moved::{Moved, MovedDeadlines, moved_by};
pub use my_work::{Nearest, WorkItem, my_work};
pub use opening::{NewTicket, open};
pub use organise::{SplitOff, link, merge, split, unwatch, watch};
pub use papers::{Papers, papers};
pub use presence::{Doing, Present, leave, present};
pub use progress::{CheckIn, Pause, check_in, escalate, pause, restore, resume, take, work_around};
pub use reading::{
    Counts, Explained, ExplainedSegment, ListRequest, ShownTicket, counts, explanation, find, list, shown, timeline,
};
pub(crate) use reading::{parts, query_of};
pub use sheets::{checklist, sheets, write_sheet};
pub use sites::{NewSite, SiteChange, add_site, change_site, retire_site, sites};
pub use solution::{accept, cancel, close, refuse, reopen, resolve};
pub(crate) use special::periods_changed;
pub(crate) use steps::run_step;
pub use steps::{BulkOutcome, MOST_STEPS, run_bulk, run_steps};
pub use sweep::{Swept, sweep, sweep_one};
pub use sync::{MOST_OPERATIONS, Synced, sync};
pub use talk::{note, reply, respond, urge};
pub use wanted::{Told, Wanted, ticket_told, ticket_wanted};
