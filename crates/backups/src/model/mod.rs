//! Types of this module.

mod check;
mod drill;
mod event;
mod policy;
mod source;
mod words;

pub use check::{BackupCheck, BackupFile, Finding, Open};
pub use drill::Drill;
pub use event::{BackupChanged, DeviationFound, DeviationGone, DrillEnded, DutyProved, Record};
pub use policy::BackupPolicy;
pub use source::{NewSource, Source};
pub use words::{Checksum, DrillState, FindingCode, Format, PolicyState, What};
