//! What a ticket is: its words, its states, its clocks as they are kept and shown, and its history.

mod clock;
mod entry;
mod event;
mod given;
mod item;
mod reporter;
mod sheet;
mod site;
mod step;
mod sync;
mod ticket;
mod wire;
mod words;

pub(crate) use clock::is_beyond_the_letter as clock_is_beyond_the_letter;
pub use clock::{Alarm, ClockCard, ClockStatus, ClockView};
pub use entry::{By, Entry, EntryKind, NewEntry, Visibility};
pub use event::{ClockBreached, ClockWarned, DeviationTicketed, ServiceSheetWritten, TicketChanged, TicketOpened};
pub use given::Given;
pub use item::{ItemRow, Keep, Macro, MacroBody, ReplyTemplate, TemplateBody, View};
pub use reporter::{KeptReporter, Reporter, open_phone};
pub use sheet::{
    CheckKind, CheckResult, Checked, Checklist, ChecklistItem, RepairTest, ServiceSheet, Signature, Signed, UsedPart,
    WrittenSheet,
};
pub use site::{Site, SiteCard};
pub use step::Step;
pub use sync::{FieldOnly, FieldStep, Operation, SyncOutcome};
pub use ticket::{AttachmentCard, Link, Named, Relation, Ticket, TicketFields, TicketRow, Watcher};
pub use words::{Channel, Kind, State};
