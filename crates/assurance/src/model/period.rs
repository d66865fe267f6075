//! Special periods as they are shown.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{duties::DutyState, files::RecordFile};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Occasion, PeriodState, PhaseKind, Stage};

/// A special period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssurancePeriod {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub occasion: Occasion,
    /// The client's notice, or why.
    pub reason: String,
    /// The rule that asks for it; null where the contract has none.
    pub rule: Option<String>,
    /// The clause as printed.
    pub clause: Option<String>,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// First day in Shanghai.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// The first day that counts for clocks and releases: never before the day of its confirmation; null before it.
    pub holds_from: Option<NaiveDate>,
    /// Whether nothing may be released on these days.
    pub freeze: bool,
    /// What was said of it.
    pub state: PeriodState,
    /// Where it stands today.
    pub stage: Stage,
    /// Who declared it.
    pub declared_by: String,
    /// When.
    pub declared_at: DateTime<Utc>,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Who took it back.
    pub withdrawn_by: Option<String>,
    /// When.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Why.
    pub withdrawn_reason: Option<String>,
    /// Its phases, in their order.
    pub phases: Vec<AssurancePhase>,
    /// What the caller may do now: `change`, `confirm`, `withdraw`, `work`.
    pub allowed_actions: Vec<&'static str>,
    /// Changes with each change of what was declared.
    pub version: i64,
}

/// A phase of a special period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssurancePhase {
    /// Its id.
    pub id: Uuid,
    /// Which.
    pub phase: PhaseKind,
    /// First day.
    pub from: NaiveDate,
    /// Last day on which it is in time.
    pub to: NaiveDate,
    /// The first day of the inspection's occurrence that its completion proves; null where it is a duty by itself.
    pub occurrence_on: Option<NaiveDate>,
    /// Where it stands today.
    pub state: DutyState,
    /// Items of its checklist.
    pub items: u32,
    /// Of these, ticked off.
    pub ticked: u32,
    /// What was said at its completion.
    pub summary: Option<String>,
    /// When it was completed.
    pub done_at: Option<DateTime<Utc>>,
    /// By whom.
    pub done_by: Option<String>,
}

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssuranceItem {
    /// Its id.
    pub id: Uuid,
    /// Its phase.
    pub phase: PhaseKind,
    /// What it is, for the template's items: `inspection`, `duty_report`; `own` for those that people added.
    pub key: String,
    /// What is to be done.
    pub title: String,
    /// Who is to do it.
    pub who: Option<String>,
    /// The day that it is for, where it is done on each day.
    pub day: Option<NaiveDate>,
    /// When it was ticked off; null while it is open.
    pub done_at: Option<DateTime<Utc>>,
    /// By whom.
    pub done_by: Option<String>,
    /// What was said.
    pub remark: Option<String>,
    /// Its files.
    pub files: Vec<RecordFile>,
}

/// Hours that are longer in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssuranceHours {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// What is served in them.
    pub title: String,
    /// In ordinary times, in plain Chinese.
    pub ordinary: String,
    /// In the period.
    pub special: String,
}

/// A rule of the contract that may ask for a special period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssuranceRule {
    /// The rule.
    pub id: String,
    /// The clause as printed.
    pub clause: String,
    /// What it is called.
    pub title: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// The phases that it names.
    pub phases: Vec<PhaseKind>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
}

/// A special period with its checklists and files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeriodInFull {
    /// The period.
    #[serde(flatten)]
    pub period: AssurancePeriod,
    /// Items of all phases, in their order.
    pub items: Vec<AssuranceItem>,
    /// Files of the period: the client's notice (`notice`) and others.
    pub files: Vec<RecordFile>,
    /// Hours that are longer in it.
    pub hours: Vec<AssuranceHours>,
}
