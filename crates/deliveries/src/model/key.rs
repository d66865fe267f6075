//! Media that hold keys.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What it is.
    #[schema(as = CardKeyKind)]
    pub enum KeyKind {
        /// A card with keys.
        KeyCard = "key_card",
        /// A PSAM.
        Psam = "psam",
        /// A token.
        Token = "token",
        /// A paper envelope.
        Envelope = "envelope",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// Where it stands.
    #[schema(as = CardKeyState)]
    pub enum KeyState {
        /// Kept.
        Kept = "kept",
        /// Given out for use.
        Issued = "issued",
        /// Destroyed.
        Destroyed = "destroyed",
    }
}

words! {
    /// What happens to it.
    #[schema(as = CardKeyMove)]
    pub enum KeyMove {
        /// Written down for the first time.
        Registered = "registered",
        /// Given out for use.
        Issued = "issued",
        /// Handed to another custodian.
        Handed = "handed",
        /// Given back.
        Returned = "returned",
        /// Destroyed before a witness.
        Destroyed = "destroyed",
    }
}

impl KeyMove {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Registered => "登记",
            Self::Issued => "领用",
            Self::Handed => "交接",
            Self::Returned => "归还",
            Self::Destroyed => "销毁",
        }
    }
}

/// A medium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardKey)]
pub struct KeyMedium {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: KeyKind,
    /// What it is called.
    pub title: String,
    /// Who has it.
    pub custodian: String,
    /// Where.
    pub place: String,
    /// Where it stands.
    pub state: KeyState,
    /// What may be done to it now.
    pub moves: Vec<KeyMove>,
}

/// A line of the custody ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardKeyMovement)]
pub struct KeyMovement {
    /// Its id.
    pub id: Uuid,
    /// Its place in the ledger of the medium.
    pub seq: i64,
    /// What.
    pub kind: KeyMove,
    /// Who gave it.
    pub from_name: Option<String>,
    /// Who received it.
    pub to_name: Option<String>,
    /// Where it is then.
    pub place: String,
    /// Who witnessed it.
    pub witness: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Whether the receiver signed.
    pub signed: bool,
    /// On which day.
    pub moved_on: NaiveDate,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A medium as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CardKeyCountLine)]
pub struct CountLine {
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// Who has it by the ledger.
    pub custodian: String,
    /// Where it is by the ledger.
    pub place: String,
    /// Whether it was found there.
    pub found: bool,
    /// What was seen.
    pub note: Option<String>,
}

/// A count: what is where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardKeyCount)]
pub struct KeyCount {
    /// Its id.
    pub id: Uuid,
    /// Every medium that is not destroyed.
    pub lines: Vec<CountLine>,
    /// How many there are.
    pub counted: i64,
    /// How many were not found where they should be.
    pub different: i64,
    /// A remark.
    pub note: Option<String>,
    /// Who counted.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}
