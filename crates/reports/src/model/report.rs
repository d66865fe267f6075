//! Reports as they are shown.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::reports::{Hint, Section};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AcceptedHow, EntryWhat, Facts, ReportState, SilenceMeans, StepName};

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PeriodReport)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The contract's title.
    pub contract_title: String,
    /// Its number.
    pub number: String,
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// How often: `monthly`, `once`, `on event` …
    pub frequency: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// The page of the one record that it is about.
    pub subject: Option<String>,
    /// Where it stands.
    pub state: ReportState,
    /// The version that was submitted last; 0 while there is none.
    pub submitted_version: i64,
    /// The last day on which it is in time, where the contract prints one.
    pub due_on: Option<NaiveDate>,
    /// The day on which it was handed in first.
    pub handed_in_on: Option<NaiveDate>,
    /// Whether it was handed in behind its last day, or is not yet.
    pub late: bool,
    /// When it was submitted last.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The last day of the client's review, where it runs and the contract prints one.
    pub review_by: Option<NaiveDate>,
    /// Whether that day is over without an answer, and the contract does not say what follows.
    pub review_overdue: bool,
    /// What silence means then.
    pub silence: Option<SilenceMeans>,
    /// From when it is accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// How it was accepted.
    pub accepted_how: Option<AcceptedHow>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// Grows with each change; what `If-Match` wants.
    pub version: i64,
}

/// A report with what it holds. Whoever drafts sees the draft, others the version that was submitted last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PeriodReportDetail)]
pub struct ReportDetail {
    /// The report.
    #[serde(flatten)]
    pub report: Report,
    /// Whether what follows is a draft, and not what was submitted.
    pub draft: bool,
    /// What it is about, and who made it.
    pub facts: Facts,
    /// What people wrote, or what was written for them from the figures.
    pub parts: Vec<PartShown>,
    /// Figures with tables and pictures; the rows behind them are asked for apart, and empty here.
    pub sections: Vec<Section>,
    /// How many rows there are behind the figures.
    pub rows: Vec<RowCount>,
    /// What was submitted, the last first.
    pub versions: Vec<VersionShown>,
    /// What the client asked, the last first.
    pub comments: Vec<Comment>,
    /// What happened to it, in order.
    pub entries: Vec<Entry>,
    /// How it is reviewed.
    pub review: Option<ReviewShown>,
    /// Payments that wait for reports of its rule.
    pub effects: Vec<Effect>,
    /// Why an accepted one is corrected.
    pub correction: Option<String>,
    /// What the one who asks may do with it now.
    pub allowed: Vec<StepName>,
}

/// A part in words, with what can be taken over into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportPartShown)]
pub struct PartShown {
    /// Its stable name in the report.
    pub key: String,
    /// Its heading.
    pub heading: String,
    /// The text; a line break begins a new paragraph.
    pub text: String,
    /// Whether somebody wrote it; else it was made from the figures, and is made anew with them.
    pub written: bool,
    /// Whether the contract asks for it, no figure answers it, and nobody has written it yet: it is not submitted so.
    pub missing: bool,
    /// Sentences that can be taken over.
    pub hints: Vec<Hint>,
}

/// How many rows there are behind figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportRowCount)]
pub struct RowCount {
    /// The section.
    pub section: String,
    /// The key of the table.
    pub key: String,
    /// Its caption.
    pub title: String,
    /// How many.
    pub count: usize,
}

/// A version that was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportVersionShown)]
pub struct VersionShown {
    /// From 1.
    pub no: i64,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// SM3 over its content, in hexadecimal.
    pub digest: String,
    /// What is different from the version before, in words.
    pub difference_summary: Option<String>,
    /// When it was taken back before the review.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// A version with what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportVersionDetail)]
pub struct VersionDetail {
    /// The version.
    #[serde(flatten)]
    pub version: VersionShown,
    /// What it is about, and who made it.
    pub facts: Facts,
    /// What was written.
    pub parts: Vec<PartShown>,
    /// Figures with tables and pictures; rows are asked for apart.
    pub sections: Vec<Section>,
    /// How many rows there are behind the figures.
    pub rows: Vec<RowCount>,
}

/// Something that the client asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportComment)]
pub struct Comment {
    /// The version that it is about.
    pub no: i64,
    /// The section's code or the part's key; empty for the whole report.
    pub section: String,
    /// What that is called.
    pub heading: String,
    /// What is asked.
    pub text: String,
    /// Who asks.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The version that answered it.
    pub answered: Option<i64>,
}

/// Something that happened to a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportEntry)]
pub struct Entry {
    /// Its place in the history, from 1.
    pub n: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: EntryWhat,
    /// In words.
    pub text: Option<String>,
    /// Who did it.
    pub by: String,
}

/// How a report is reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportReviewShown)]
pub struct ReviewShown {
    /// How long the client has from receipt, in words.
    pub within: String,
    /// The clause.
    pub clause: Option<String>,
    /// What silence means.
    pub silence: SilenceMeans,
    /// The day on which it began, where it runs or ran.
    pub from: Option<NaiveDate>,
    /// Its last day.
    pub by: Option<NaiveDate>,
}

/// A payment that waits for reports of this rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportEffect)]
pub struct Effect {
    /// The rule of the payment.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// What it is called.
    pub title: String,
}

/// Something that is different between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportDifference)]
pub struct Difference {
    /// The section's code; empty for a part in words.
    pub section: String,
    /// The section's heading, or the part's.
    pub heading: String,
    /// The key of the figure; none for a part.
    pub figure: Option<String>,
    /// The key of the part; none for a figure.
    pub part: Option<String>,
    /// What the figure is called.
    pub label: Option<String>,
    /// What was said before; none where there was nothing.
    pub before: Option<String>,
    /// What is said now; none where there is nothing.
    pub after: Option<String>,
}
