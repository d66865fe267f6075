//! What the tests share: moments by the Beijing wall clock and a matrix with every kind of target.

#![allow(dead_code, reason = "every test file uses its own part")]

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_sla::clock::ClockState;
use jianyue_sla::{
    Budget, BusinessTime, Case, Clock, ClockKind, Fact, FactKind, ServiceWindow, SeverityMatrix, Target, Terms,
    Verdict, fold,
};

pub const HOUR: i64 = 3600;

/// `2024-05-06 09:00` or with seconds, Beijing time.
pub fn at(text: &str) -> DateTime<Utc> {
    let seconds = if text.len() == 16 { ":00" } else { "" };
    DateTime::parse_from_rfc3339(&format!("{}{seconds}+08:00", text.replace(' ', "T"))).expect("a time").to_utc()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn window(text: &str) -> ServiceWindow {
    text.parse().expect("a window")
}

pub fn target(kind: ClockKind, budget: Budget, hours: &str) -> Target {
    Target::new(kind, budget, window(hours), format!("条款 {kind}"), "contract.txt")
}

fn case(id: &str, targets: Vec<Target>) -> Case {
    Case { id: id.to_owned(), name: format!("级别 {id}"), wording: String::new(), targets }
}

/// S1 and S2 as in the exam-security contract, S4 without restore; `office` counts in office hours only.
pub fn matrix() -> SeverityMatrix {
    use ClockKind::{Arrive, Escalate, Resolve, Response, Restore};
    let always = "daily 00:00-24:00";
    let office = "workdays 09:00-18:00";
    SeverityMatrix {
        cases: vec![
            case(
                "S1",
                vec![
                    target(Response, Budget::Seconds(HOUR), always),
                    target(Escalate, Budget::AtOnce, always),
                    target(Arrive, Budget::WorkingDays(1), office),
                    target(Restore, Budget::Seconds(24 * HOUR), always),
                ],
            ),
            case(
                "S2",
                vec![
                    target(Response, Budget::Seconds(2 * HOUR), always),
                    target(Escalate, Budget::Seconds(HOUR / 2), always),
                    target(Arrive, Budget::WorkingDays(1), office),
                    target(Restore, Budget::Seconds(48 * HOUR), always),
                ],
            ),
            case("S4", vec![target(Response, Budget::Seconds(2 * HOUR), always)]),
            case(
                "office",
                vec![
                    target(Response, Budget::Seconds(2 * HOUR), office),
                    target(Restore, Budget::Seconds(8 * HOUR), office),
                    target(Resolve, Budget::Seconds(16 * HOUR), office),
                ],
            ),
            case(
                "urgent",
                vec![
                    target(Response, Budget::Seconds(HOUR), office),
                    target(Restore, Budget::Seconds(2 * HOUR), office),
                    target(Resolve, Budget::Seconds(4 * HOUR), office),
                ],
            ),
        ],
    }
}

/// A ticket opened as `severity` at `when`, and what happened to it since.
pub struct Story {
    pub matrix: SeverityMatrix,
    pub business: BusinessTime,
    pub facts: Vec<Fact>,
    pub frozen: Vec<Verdict>,
}

impl Story {
    pub fn opened(when: &str, severity: &str) -> Self {
        let facts = vec![Fact::new(at(when), FactKind::Opened { severity: severity.to_owned() })];
        Self { matrix: matrix(), business: BusinessTime::published(), facts, frozen: Vec::new() }
    }

    pub fn then(mut self, when: &str, kind: FactKind) -> Self {
        self.facts.push(Fact::new(at(when), kind));
        self
    }

    pub fn terms(&self) -> Terms<'_> {
        Terms { matrix: &self.matrix, business: &self.business, contract_version: "v1" }
    }

    pub fn clocks(&self, now: &str) -> Vec<Clock> {
        fold(self.terms(), &self.facts, &self.frozen, at(now)).expect("facts that fit")
    }

    /// The last clock of this kind.
    pub fn clock(&self, kind: ClockKind, now: &str) -> Clock {
        self.clocks(now).into_iter().rfind(|clock| clock.key.kind == kind).expect("a clock of this kind")
    }

    pub fn state(&self, kind: ClockKind, now: &str) -> ClockState {
        self.clock(kind, now).state
    }
}

pub fn paused(reason: &str) -> FactKind {
    FactKind::Paused {
        reason: reason.to_owned(),
        evidence: Some("通话记录".to_owned()),
        agreed_by: Some("甲方值班".to_owned()),
        clause: None,
    }
}

pub fn severity(to: &str) -> FactKind {
    FactKind::SeverityChanged { from: None, to: to.to_owned(), reason: None }
}
