//! Timelines: what facts mean for one clock, before anything is measured.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ClockKind, Target};

/// Which clock of a ticket: unique within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClockKey {
    /// 1 from the opening, one more with every reopening.
    pub cycle: u32,
    /// What it measures.
    pub kind: ClockKind,
    /// The level that holds the ticket, for an escalate clock; 0 for every other.
    pub level: u8,
}

impl fmt::Display for ClockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.cycle, self.kind, self.level)
    }
}

/// How a stretch of time bears on a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Mode {
    /// Open seconds are used.
    Counting,
    /// Nothing is used: the ticket is held.
    Paused {
        /// Why.
        reason: String,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
        /// Who of the client agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreed_by: Option<String>,
        /// The clause that allows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
    },
    /// Nothing is used: the case in force has no such target.
    Idle,
}

/// Time from `from` to `to` under one target in one mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Its first second.
    pub from: DateTime<Utc>,
    /// The second after its last; `None` while it lasts.
    pub to: Option<DateTime<Utc>>,
    /// Id of the case in force.
    pub case: String,
    /// The target in force; the last one while the clock is idle.
    pub target: Target,
    /// Counting, paused or idle.
    #[serde(flatten)]
    pub mode: Mode,
}

/// What stopped a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopCause {
    /// The reporter was answered.
    Responded,
    /// The ticket was handed up.
    Escalated,
    /// Somebody came.
    Arrived,
    /// Service came back by a work-around.
    WorkedAround,
    /// Service came back.
    Restored,
    /// The solution was given.
    Resolved,
    /// The ticket ended first.
    Closed,
    /// The ticket should not have been.
    Cancelled,
    /// Another ticket carries it on.
    Merged,
}

impl StopCause {
    /// In Chinese.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Responded => "已响应",
            Self::Escalated => "已升级",
            Self::Arrived => "已到场",
            Self::WorkedAround => "临时方案恢复",
            Self::Restored => "已恢复",
            Self::Resolved => "已解决",
            Self::Closed => "已关闭",
            Self::Cancelled => "已取消",
            Self::Merged => "已合并",
        }
    }
}

/// The end of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// When.
    pub at: DateTime<Utc>,
    /// By what.
    pub cause: StopCause,
    /// When the reporter accepted, for a stop by a solution.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Whether a refusal can still take it back.
    pub provisional: bool,
}

/// One clock's life as facts tell it: stretches that touch, one at least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Which clock.
    pub key: ClockKey,
    /// Stretches that are over, in order.
    pub earlier: Vec<Stretch>,
    /// The stretch that lasts, or was the last.
    pub last: Stretch,
    /// Its end, once it has come.
    pub stop: Option<Stop>,
}

impl Timeline {
    /// A clock that starts with `first`.
    #[must_use]
    pub fn new(key: ClockKey, first: Stretch) -> Self {
        Self { key, earlier: Vec::new(), last: first, stop: None }
    }

    /// Every stretch, in order.
    #[must_use]
    pub fn stretches(&self) -> impl DoubleEndedIterator<Item = &Stretch> {
        self.earlier.iter().chain([&self.last])
    }

    /// When the clock started.
    #[must_use]
    pub fn started_at(&self) -> DateTime<Utc> {
        self.earlier.first().unwrap_or(&self.last).from
    }

    /// Whether it has neither stopped nor been set idle.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.stop.is_none() && self.last.mode != Mode::Idle
    }

    /// Ends the stretch that lasts where `next` begins.
    pub(super) fn turn_to(&mut self, next: Stretch) {
        let mut over = std::mem::replace(&mut self.last, next);
        over.to = Some(self.last.from);
        self.earlier.push(over);
    }
}
