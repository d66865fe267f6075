//! Use cases: check, change, record, audit. The transaction is the caller's.

mod asking;
mod deciding;
mod doing;
mod duties;
mod files;
mod forms;
mod list;
pub(crate) mod quota;
mod shown;
mod steps;

pub use asking::{NewRequest, RequestEdit, ask, cancel, edit, submit};
pub use deciding::{Decision, Estimate, Rescheduling, decide, estimate, reschedule};
pub use doing::{Acceptance, CheckResult, Reason, Result as WorkResult, accept, check, finish, send_back, take_on};
pub(crate) use duties::Requests as DutiesOfRequests;
pub use files::{add_file, file, may_add, may_sign, remove_file};
pub use forms::{FormEdit, form_versions, forms, save_form};
pub use list::{RequestsWanted, requests, requests_all};
pub use shown::request;
