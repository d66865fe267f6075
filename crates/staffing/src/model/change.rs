//! Changes of people.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// How far a change of people has come.
    #[schema(as = StaffChangeState)]
    pub enum ChangeState {
        /// The client was told; where consent is needed it waits for it.
        Asked = "asked",
        /// The client agreed.
        Agreed = "agreed",
        /// The client did not agree.
        Refused = "refused",
        /// The vendor took it back.
        Withdrawn = "withdrawn",
        /// It took effect, or will on its day.
        Done = "done",
        /// It happened without notice or consent.
        Unconsented = "unconsented",
    }
}

impl ChangeState {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "待甲方同意",
            Self::Agreed => "甲方已同意",
            Self::Refused => "甲方不同意",
            Self::Withdrawn => "已撤回",
            Self::Done => "已落实",
            Self::Unconsented => "未经同意",
        }
    }
}

/// Something to be handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverItem {
    /// What.
    pub text: String,
    /// Who ticked it off.
    #[serde(default)]
    pub done_by: Option<String>,
    /// When.
    #[serde(default)]
    pub done_at: Option<DateTime<Utc>>,
}

/// A change of somebody in a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaffChange {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule of the position.
    pub position: String,
    /// What the position is called.
    pub title: String,
    /// The rule that asks for notice or consent: that of the team, or else of the position.
    pub rule: String,
    /// Its clause as printed.
    pub clause: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// The assignment that ends.
    pub assignment_id: Uuid,
    /// Who leaves.
    pub leaving: String,
    /// Who comes; absent where nobody is named.
    pub coming: Option<String>,
    /// Why.
    pub reason: String,
    /// How long before it must be told, in words; absent where the contract asks for no notice.
    pub term: Option<String>,
    /// Whether the client must agree.
    pub consent: bool,
    /// The day on which the client was told.
    pub noticed_on: NaiveDate,
    /// The first day that keeps the term.
    pub earliest_on: NaiveDate,
    /// From this day on the new one is there.
    pub effective_on: NaiveDate,
    /// How far it has come.
    pub state: ChangeState,
    /// Who decided for the client.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What they said.
    pub decision_note: Option<String>,
    /// What is handed over.
    pub handover: Vec<HandoverItem>,
    /// When it was carried out.
    pub done_at: Option<DateTime<Utc>>,
    /// Who told of it.
    pub asked_by: String,
    /// Grows with every change.
    pub version: i64,
    /// When it was told.
    pub created_at: DateTime<Utc>,
}
