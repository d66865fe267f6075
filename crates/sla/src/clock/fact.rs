//! Facts: what happened to a ticket, and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Budget, ClockKind};

/// Something that happened, for instance `{"at":"2024-05-06T09:12:00+08:00","fact":"responded","by":"工程师甲"}`.
///
/// Fractions of a second are dropped when facts are folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// When it happened (RFC 3339 in JSON).
    pub at: DateTime<Utc>,
    /// What happened.
    #[serde(flatten)]
    pub kind: FactKind,
    /// Who did it, as the host names people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Fact {
    /// A fact by nobody in particular.
    #[must_use]
    pub fn new(at: DateTime<Utc>, kind: FactKind) -> Self {
        Self { at, kind, by: None }
    }

    /// The same, done by `who`.
    #[must_use]
    pub fn by(self, who: impl Into<String>) -> Self {
        Self { by: Some(who.into()), ..self }
    }
}

/// What happened. Tagged `fact` in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum FactKind {
    /// The ticket was opened; always the first fact.
    Opened {
        /// Id of the case.
        severity: String,
    },
    /// A person of the vendor answered the reporter.
    Responded,
    /// Handed up.
    Escalated {
        /// 2 or 3, higher than before.
        to_level: u8,
    },
    /// Checked in on site.
    Arrived,
    /// Held for a reason that is not the vendor's.
    Paused {
        /// Why.
        reason: String,
        /// What shows it: a file, a message, a form's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
        /// Who of the client agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreed_by: Option<String>,
        /// The clause that allows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
    },
    /// The hold is over.
    Resumed,
    /// Another case applies from now on.
    SeverityChanged {
        /// The case before, checked when given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// The case now.
        to: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The client granted another budget for one clock that is running.
    BudgetMoved {
        /// Which clock.
        clock: ClockKind,
        /// Its whole budget now; what was used stays used.
        budget: Budget,
        /// Why.
        reason: String,
        /// Who of the client agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreed_by: Option<String>,
    },
    /// Service is back by a work-around.
    WorkedAround,
    /// Service is back.
    Restored,
    /// The vendor gave the reporter the solution.
    Resolved,
    /// The reporter refused the solution.
    Refused {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The reporter accepted the solution.
    Accepted,
    /// The ticket lives again, in a new cycle.
    Reopened {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Ended.
    Closed,
    /// Ended because it should not have been.
    Cancelled {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Ended because another ticket carries it on.
    Merged {
        /// Number of the other ticket.
        into: String,
    },
}

impl FactKind {
    /// The tag in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Responded => "responded",
            Self::Escalated { .. } => "escalated",
            Self::Arrived => "arrived",
            Self::Paused { .. } => "paused",
            Self::Resumed => "resumed",
            Self::SeverityChanged { .. } => "severity_changed",
            Self::BudgetMoved { .. } => "budget_moved",
            Self::WorkedAround => "worked_around",
            Self::Restored => "restored",
            Self::Resolved => "resolved",
            Self::Refused { .. } => "refused",
            Self::Accepted => "accepted",
            Self::Reopened { .. } => "reopened",
            Self::Closed => "closed",
            Self::Cancelled { .. } => "cancelled",
            Self::Merged { .. } => "merged",
        }
    }
}
