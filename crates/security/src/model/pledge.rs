//! Pledges of confidentiality.

use chrono::NaiveDate;
use jianyue_platform::files::RecordFile;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Cited;

/// Somebody of the team, and their pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityPledge)]
pub struct Pledge {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work they do.
    pub work: Option<String>,
    /// Their name.
    pub name: String,
    /// Their position.
    pub position: String,
    /// Their organisation.
    pub organisation: String,
    /// When they joined.
    pub joined_on: NaiveDate,
    /// When they signed; absent: not yet.
    pub signed_on: Option<NaiveDate>,
    /// The last day on which it holds; absent: for good.
    pub valid_until: Option<NaiveDate>,
    /// When they left the project; what they signed goes on.
    pub left_on: Option<NaiveDate>,
    /// A remark.
    pub note: Option<String>,
    /// The rule of the contract.
    pub by_rule: Option<Cited>,
    /// Whether a signature is wanting: not signed, or run out, while they are on the project.
    pub wanting: bool,
    /// The paper.
    pub files: Vec<RecordFile>,
    /// Grows with each change; sent back as `If-Match`.
    pub version: i64,
}

/// The team of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityPledges)]
pub struct Pledges {
    /// Everybody, those whose signature is wanting in front.
    pub items: Vec<Pledge>,
    /// How many are on the project.
    pub team: usize,
    /// How many of them have not signed, or their pledge ran out.
    pub wanting: usize,
    /// How many left.
    pub left: usize,
    /// Whether the caller keeps the list.
    pub editable: bool,
}
