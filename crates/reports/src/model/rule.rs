//! The rules of a contract that reports are made for.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::SilenceMeans;

/// A rule that reports are made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportRule {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter of the contract.
    pub assumed: Option<String>,
    /// What its reports are called.
    pub title: String,
    /// How often: `monthly`, `once`, `on event` …
    pub frequency: String,
    /// What they contain.
    pub contents: Vec<String>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// How long there is after the period or event, in words; none where nothing is printed.
    pub due_after: Option<String>,
    /// How they are reviewed.
    pub review: Option<ReviewRule>,
    /// What makes one due, where they do not come round.
    pub trigger: Option<String>,
    /// The sections that they have, as far as the contract has anything to do with them.
    pub sections: Vec<SectionName>,
    /// The inspection whose rounds leave this document as their sheet: it is not drafted here.
    pub left_by: Option<String>,
    /// Periods that ended or run, the last first; at most 24.
    pub periods: Vec<OpenPeriod>,
}

/// How reports are reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportReviewRule)]
pub struct ReviewRule {
    /// How long the client has from receipt, in words.
    pub within: String,
    /// What silence means.
    pub silence: SilenceMeans,
    /// The clause.
    pub clause: Option<String>,
}

/// A section of reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportSectionName)]
pub struct SectionName {
    /// Its stable name.
    pub code: String,
    /// Its heading.
    pub title: String,
}

/// A period of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportPeriod)]
pub struct OpenPeriod {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The last day on which its report is in time.
    pub due_on: Option<NaiveDate>,
    /// Its report, where there is one that the caller may see.
    pub report_id: Option<Uuid>,
}
