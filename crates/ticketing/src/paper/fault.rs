//! 故障报告: times, clocks with their verdicts and clauses, cause, treatment.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{Document, model::Signature};
use jianyue_kernel::Value;

use super::{begun, said};
use crate::{
    model::{ClockCard, ClockStatus, Entry, EntryKind, Ticket, Visibility, WrittenSheet},
    story::without_numbers,
};

/// The report on `ticket` from what everybody of the contract may read of it.
#[must_use]
pub fn fault(
    ticket: &Ticket,
    entries: &[Entry],
    sheets: &[WrittenSheet],
    head: &Letterhead,
    made_at: DateTime<Utc>,
) -> Document {
    let row = &ticket.row;
    let mut paper = begun("故障报告", &row.number, ticket, head, made_at);
    let public = || entries.iter().filter(|entry| entry.visibility == Visibility::Public);
    let first = |kinds: &[EntryKind]| public().find(|entry| kinds.contains(&entry.kind)).map(|entry| entry.at);
    let last = |kinds: &[EntryKind]| public().rev().find(|entry| kinds.contains(&entry.kind));
    paper.pairs([
        ("到场时间", first(&[EntryKind::Arrived]).into()),
        ("恢复时间", last(&[EntryKind::Restored, EntryKind::WorkedAround]).map(|entry| entry.at).into()),
        ("解决时间", last(&[EntryKind::Resolved]).map(|entry| entry.at).into()),
        ("关闭时间", last(&[EntryKind::Closed]).map(|entry| entry.at).into()),
        ("催办次数", Some(row.urged).filter(|n| *n > 0).into()),
        ("受理轮次", Some(row.cycle).filter(|n| *n > 1).into()),
        ("满意度", ticket.satisfaction.into()),
    ]);
    paper.heading(2, "一、故障现象");
    paper.text(&or_none(&ticket.description, &row.title));
    paper.heading(2, "二、服务时限");
    let clocks = row.clocks.iter().map(|clock| clock_row(clock, made_at));
    let columns = [("时限", 2), ("承诺", 3), ("条款", 4), ("应于", 3), ("完成于", 3), ("结论", 3)];
    paper.table(Some("各项时限及结论"), &columns, clocks.collect(), "本工单没有时限要求。");
    let current = sheets.iter().find(|sheet| sheet.corrected_by.is_none());
    paper.heading(2, "三、产生原因");
    paper.text(&or_none(current.map_or("", |sheet| &sheet.sheet.found), "尚未写明原因。"));
    paper.heading(2, "四、处理措施");
    let around = last(&[EntryKind::WorkedAround]).and_then(|entry| entry.text.as_deref());
    let solved = last(&[EntryKind::Resolved]).and_then(|entry| entry.text.as_deref());
    if let Some(around) = around {
        paper.text(&format!("临时方案：{}", without_numbers(around)));
    }
    paper.text(&or_none(
        solved.or(current.map(|sheet| sheet.sheet.done.as_str())).unwrap_or_default(),
        "尚未写明处理措施。",
    ));
    paper.heading(2, "五、处理经过");
    let told = public().map(|entry| {
        let text = entry.text.as_deref().map(without_numbers);
        vec![entry.at.into(), entry.kind.label().into(), entry.by.name.as_str().into(), said(text.as_deref())]
    });
    paper.table(None, &[("时间", 3), ("事项", 2), ("人员", 2), ("内容", 6)], told.collect(), "没有处理记录。");
    if !sheets.is_empty() {
        paper.heading(2, "六、服务单");
        let rows = sheets.iter().map(|sheet| {
            let passed = sheet.sheet.tests.iter().filter(|test| test.passed).count();
            let tests = format!("{passed}/{}", sheet.sheet.tests.len());
            vec![
                sheet.number.as_str().into(),
                sheet.at.into(),
                sheet.by.as_str().into(),
                said(Some(tests.as_str()).filter(|_| !sheet.sheet.tests.is_empty())),
                said(sheet.sheet.signed.as_ref().map(|signed| signed.name.as_str())),
            ]
        });
        let columns = [("服务单", 4), ("填写时间", 3), ("填写人", 2), ("测试通过", 2), ("甲方签字", 2)];
        paper.table(None, &columns, rows.collect(), "没有服务单。");
    }
    paper.signed(vec![Signature::of("乙方", None, None), Signature::of("甲方", None, None)]);
    paper
}

fn or_none(text: &str, none: &str) -> String {
    let text = text.trim();
    if text.is_empty() { none.to_owned() } else { without_numbers(text) }
}

fn clock_row(clock: &ClockCard, now: DateTime<Utc>) -> Vec<Value> {
    let verdict = match clock.state {
        ClockStatus::NotApplicable => clock.note.clone().unwrap_or_else(|| clock.state.label().to_owned()),
        ClockStatus::Running if clock.is_overdue(now) => "已超时，尚未完成".to_owned(),
        state if clock.provisional => format!("{}（待验收）", state.label()),
        state => state.label().to_owned(),
    };
    let clause = if clock.assumed.is_some() { format!("{}（解读）", clock.clause) } else { clock.clause.clone() };
    let cycle = if clock.cycle > 1 { format!("（第 {} 轮）", clock.cycle) } else { String::new() };
    vec![
        format!("{}{cycle}", clock.kind.label()).into(),
        clock.budget_text.as_str().into(),
        clause.into(),
        clock.due_at.into(),
        clock.stopped_at.into(),
        verdict.into(),
    ]
}
