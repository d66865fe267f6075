//! Spares and their movements.

use chrono::{DateTime, Utc};
use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// How stock moves.
    #[schema(as = SpareMovementKind)]
    pub enum MovementKind {
        /// New ones came in.
        In = "in",
        /// Some were taken out.
        Out = "out",
        /// Some came back.
        Returned = "returned",
        /// Some are given up.
        Scrapped = "scrapped",
        /// Somebody counted, and there are so many.
        Counted = "counted",
    }
}

impl MovementKind {
    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::In => "入库",
            Self::Out => "领用",
            Self::Returned => "退回",
            Self::Scrapped => "报废",
            Self::Counted => "盘点",
        }
    }
}

/// A spare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Spare {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its code, unique in the contract: `BJ-0001`. It never changes.
    pub code: String,
    /// What it is.
    pub name: String,
    /// Brand and model.
    pub model: Option<String>,
    /// Of what it is counted: `个`.
    pub unit: String,
    /// Key of the work it is kept for; absent: the contract as a whole.
    pub work: Option<String>,
    /// Where it is kept.
    pub place: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// How many there are; never below zero.
    pub stock: i64,
    /// There should be no fewer; 0: it does not matter.
    pub minimum: i64,
    /// Whether there are fewer.
    pub low: bool,
    /// Since when.
    pub low_since: Option<DateTime<Utc>>,
    /// The ticket in which it is refilled.
    pub ticket_id: Option<Uuid>,
    /// The number of that ticket.
    pub ticket_number: Option<String>,
    /// Grows with every change of what it is; movements do not count.
    pub version: i64,
    /// When it came into the store.
    pub created_at: DateTime<Utc>,
    /// When it or its stock changed last.
    pub updated_at: DateTime<Utc>,
}

/// A movement of stock. It is never changed; what was wrong is moved back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SpareMovement)]
pub struct Movement {
    /// Its id.
    pub id: Uuid,
    /// The spare.
    pub spare_id: Uuid,
    /// How it moved.
    pub kind: MovementKind,
    /// How many; of a count: how many there were.
    pub quantity: i64,
    /// By how much the stock moved.
    pub delta: i64,
    /// The stock behind it.
    pub stock: i64,
    /// The ticket it was for.
    pub ticket_id: Option<Uuid>,
    /// The number of that ticket.
    pub ticket_number: Option<String>,
    /// The asset it was for.
    pub asset_id: Option<Uuid>,
    /// The service sheet that says so.
    pub sheet_id: Option<Uuid>,
    /// The stock-taking that says so.
    pub taking_id: Option<Uuid>,
    /// Why.
    pub reason: Option<String>,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

words! {
    /// Why a part of a service sheet was not taken out of stock.
    #[schema(as = UnbookedReason)]
    pub enum UnbookedReason {
        /// The store knows no such spare.
        Unknown = "unknown",
        /// Several spares are called so.
        Ambiguous = "ambiguous",
        /// There were fewer than were used.
        Short = "short",
    }
}

/// A part of a service sheet that could not be taken out of stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnbookedPart {
    /// Its id.
    pub id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// The service sheet.
    pub sheet_id: Uuid,
    /// The number of the sheet.
    pub sheet_number: String,
    /// The ticket.
    pub ticket_id: Uuid,
    /// The number of the ticket.
    pub ticket_number: String,
    /// The code that the sheet names.
    pub code: Option<String>,
    /// What it is called there.
    pub name: String,
    /// Its model there.
    pub model: Option<String>,
    /// Of what it is counted there.
    pub unit: String,
    /// How many are not booked.
    pub quantity: i64,
    /// Why.
    pub reason: UnbookedReason,
    /// Why and what to do, in words.
    pub text: String,
    /// Who wrote the sheet.
    pub by: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When somebody settled it.
    pub settled_at: Option<DateTime<Utc>>,
    /// Who, by name.
    pub settled_by: Option<String>,
    /// What they said.
    pub settled_note: Option<String>,
    /// The spare that it was booked on.
    pub spare_id: Option<Uuid>,
}
