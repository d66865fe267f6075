//! Card readers.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Where a reader stands.
    #[schema(as = CardReaderState)]
    pub enum ReaderState {
        /// At its school.
        InUse = "in_use",
        /// Sent in.
        SentIn = "sent_in",
        /// With whoever repairs it.
        InRepair = "in_repair",
        /// Repaired, not back yet.
        Repaired = "repaired",
        /// Called back.
        Recalled = "recalled",
        /// Given up.
        Scrapped = "scrapped",
    }
}

words! {
    /// What happens to a reader.
    #[schema(as = CardReaderMove)]
    pub enum ReaderMove {
        /// Written down for the first time.
        Registered = "registered",
        /// Sent in.
        SentIn = "sent_in",
        /// Given to whoever repairs it.
        InRepair = "in_repair",
        /// Repaired.
        Repaired = "repaired",
        /// Given back, or given out again.
        Returned = "returned",
        /// Called back.
        Recalled = "recalled",
        /// Given up.
        Scrapped = "scrapped",
    }
}

impl ReaderMove {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Registered => "登记",
            Self::SentIn => "送检",
            Self::InRepair => "开始维修",
            Self::Repaired => "修好",
            Self::Returned => "归还",
            Self::Recalled => "回收",
            Self::Scrapped => "报废",
        }
    }
}

/// A reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardReader)]
pub struct Reader {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// Its model.
    pub model: Option<String>,
    /// Whose it is.
    pub school: Option<String>,
    /// Who has it.
    pub custodian: Option<String>,
    /// Its code in the register of assets.
    pub asset_code: Option<String>,
    /// Where it stands.
    pub state: ReaderState,
    /// Since when.
    pub since_on: NaiveDate,
    /// Until when it should be back, while it is away.
    pub due_on: Option<NaiveDate>,
    /// It should be back and is not.
    pub overdue: bool,
    /// What may be done to it now.
    pub moves: Vec<ReaderMove>,
}

/// Something that happened to a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardReaderMovement)]
pub struct ReaderMovement {
    /// Its place in the ledger of the reader.
    pub seq: i64,
    /// What.
    pub kind: ReaderMove,
    /// On which day.
    pub moved_on: NaiveDate,
    /// Whose it was then.
    pub school: Option<String>,
    /// Who had it then.
    pub custodian: Option<String>,
    /// In words.
    pub text: Option<String>,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}
