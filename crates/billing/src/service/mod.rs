//! Use cases: check, change, record, audit. The transaction is the caller's.

mod accounts;
mod ledger;
mod telling;

pub use accounts::{Schedule, ScheduledLine, contract_account, schedule, what_would_be};
pub use ledger::{entry_of, ledger};
pub use telling::{attach_file, tell};

/// The kind of the records that files belong to.
pub const FILES: &str = "billing.entry";
