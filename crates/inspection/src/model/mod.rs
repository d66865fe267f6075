//! Types and states.

mod checklist;
mod event;
mod occurrence;
mod run;
mod sync;
mod words;

pub use checklist::{Body, Checklist, Item};
pub use event::{
    DeviationFound, DeviationGone, OccurrenceAnnounced, OccurrenceChanged, OccurrenceDue, OccurrenceMissed,
};
pub use occurrence::{Announcement, Assignee, Occurrence, Proof, ProofRecord, RuleCounts, Unplanned};
pub use run::{Answer, GivenAnswer, Photo, Place, Run, RunSignature};
pub use sync::{Operation, SyncStep};
pub use words::{ItemKind, Kind, Phase, RunState, SheetKind, Signer, State, SyncOutcome};
