//! The lines above the segments, in plain Chinese.

use super::{Explanation, SegmentKind};
use crate::business::BusinessTime;
use crate::clock::{Clock, ClockState, Verdict};
use crate::text::duration;
use crate::zone::display;

/// Why a segment counts or does not.
pub(super) fn why(kind: &SegmentKind) -> String {
    match kind {
        SegmentKind::Counted { special: true, .. } => "计入：特殊时期的服务时间".to_owned(),
        SegmentKind::Counted { make_up: None, .. } => "计入".to_owned(),
        SegmentKind::Counted { make_up: Some(name), .. } => format!("计入：调休上班（{name}）"),
        SegmentKind::Paused { reason, evidence, agreed_by } => {
            let evidence = evidence.as_ref().map(|text| format!("；凭据：{text}")).unwrap_or_default();
            let agreed_by = agreed_by.as_ref().map(|who| format!("；同意人：{who}")).unwrap_or_default();
            format!("暂停：{reason}{evidence}{agreed_by}")
        }
        SegmentKind::OffHours => "不计：下班时间".to_owned(),
        SegmentKind::Weekend => "不计：周末".to_owned(),
        SegmentKind::Holiday { name } => format!("不计：节假日（{name}）"),
        SegmentKind::NotServiceDay => "不计：非服务日".to_owned(),
        SegmentKind::NoTarget => "不计：当时的级别没有这一时限".to_owned(),
    }
}

pub(super) fn lines(clock: &Clock, explanation: &Explanation, business: &BusinessTime) -> Vec<String> {
    let target = &clock.target;
    let mut lines = vec![
        format!("{}时限：{}，依据 {}", title(clock), target.budget.describe(), target.clause),
        format!("计时时间：{}", clock.window().describe()),
    ];
    lines.extend(target.assumed.as_ref().map(|why| format!("推定：{why}")));
    lines.push(format!("开始：{}", display(clock.started_at)));
    lines.push(format!("已用 {}，时限合 {}{}", duration(clock.used), duration(clock.budget), held(explanation)));
    lines.extend(
        clock.past_breaches.iter().map(|breach| {
            format!("级别 {} 的时限曾于 {} 超时，依据 {}", breach.case, display(breach.at), breach.clause)
        }),
    );
    lines.push(standing(&clock.state));
    lines.extend(clock.verdict.iter().flat_map(|verdict| notes(verdict, clock, explanation, business)));
    lines
}

fn title(clock: &Clock) -> String {
    let level = if clock.key.level > 0 { format!("（第 {} 级）", clock.key.level) } else { String::new() };
    let cycle = if clock.key.cycle > 1 { format!("第 {} 次受理 ", clock.key.cycle) } else { String::new() };
    format!("{cycle}{}{level}", clock.key.kind.label())
}

fn held(explanation: &Explanation) -> String {
    let paused: i64 = explanation
        .segments
        .iter()
        .filter(|segment| matches!(segment.kind, SegmentKind::Paused { .. }))
        .map(|segment| segment.seconds)
        .sum();
    if paused > 0 { format!("，暂停共 {}", duration(paused)) } else { String::new() }
}

fn standing(state: &ClockState) -> String {
    match state {
        ClockState::Running { due, remaining } => {
            format!("应于 {} 前完成，还剩 {}", display(*due), duration(*remaining))
        }
        ClockState::Overdue { due, overdue } => {
            format!("应于 {} 前完成，已超时 {}，仍在计时", display(*due), duration(*overdue))
        }
        ClockState::Paused { since, remaining, reason } if *remaining < 0 => {
            format!("自 {} 起暂停（{reason}）；新时限已超用 {}，恢复计时即超时", display(*since), duration(-remaining))
        }
        ClockState::Paused { since, remaining, reason } => {
            format!("自 {} 起暂停（{reason}），还剩 {}", display(*since), duration(*remaining))
        }
        ClockState::Met { at } => format!("达标：完成于 {}", display(*at)),
        ClockState::Breached { at, due: Some(due) } => {
            format!("超时：应于 {} 前完成，实际 {}", display(*due), display(*at))
        }
        ClockState::Breached { at, due: None } => format!("超时：完成于 {}", display(*at)),
        ClockState::NotApplicable { why } => format!("不适用：{why}"),
        ClockState::Undetermined { why, .. } => format!("无法确定：{why}"),
    }
}

fn notes(verdict: &Verdict, clock: &Clock, explanation: &Explanation, business: &BusinessTime) -> Vec<String> {
    let mut notes = vec![format!("计时因“{}”停止", verdict.stopped_by.label())];
    if verdict.provisional {
        notes.push("结论待报修人确认；如不接受，计时自解决时起继续".to_owned());
    }
    notes.extend(verdict.accepted_at.map(|at| format!("报修人于 {} 确认", display(at))));
    if verdict.frozen_under.calendar == business.version() && explanation.counted() != clock.used {
        notes.push("结论按当时已确认的特殊时期作出，不随后来的变更改变；以下明细按现在的特殊时期列出".to_owned());
    } else if verdict.frozen_under.calendar != business.version() {
        notes.push(format!(
            "结论按当时的日历（{}）作出，不随日历修订改变；以下明细按现行日历（{}）列出",
            verdict.frozen_under.calendar,
            business.version()
        ));
    }
    notes
}
