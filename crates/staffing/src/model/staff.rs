//! The vendor's staff, and the positions that they fill.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{files::RecordFile, words};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Where a qualification stands on a day.
    pub enum QualificationStanding {
        /// It holds.
        Valid = "valid",
        /// It holds and ends within 60 days.
        Soon = "soon",
        /// Its last day is past.
        Over = "over",
    }
}

/// A qualification of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StaffQualification)]
pub struct Qualification {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Its number.
    pub number: Option<String>,
    /// Who issued it.
    pub issued_by: Option<String>,
    /// The last day on which it holds; absent where it has none.
    pub valid_until: Option<NaiveDate>,
    /// Where it stands today.
    pub standing: QualificationStanding,
    /// Whole days until the last one; negative behind it.
    pub days_left: Option<i64>,
    /// Copies of it.
    pub files: Vec<RecordFile>,
}

/// Somebody of the vendor's staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaffMember {
    /// Their id.
    pub id: Uuid,
    /// Their contract.
    pub contract_id: Uuid,
    /// Name.
    pub name: String,
    /// Their firm or department.
    pub unit: Option<String>,
    /// Their account, where they have one.
    pub person_id: Option<Uuid>,
    /// Keys of the works that they are known to; empty means all.
    pub works: Vec<String>,
    /// A remark.
    pub note: Option<String>,
    /// The positions that they fill today.
    pub positions: Vec<String>,
    /// What they have to show.
    pub qualifications: Vec<Qualification>,
    /// Grows with every change.
    pub version: i64,
    /// When they were put down.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

/// Somebody in a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PositionHolder {
    /// The assignment.
    pub id: Uuid,
    /// Who.
    pub staff_id: Uuid,
    /// Their name.
    pub name: String,
    /// The window in which they are on site, where the position itself has none.
    pub on_site: Option<String>,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day, counted in; absent while it is open.
    pub to_on: Option<NaiveDate>,
    /// Whether they are there today.
    pub now: bool,
    /// A change of them that runs.
    pub change_id: Option<Uuid>,
}

/// A position of the contract and who fills it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaffPosition {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// How many people are asked for.
    pub heads: u32,
    /// Whether the figure is a minimum.
    pub at_least: bool,
    /// One per so many served.
    pub one_per: Option<u32>,
    /// When they must be there, if not always; such a position is not counted by the month.
    pub when: Option<String>,
    /// What they must know.
    pub skills: Option<String>,
    /// What they do.
    pub tasks: Option<String>,
    /// Whether a change needs notice or consent.
    pub key_person: bool,
    /// The hours in which they are there.
    pub hours: Option<String>,
    /// Whether their days on site are counted.
    pub on_site: bool,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// How many there are today.
    pub filled: usize,
    /// How many are missing today.
    pub gap: usize,
    /// Those of today and of later days.
    pub holders: Vec<PositionHolder>,
    /// Those who were there before, the last first.
    pub before: Vec<PositionHolder>,
}

/// The team as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaffTeam {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// The rule in our words.
    pub text: String,
    /// How many people in all.
    pub heads: Option<u32>,
    /// How many different people fill positions today.
    pub filled: usize,
    /// Notice before a key person changes, in words.
    pub change_notice: Option<String>,
    /// Whether the client must agree to the change.
    pub consent: bool,
    /// The earliest day on which a change takes effect that is told today.
    pub earliest_on: Option<NaiveDate>,
}

/// Hours on site that no position names: whoever is assigned under them is expected there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OnSiteWindow {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// What is served in it.
    pub title: String,
    /// Its hours in words.
    pub hours: String,
}

/// The positions of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaffBoard {
    /// Today in Shanghai.
    pub today: NaiveDate,
    /// The team as a whole.
    pub team: Option<StaffTeam>,
    /// In the order of the text.
    pub positions: Vec<StaffPosition>,
    /// Hours on site that an assignment may be under.
    pub windows: Vec<OnSiteWindow>,
}
