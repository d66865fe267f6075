//! Evaluations of systems under 等级保护, and what they found.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{files::RecordFile, words};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Cited, Severity};

words! {
    /// What an evaluation concluded.
    #[schema(as = SecurityEvaluationResult)]
    pub enum EvaluationResult {
        /// 符合.
        Conforming = "conforming",
        /// 基本符合.
        Mostly = "mostly",
        /// 不符合.
        Failing = "failing",
    }
}

impl EvaluationResult {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conforming => "符合",
            Self::Mostly => "基本符合",
            Self::Failing => "不符合",
        }
    }
}

words! {
    /// Where something found stands.
    #[schema(as = SecurityFindingState)]
    pub enum FindingState {
        /// It is to be mended.
        Open = "open",
        /// It was mended.
        Fixed = "fixed",
        /// The client bears the risk.
        Accepted = "accepted",
    }
}

/// An evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityEvaluation)]
pub struct Evaluation {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// The system.
    pub system: String,
    /// Its level, 1 to 5.
    pub level: i64,
    /// Who evaluates.
    pub body: String,
    /// The day on which it was asked for.
    pub asked_on: NaiveDate,
    /// The day of its result.
    pub evaluated_on: Option<NaiveDate>,
    /// What it concluded.
    pub result: Option<EvaluationResult>,
    /// Its score, as printed.
    pub score: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// The rule of the contract.
    pub by_rule: Option<Cited>,
    /// Findings that are open.
    pub open: i64,
    /// Open ones whose day is over.
    pub late: i64,
    /// Findings that were mended.
    pub fixed: i64,
    /// Findings that the client bears.
    pub accepted: i64,
    /// What the caller may do: `change`, `accept`.
    pub allowed_actions: Vec<&'static str>,
    /// Grows with each change; sent back as `If-Match`.
    pub version: i64,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
}

/// Something that an evaluation found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityFinding)]
pub struct Finding {
    /// Its id.
    pub id: Uuid,
    /// The evaluation.
    pub evaluation_id: Uuid,
    /// The clause of the standard.
    pub standard: String,
    /// What was found.
    pub text: String,
    /// How grave.
    pub severity: Severity,
    /// Who mends it.
    pub owner: Option<String>,
    /// The last day.
    pub due_on: NaiveDate,
    /// Whether that day is over and it is open.
    pub late: bool,
    /// Where it stands.
    pub state: FindingState,
    /// What was done, or why it is borne.
    pub outcome: Option<String>,
    /// When.
    pub done_on: Option<NaiveDate>,
    /// By whom.
    pub done_by: Option<String>,
    /// Its files.
    pub files: Vec<RecordFile>,
}

/// An evaluation with what it found.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SecurityEvaluationDetail)]
pub struct EvaluationDetail {
    /// The evaluation.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// What it found, what is due first in front.
    pub findings: Vec<Finding>,
    /// Files of the evaluation itself.
    pub files: Vec<RecordFile>,
}
