//! Service sheets: what was found and done on a visit, tested, and signed for by the client.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::words;

words! {
    /// What came out of a point of a checklist.
    pub enum CheckResult, "ticket_service_sheet.result" {
        /// As it should be.
        Ok = "ok", "正常";
        /// Not as it should be.
        Bad = "bad", "异常";
        /// Does not apply here.
        NotApplicable = "not_applicable", "不适用";
    }
}

words! {
    /// How a point of a checklist is answered.
    pub enum CheckKind, "ticket_checklist.kind" {
        /// By ticking it.
        Check = "check", "勾选";
        /// By a number.
        Number = "number", "数值";
        /// In words.
        Text = "text", "文字";
    }
}

words! {
    /// Whether the client signs.
    pub enum Signature, "ticket_checklist.signature" {
        /// The contract asks for it.
        Needed = "needed", "必须签字";
        /// It may be given.
        Offered = "offered", "可签字";
    }
}

/// A point to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChecklistItem {
    /// Key, the same for as long as the rule behind it is.
    pub key: String,
    /// In words.
    pub text: String,
    /// How it is answered.
    pub kind: CheckKind,
    /// Unit of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The clause that asks for it; absent for points of the house.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// What a sheet of a ticket has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Checklist {
    /// Points to be looked at, the contract's first.
    pub items: Vec<ChecklistItem>,
    /// Whether the client signs.
    pub signature: Signature,
    /// Why the client signs and why there are tests: the clauses.
    pub clauses: Vec<String>,
    /// Tests that must be passed.
    pub tests: u32,
}

/// A point of a checklist with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// Key of the point.
    pub key: String,
    /// The point in words, as it was shown.
    pub text: String,
    /// What came out.
    pub result: CheckResult,
    /// The number or words of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A part that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UsedPart {
    /// Its code in the store of spares, from which it is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it is.
    pub name: String,
    /// Its model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How many, 1 to 10 000.
    pub quantity: u32,
    /// Of what: `个`.
    pub unit: String,
}

/// A test after the repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairTest {
    /// Whether it was passed.
    pub passed: bool,
    /// What was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The client's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Who signed.
    pub name: String,
    /// In which position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The picture of the signature: a file of the same ticket that everybody sees.
    pub attachment_id: Uuid,
    /// When, as the device showed it.
    pub device_at: DateTime<Utc>,
}

/// A service sheet before it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceSheet {
    /// The visit, as the device calls it.
    #[serde(default)]
    pub visit: Option<Uuid>,
    /// What was found.
    pub found: String,
    /// What was done.
    pub done: String,
    /// The checklist with its answers.
    #[serde(default)]
    pub checklist: Vec<Checked>,
    /// Parts that were used.
    #[serde(default)]
    pub parts: Vec<UsedPart>,
    /// Tests after the repair, in order.
    #[serde(default)]
    pub tests: Vec<RepairTest>,
    /// The client's signature.
    #[serde(default)]
    pub signed: Option<Signed>,
    /// Photos: files of the same ticket that everybody sees.
    #[serde(default)]
    pub photos: Vec<Uuid>,
    /// The sheet of the same ticket that this one corrects.
    #[serde(default)]
    pub corrects: Option<Uuid>,
}

/// A service sheet as it was written. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WrittenSheet {
    /// Its id.
    pub id: Uuid,
    /// `HS-2026-000123-F1`.
    pub number: String,
    /// The ticket.
    pub ticket_id: Uuid,
    /// What it says.
    #[serde(flatten)]
    pub sheet: ServiceSheet,
    /// The sheet that corrects it, if one does.
    pub corrected_by: Option<Uuid>,
    /// Name of who wrote it.
    pub by: String,
    /// Who wrote it.
    pub by_id: Uuid,
    /// When it was received.
    pub at: DateTime<Utc>,
    /// When it was written, as the device showed it.
    pub device_at: Option<DateTime<Utc>>,
    /// SM3 digest of what it says, in hexadecimal; the audit trail holds it too.
    pub digest: String,
}
