//! What goes back or is destroyed at the end of a contract.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{duties::DutyState, files::RecordFile, words};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Cited;

words! {
    /// What became of something.
    #[schema(as = SecurityReturnWay)]
    pub enum ReturnWay {
        /// It went back.
        Returned = "returned",
        /// It was destroyed.
        Destroyed = "destroyed",
        /// It is kept, as agreed.
        Kept = "kept",
    }
}

impl ReturnWay {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Returned => "已交还",
            Self::Destroyed => "已销毁",
            Self::Kept => "约定保留",
        }
    }
}

/// A thing on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityReturnItem)]
pub struct ReturnItem {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub what: String,
    /// On what it is kept.
    pub medium: String,
    /// What became of it; absent: not settled.
    pub way: Option<ReturnWay>,
    /// The agreement under which it is kept, or how it was destroyed.
    pub basis: Option<String>,
    /// When.
    pub done_on: Option<NaiveDate>,
    /// By whom.
    pub done_by: Option<String>,
}

/// A list of what goes back or is destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityReturn)]
pub struct DataReturn {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// What it is called.
    pub title: String,
    /// The day of what makes it due: the client's request in writing, or the end of the contract.
    pub asked_on: NaiveDate,
    /// The last day; absent where the contract prints none.
    pub due_on: Option<NaiveDate>,
    /// The rule of the contract.
    pub by_rule: Option<Cited>,
    /// Where it stands.
    pub state: DutyState,
    /// What is on it.
    pub items: Vec<ReturnItem>,
    /// How many are not settled.
    pub unsettled: usize,
    /// Who of the client witnessed.
    pub witness: Option<String>,
    /// When.
    pub witnessed_at: Option<DateTime<Utc>>,
    /// Files: part `signature` is the witness's.
    pub files: Vec<RecordFile>,
    /// What the caller may do: `settle`, `witness`.
    pub allowed_actions: Vec<&'static str>,
    /// Grows with each change.
    pub version: i64,
}
