//! Types and states.

mod event;
mod ledger;

pub use event::{DutiesDue, DutyChanged};
pub use ledger::{DutyProblem, DutyRule, Ledger, LedgerSummary, OpenRule};

use jianyue_platform::words;

words! {
    /// What people say something of: a document that is due, or a duty that an event made due.
    #[schema(as = DutyRecordKind)]
    pub enum RecordKind {
        /// A document for a period.
        Document = "document",
        /// A duty that an event made due.
        Event = "event",
    }
}
