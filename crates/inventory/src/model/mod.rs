//! What data inventory keeps and shows.

mod difference;
mod event;
mod reading;
mod source;

pub use difference::{Change, ChangeWhat, Difference, RowsChange, TableBrief, TableChange, Was};
pub use event::{DeviationFound, DeviationGone, DutyProved, ProofRecord, SourceChanged, StructureChanged};
pub use reading::{ChangeCounts, ColumnShown, Comment, Reading, ReadingTables, ReferencedBy, TableRow, TableShown};
pub use source::{Source, SourceState, SourceTarget};
