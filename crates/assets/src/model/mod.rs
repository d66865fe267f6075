//! What is kept: assets with their files, spares with their stock, stock-takings.

mod asset;
mod entry;
mod event;
mod spare;
mod taking;

pub use asset::{Asset, Book, Class, Level, State};
pub use entry::{AssetTicket, Entry, EntryKind};
pub use event::{DeviationFound, DeviationGone, DutyProved, ProofRecord, RegisterChanged, SpareLow};
pub use spare::{Movement, MovementKind, Spare, UnbookedPart, UnbookedReason};
pub use taking::{Line, LineState, Taking, TakingOf, TakingScope, TakingState};
