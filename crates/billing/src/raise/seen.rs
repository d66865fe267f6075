//! What happened.

use chrono::NaiveDate;
use jianyue_contracts::model::{Happening, RaisedBy, TargetKind};
use serde::{Deserialize, Serialize};

/// The words of happenings, as they are kept.
pub const WORDS: [(Happening, &str); 6] = [
    (Happening::ClockBreached, "clock_breached"),
    (Happening::DutyMissed, "duty_missed"),
    (Happening::DutyLate, "duty_late"),
    (Happening::ReportQuestioned, "report_questioned"),
    (Happening::ClaimAccepted, "claim_accepted"),
    (Happening::KeyPersonChanged, "key_person_changed"),
];

/// The word of a happening.
#[must_use]
pub fn code(by: Happening) -> &'static str {
    WORDS.iter().find(|(one, _)| *one == by).map_or("", |(_, word)| word)
}

/// The word of a target, as contracts write it.
const fn target_code(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Response => "response",
        TargetKind::Escalate => "escalate",
        TargetKind::Arrive => "arrive",
        TargetKind::Restore => "restore",
        TargetKind::Resolve => "resolve",
    }
}

/// Something that happened under a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Names it in its contract; the same each time that it is told.
    pub key: String,
    /// What.
    pub by: Happening,
    /// The rule of the case, duty, report, letter or position.
    pub rule: String,
    /// Of a promised time: which.
    #[serde(default)]
    pub target: Option<String>,
    /// Of a duty: its kind.
    #[serde(default)]
    pub sort: Option<String>,
    /// Keys of the works concerned; empty means all.
    #[serde(default)]
    pub works: Vec<String>,
    /// The record that it happened to: what happened to one record is one cause.
    pub about: String,
    /// The day; of a delay, the last day that was in time.
    pub on: NaiveDate,
    /// The day on which it was over.
    #[serde(default)]
    pub over_on: Option<NaiveDate>,
    /// What people call the record, short.
    pub label: String,
    /// What happened, in words.
    pub text: String,
    /// The clause of what was promised.
    pub clause: String,
    /// The page that shows it to the vendor's people; empty where there is none.
    #[serde(default)]
    pub path: String,
    /// The page that shows it to the client.
    #[serde(default)]
    pub client_path: String,
}

impl Seen {
    /// Whether this is what `rule` raises for.
    #[must_use]
    pub fn fits(&self, rule: &RaisedBy) -> bool {
        let by = self.by == rule.by || (self.by == Happening::DutyMissed && rule.by == Happening::DutyLate);
        let target = |one: &TargetKind| self.target.as_deref() == Some(target_code(*one));
        by && (rule.targets.is_empty() || rule.targets.iter().any(target))
            && (rule.rules.is_empty() || rule.rules.contains(&self.rule))
            && (rule.kinds.is_empty() || rule.kinds.iter().any(|kind| self.sort.as_deref() == Some(kind.code())))
    }
}
