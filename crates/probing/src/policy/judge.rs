//! What a reading means.

use std::collections::BTreeMap;

use jianyue_reach::{Certificate, ReachError, Reading};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Gravity, Problem, Side, State, Threshold};

/// What became of looking.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was reached.
    Reached(Reading),
    /// It was not.
    Failed(ReachError),
    /// It told of itself lately, and what it told was judged when it came.
    Heard(Reading),
    /// It should have told of itself, and did not.
    Silent(String),
    /// Nothing can be said yet.
    Unsaid(String),
}

/// What an outcome means under the limits of a probe.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ProbeVerdict)]
pub struct Verdict {
    /// How it is.
    pub state: State,
    /// What is wrong with it, when somebody should see to it.
    #[serde(skip)]
    pub problem: Option<Problem>,
    /// Whether a limit that asks for a ticket when it only warns was passed.
    #[serde(skip)]
    pub wants_ticket: bool,
    /// What was found, in one line.
    pub text: String,
    /// How long it took; null when it was not reached.
    pub ms: Option<i64>,
    /// The numbers that were read.
    pub metrics: BTreeMap<String, f64>,
    /// Certificates that were shown.
    pub certificates: Vec<Certificate>,
    /// Code of the error when it was not reached.
    pub code: Option<String>,
}

/// Judges `outcome` under `thresholds`.
#[must_use]
pub fn judge(outcome: Outcome, thresholds: &[Threshold]) -> Verdict {
    match outcome {
        Outcome::Reached(reading) | Outcome::Heard(reading) => reached(reading, thresholds),
        Outcome::Failed(error) => {
            let own = error.is_own_fault();
            let state = if own { State::Unknown } else { State::Down };
            let code = Some(error.code().to_owned());
            Verdict { code, ..without_numbers(state, (!own).then_some(Problem::Down), error.to_string()) }
        }
        Outcome::Silent(text) => without_numbers(State::Unknown, Some(Problem::Silent), text),
        Outcome::Unsaid(text) => without_numbers(State::Unknown, None, text),
    }
}

fn without_numbers(state: State, problem: Option<Problem>, text: String) -> Verdict {
    Verdict {
        state,
        problem,
        wants_ticket: false,
        text,
        ms: None,
        metrics: BTreeMap::new(),
        certificates: Vec::new(),
        code: None,
    }
}

fn reached(reading: Reading, thresholds: &[Threshold]) -> Verdict {
    let Reading { ms, text, mut metrics, fault, certificates } = reading;
    metrics.entry("ms".to_owned()).or_insert_with(|| i32::try_from(ms).map_or(f64::MAX, f64::from));
    let (mut worst, mut wants_ticket) = (None, false);
    let mut says = Vec::new();
    for threshold in thresholds {
        let Some((value, (side, limit))) =
            metrics.get(&threshold.metric).and_then(|value| Some((*value, threshold.broken_by(*value)?)))
        else {
            continue;
        };
        worst = worst.max(Some(threshold.level));
        wants_ticket |= threshold.ticket && threshold.level == Gravity::Warning;
        let beyond = if side == Side::Above { "高于" } else { "低于" };
        says.push(format!("{} {} {beyond} {}", name(&threshold.metric), short(value), short(limit)));
    }
    let state = match (&fault, worst) {
        (Some(_), _) | (None, Some(Gravity::Down)) => State::Down,
        (None, Some(Gravity::Warning)) => State::Warning,
        (None, None) => State::Up,
    };
    let text = fault.into_iter().chain(says).chain((!text.is_empty()).then_some(text)).collect::<Vec<_>>().join("；");
    let problem = (state == State::Down).then_some(Problem::Down);
    Verdict { state, problem, wants_ticket, text, ms: Some(ms), metrics, certificates, code: None }
}

/// A number as people write it.
fn short(value: f64) -> String {
    if (value - value.round()).abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// What a number is called.
fn name(metric: &str) -> String {
    let known = match metric {
        "ms" => "耗时（毫秒）",
        "cpu_percent" => "CPU 使用率",
        "memory_percent" => "内存使用率",
        "disk_percent" => "磁盘使用率",
        "days_left" => "证书剩余天数",
        "chain_days_left" => "证书链剩余天数",
        "status" => "状态码",
        "value" => "查询结果",
        "rows" => "行数",
        "age_seconds" | "newest_age_seconds" | "success_age_seconds" => "距今秒数",
        "lag_seconds" => "数据延迟（秒）",
        "files" => "文件数",
        "failures" => "失败次数",
        "count" => "交换条数",
        "log_matches" => "日志命中行数",
        "load1" => "系统负载",
        other => return other.replacen("disk_percent:", "磁盘使用率 ", 1).replacen("service:", "服务 ", 1),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threshold(metric: &str, above: Option<f64>, below: Option<f64>, level: Gravity) -> Threshold {
        Threshold { metric: metric.into(), above, below, level, ticket: level == Gravity::Warning }
    }

    fn reading(value: f64) -> Outcome {
        Outcome::Reached(Reading::saying("磁盘最满 /").with("disk_percent", value))
    }

    #[test]
    fn the_gravest_limit_that_is_passed_decides() {
        let limits = [
            threshold("disk_percent", Some(80.0), None, Gravity::Warning),
            threshold("disk_percent", Some(95.0), None, Gravity::Down),
            threshold("days_left", None, Some(30.0), Gravity::Warning),
        ];
        let state = |value| judge(reading(value), &limits).state;
        assert_eq!((state(80.0), state(80.1), state(95.1)), (State::Up, State::Warning, State::Down));
        let full = judge(reading(96.0), &limits);
        assert!(judge(reading(90.0), &limits).wants_ticket && !judge(reading(80.0), &limits).wants_ticket);
        assert_eq!(full.text, "磁盘使用率 96 高于 80；磁盘使用率 96 高于 95；磁盘最满 /");
        assert_eq!((full.problem, judge(reading(90.0), &limits).problem), (Some(Problem::Down), None));
        let soon = Outcome::Reached(Reading::default().with("days_left", 12.0));
        assert_eq!(judge(soon, &limits).text, "证书剩余天数 12 低于 30");
    }

    #[test]
    fn a_fault_is_down_whatever_the_numbers_say() {
        let fault = Reading { fault: Some("应答状态 503".into()), ..Reading::saying("HTTP 503") };
        let verdict = judge(Outcome::Reached(fault), &[]);
        assert_eq!((verdict.state, verdict.text.as_str()), (State::Down, "应答状态 503；HTTP 503"));
    }

    #[test]
    fn what_the_settings_spoil_is_unknown_and_no_outage_of_somebody_else() {
        let own = judge(Outcome::Failed(ReachError::NotAllowed("10.0.0.1".into())), &[]);
        assert_eq!((own.state, own.problem), (State::Unknown, None));
        let gone = judge(Outcome::Failed(ReachError::NoConnection("a:80".into(), "x".into())), &[]);
        assert_eq!((gone.state, gone.problem), (State::Down, Some(Problem::Down)));
        let changed = ReachError::HostKeyChanged { confirmed: "a".into(), seen: "b".into() };
        assert_eq!(judge(Outcome::Failed(changed), &[]).state, State::Down);
        let silent = judge(Outcome::Silent("三次没有上报".into()), &[]);
        assert_eq!((silent.state, silent.problem), (State::Unknown, Some(Problem::Silent)));
    }
}
