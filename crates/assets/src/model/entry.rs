//! The file of an asset.

use chrono::{DateTime, Utc};
use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What an entry of an asset's file tells of.
    #[schema(as = AssetEntryKind)]
    pub enum EntryKind {
        /// It came into the register.
        Registered = "registered",
        /// The register says something else of it.
        Changed = "changed",
        /// It stands elsewhere, or somebody else uses it.
        Moved = "moved",
        /// It was repaired.
        Repaired = "repaired",
        /// Somebody looked at it on a round.
        Inspected = "inspected",
        /// Something happened to a ticket about it.
        Ticket = "ticket",
        /// It was counted.
        Counted = "counted",
        /// Somebody noted something.
        Note = "note",
        /// A part was put into it.
        Part = "part",
    }
}

/// An entry of an asset's file. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AssetEntry)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What it tells of.
    pub kind: EntryKind,
    /// In words.
    pub text: String,
    /// Who says so, by name.
    pub by: String,
    /// The ticket.
    pub ticket_id: Option<Uuid>,
    /// The number of the ticket.
    pub ticket_number: Option<String>,
    /// The inspection run.
    pub run_id: Option<Uuid>,
    /// Where it stood.
    pub from: Option<String>,
    /// Where it stands since.
    pub to: Option<String>,
}

/// A ticket that an asset had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct AssetTicket {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Where it stands: `resolved`, as tickets say it.
    pub state: String,
    /// When it was linked.
    pub linked_at: DateTime<Utc>,
    /// Who linked it, by name.
    pub linked_by: String,
}
