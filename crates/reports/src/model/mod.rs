//! Types and states.

mod event;
mod report;
mod rule;
mod snapshot;
mod words;

pub use event::{
    AcceptanceTakenBack, DraftReady, ReportAccepted, ReportChanged, ReportQuestioned, ReportSubmitted, ReviewNear,
};
pub use report::{
    Comment, Difference, Effect, Entry, PartShown, Report, ReportDetail, ReviewShown, RowCount, VersionDetail,
    VersionShown,
};
pub use rule::{OpenPeriod, ReportRule, ReviewRule, SectionName};
pub use snapshot::{Facts, Part, Snapshot, WorkName};
pub use words::{AcceptedHow, EntryWhat, ReportState, SilenceMeans, StepName};
