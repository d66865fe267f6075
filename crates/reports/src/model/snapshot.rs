//! What a version of a report holds, frozen when it is submitted.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::reports::Section;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a version holds. Its bytes as JSON, members in this order, are what its digest is taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSnapshot)]
pub struct Snapshot {
    /// 1.
    pub format: u32,
    /// What it is about, and who made it.
    pub facts: Facts,
    /// What people wrote, or what was written for them from the figures.
    pub parts: Vec<Part>,
    /// Figures, and the rows that they count.
    pub sections: Vec<Section>,
}

/// What a report is about, and who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportFacts)]
pub struct Facts {
    /// The contract.
    pub contract_id: Uuid,
    /// Its title as printed.
    pub contract_title: String,
    /// Its number as printed.
    pub contract_number: Option<String>,
    /// Who ordered, as printed.
    pub client: Vec<String>,
    /// Who serves, as printed; of a consortium those whose works are concerned.
    pub vendor: Vec<String>,
    /// The version of the contract's text, 1 for the original.
    pub text_version: i64,
    /// From when that version holds.
    pub text_from: NaiveDate,
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// How often, as the contract's file writes it: `monthly`.
    pub frequency: String,
    /// What the report is called.
    pub title: String,
    /// Its number.
    pub number: String,
    /// Which version it is, from 1.
    pub version: i64,
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// The page of the one record that it is about; empty where it is about a period.
    pub subject: String,
    /// The works concerned; none means all.
    pub works: Vec<WorkName>,
    /// What the contract says that it contains.
    pub contents: Vec<String>,
    /// When the figures were taken.
    pub composed_at: DateTime<Utc>,
    /// Who had them taken.
    pub made_by: String,
}

/// A work of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportWork)]
pub struct WorkName {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// A part in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportPart)]
pub struct Part {
    /// Its stable name in the report: `overview`.
    pub key: String,
    /// Its heading.
    pub heading: String,
    /// The text; a line break begins a new paragraph.
    pub text: String,
}
