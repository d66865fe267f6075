//! Facts that other modules and live lists are told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

use super::{AcceptedHow, EntryWhat, ReportState};

/// Something happened to a report.
#[derive(Clone, Debug, Serialize)]
pub struct ReportChanged {
    /// The report.
    pub report_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What.
    pub what: EntryWhat,
    /// Where it stands now.
    pub state: ReportState,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(ReportChanged, "reports.report_changed", report_id);

/// The draft of a period that is over waits for whoever submits it.
#[derive(Clone, Debug, Serialize)]
pub struct DraftReady {
    /// The report.
    pub report_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The side that is told.
    pub side: &'static str,
    /// What it is called.
    pub title: String,
    /// What is to be done.
    pub text: String,
    /// The clause.
    pub clause: String,
    /// The end of the last day on which it is in time.
    pub due_at: Option<DateTime<Utc>>,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(DraftReady, "reports.draft_ready", report_id);

/// A version was submitted to the client.
#[derive(Clone, Debug, Serialize)]
pub struct ReportSubmitted {
    /// The report.
    pub report_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Which version, from 1.
    pub version: i64,
    /// The day on which it was handed in, for the first time where this is a later version.
    pub on: NaiveDate,
    /// The last day on which it was in time, where the contract prints one.
    pub due_on: Option<NaiveDate>,
    /// Whether it was late.
    pub late: bool,
    /// The side that is told.
    pub side: &'static str,
    /// What it is called.
    pub title: String,
    /// What is to be done, and what silence means.
    pub text: String,
    /// The clause of the review, or else of the report.
    pub clause: String,
    /// The end of the review.
    pub due_at: Option<DateTime<Utc>>,
    /// Who submitted it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(ReportSubmitted, "reports.report_submitted", report_id);

/// The review ends soon, or is overdue.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewNear {
    /// The report.
    pub report_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The side that is told.
    pub side: &'static str,
    /// What it is called.
    pub title: String,
    /// What follows.
    pub text: String,
    /// The clause of the review.
    pub clause: String,
    /// The end of the review.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was found.
    pub at: DateTime<Utc>,
}

contract_event!(ReviewNear, "reports.review_near", report_id);

/// The client asks something.
#[derive(Clone, Debug, Serialize)]
pub struct ReportQuestioned {
    /// The report.
    pub report_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// Which version.
    pub version: i64,
    /// The side that is told.
    pub side: &'static str,
    /// What it is called.
    pub title: String,
    /// What is asked.
    pub text: String,
    /// The clause.
    pub clause: String,
    /// Who asks.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(ReportQuestioned, "reports.report_questioned", report_id);

/// A report was accepted, by the client or by silence.
#[derive(Clone, Debug, Serialize)]
pub struct ReportAccepted {
    /// The report.
    pub report_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Which version.
    pub version: i64,
    /// The day from which it is accepted.
    pub on: NaiveDate,
    /// How.
    pub how: AcceptedHow,
    /// The clause of the review, or else of the report.
    pub clause: String,
    /// Its page for the vendor's people.
    pub path: String,
    /// Its page for the client.
    pub client_path: String,
    /// The side that is told.
    pub side: &'static str,
    /// What it is called.
    pub title: String,
    /// How it was accepted, in words.
    pub text: String,
    /// Who accepted; none for silence.
    pub by: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(ReportAccepted, "reports.report_accepted", report_id);

/// The acceptance of a report does not hold any more, because it is corrected.
#[derive(Clone, Debug, Serialize)]
pub struct AcceptanceTakenBack {
    /// The report.
    pub report_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The version that had been accepted.
    pub version: i64,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(AcceptanceTakenBack, "reports.acceptance_taken_back", report_id);
