//! Facts from a file, replayed without a server.

mod common;

use common::{Story, at};
use jianyue_sla::clock::Outcome;
use jianyue_sla::{ClockKind, ReplayReport, replay};

const FACTS: &str = r#"[
  { "at": "2024-05-06T09:00:00+08:00", "fact": "opened" },
  { "at": "2024-05-06T09:00:00+08:00", "fact": "escalated", "to_level": 2 },
  { "at": "2024-05-06T09:20:00+08:00", "fact": "responded", "by": "工程师甲" },
  { "at": "2024-05-06T12:00:00+08:00", "fact": "paused", "reason": "等甲方开放机房", "evidence": "通话记录", "agreed_by": "甲方值班" },
  { "at": "2024-05-06T14:00:00+08:00", "fact": "resumed" },
  { "at": "2024-05-07T08:00:00+08:00", "fact": "severity_changed", "from": "S1", "to": "S2" },
  { "at": "2024-05-07T10:00:00+08:00", "fact": "arrived" },
  { "at": "2024-05-07T11:00:00+08:00", "fact": "worked_around" },
  { "at": "2024-05-08T11:00:00+08:00", "fact": "resolved" }
]"#;

fn run(facts: &str) -> Result<ReplayReport, String> {
    let story = Story::opened("2024-05-06 09:00", "S1");
    replay(story.terms(), "S1", facts, at("2024-05-10 09:00")).map_err(|error| error.to_string())
}

#[test]
fn facts_become_verdicts() {
    let report = run(FACTS).expect("facts that fit");
    let verdicts: Vec<_> = report
        .clocks
        .iter()
        .map(|clock| {
            (clock.key.kind, clock.key.level, clock.verdict.as_ref().map(|verdict| (verdict.outcome, verdict.used)))
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            (ClockKind::Response, 0, Some((Outcome::Met, 1200))),
            (ClockKind::Escalate, 1, Some((Outcome::Met, 0))),
            (ClockKind::Arrive, 0, Some((Outcome::Met, 8 * 3600))),
            (ClockKind::Restore, 0, Some((Outcome::Met, 24 * 3600))),
            (ClockKind::Escalate, 2, Some((Outcome::Breached, 24 * 3600))),
        ]
    );
}

#[test]
fn the_report_reads_as_text_and_comes_back_from_json() {
    let report = run(FACTS).expect("facts that fit");
    let text = report.to_string();
    for part in ["级别：S1", "[响应] 达标", "暂停：等甲方开放机房", "依据 条款 restore", "不计：下班时间"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let json = serde_json::to_string(&report).expect("JSON");
    assert_eq!(serde_json::from_str::<ReplayReport>(&json).expect("a report"), report);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["clocks"][0]["state"], "met");
    assert_eq!(value["clocks"][0]["verdict"]["outcome"], "met");
}

#[test]
fn bad_facts_are_named_by_index_and_reason() {
    let opened = r#"{"at":"2024-05-06T09:00:00+08:00","fact":"opened"}"#;
    let cases = [
        ("{}", "JSON 数组"),
        ("[", "不是正确的 JSON"),
        (r#"[{"fact":"opened"}]"#, "第 1 条事实（index 0）：缺少“at”"),
        ("[7]", "第 1 条事实（index 0）：应是一个对象"),
        (r#"[{"at":"2024-05-06T09:00:00+08:00","fact":"opened","severity":"S2"}]"#, "受理级别是“S2”"),
        (
            r#"[{"at":"2024-05-06T09:00:00+08:00","fact":"responded"}]"#,
            "第 1 条事实（index 0，responded）：工单尚未受理",
        ),
        (
            &format!(r#"[{opened},{{"at":"2024-05-06T09:10:00+08:00","fact":"vanished"}}]"#),
            "第 2 条事实（index 1）：unknown variant `vanished`",
        ),
        (&format!(r#"[{opened},{{"at":"nine","fact":"responded"}}]"#), "第 2 条事实（index 1）："),
        (
            &format!(r#"[{opened},{{"at":"2024-05-06T09:10:00+08:00","fact":"paused","raeson":"x","reason":"y"}}]"#),
            "“paused”没有“raeson”这一项",
        ),
        (
            &format!(r#"[{opened},{{"at":"2024-05-06T09:10:00+08:00","fact":"resumed"}}]"#),
            "第 2 条事实（index 1，resumed）：没有正在进行的暂停",
        ),
        (&format!(r#"[{opened},{{"at":"2024-05-06T08:10:00+08:00","fact":"responded"}}]"#), "时间早于前一条事实"),
        (
            &format!(r#"[{opened},{{"at":"2024-05-11T08:10:00+08:00","fact":"responded"}}]"#),
            "第 2 条事实（index 1）晚于当前时间 2024-05-10 09:00:00",
        ),
    ];
    for (facts, expected) in cases {
        let error = run(facts).expect_err(facts);
        assert!(error.contains(expected), "{error} should say {expected}");
    }
}

#[test]
fn a_solution_not_yet_accepted_is_judged_provisionally() {
    let facts = r#"[{"at":"2024-05-06T09:00:00+08:00","fact":"opened","severity":"office"},
                    {"at":"2024-05-06T15:00:00+08:00","fact":"resolved"}]"#;
    let story = Story::opened("2024-05-06 09:00", "office");
    let report = replay(story.terms(), "office", facts, at("2024-05-10 09:00")).expect("facts that fit");
    assert!(report.to_string().contains("[解决] 达标（待报修人确认）"), "{report}");
}
