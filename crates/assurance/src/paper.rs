//! A special period as a paper: 特殊时期保障方案, and 特殊时期保障总结 when all of its phases are done.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::Value;
use jianyue_platform::duties::DutyState;
use jianyue_sla::zone;

use crate::model::{AssurancePeriod, AssurancePhase, PeriodInFull, PeriodState, PhaseKind};

/// The paper of `full`, which holds what its reader may see.
#[must_use]
pub fn paper(full: &PeriodInFull, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let period = &full.period;
    let mut paper = Document {
        title: title(period).to_owned(),
        issuer: head.title.clone(),
        made_at,
        foot: format!("{} {}", title(period), period.title),
        watermark: match period.state {
            PeriodState::Declared => Some("待甲方确认".to_owned()),
            PeriodState::Confirmed => None,
            PeriodState::Withdrawn => Some("已撤销".to_owned()),
        },
        ..Document::default()
    };
    opening(&mut paper, full, head);
    let numbers = ["二", "三", "四"];
    for (number, kind) in numbers.into_iter().zip(PhaseKind::ALL) {
        if let Some(phase) = period.phases.iter().find(|phase| phase.phase == kind) {
            paper.heading(1, format!("{number}、{}", kind.label()));
            worked(&mut paper, full, phase);
        }
    }
    let mut files: Vec<String> = full.files.iter().map(|file| file.name.clone()).collect();
    files.extend(
        full.items.iter().flat_map(|item| item.files.iter().map(|file| format!("{}：{}", item.title, file.name))),
    );
    if !files.is_empty() {
        paper.heading(1, "附件").block(Block::List { numbered: true, items: files });
    }
    paper.signed(vec![
        Signature::of("编制（乙方）", None, None),
        Signature::of("确认（甲方）", period.confirmed_by.as_deref(), period.confirmed_at.map(zone::local_date)),
    ]);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(period: &AssurancePeriod) -> String {
    format!("{} {} {}", title(period), period.title, period.from)
}

fn title(period: &AssurancePeriod) -> &'static str {
    let over = !period.phases.is_empty() && period.phases.iter().all(|phase| phase.done_at.is_some());
    if over { "特殊时期保障总结" } else { "特殊时期保障方案" }
}

fn opening(paper: &mut Document, full: &PeriodInFull, head: &Letterhead) {
    let period = &full.period;
    let state = match period.state {
        PeriodState::Declared => "待甲方确认",
        PeriodState::Confirmed => "甲方已确认",
        PeriodState::Withdrawn => "已撤销",
    };
    paper.pairs([
        ("名称", period.title.as_str().into()),
        ("状态", state.into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工作内容", head.works(&period.works).into()),
        ("事由", period.occasion.label().into()),
        ("开始日期", period.from.into()),
        ("结束日期", period.to.into()),
        ("计入时限自", period.holds_from.into()),
        ("禁止发布", if period.freeze { "是" } else { "否" }.into()),
        ("合同条款", period.clause.clone().into()),
        ("申报人", period.declared_by.as_str().into()),
        ("申报时间", period.declared_at.into()),
        ("确认人", period.confirmed_by.clone().into()),
        ("确认时间", period.confirmed_at.into()),
        ("撤销人", period.withdrawn_by.clone().into()),
        ("撤销时间", period.withdrawn_at.into()),
        ("撤销原因", period.withdrawn_reason.clone().into()),
    ]);
    if let Some(why) = &period.assumed {
        paper.note(format!("合同条款的解读：{why}"));
    }
    paper.heading(1, "一、保障要求").text(&period.reason);
    let hours = full.hours.iter().map(|hours| {
        let of = |text: &String| Value::from(text.as_str());
        vec![of(&hours.title), of(&hours.clause), of(&hours.ordinary), of(&hours.special)]
    });
    let hours: Vec<_> = hours.collect();
    if !hours.is_empty() {
        let columns = [("服务", 3), ("合同条款", 2), ("平时", 3), ("特殊时期", 3)];
        paper.heading(2, "服务时间").table(None, &columns, hours, "服务时间不变。");
    }
}

fn worked(paper: &mut Document, full: &PeriodInFull, phase: &AssurancePhase) {
    let state = match phase.state {
        DutyState::Done => "按期完成",
        DutyState::DoneLate => "逾期完成",
        DutyState::Missed => "逾期未完成",
        DutyState::Coming => "未开始",
        DutyState::Waived => "不再要求",
        DutyState::Open | DutyState::Announced => "进行中",
    };
    paper.pairs([
        ("开始日期", phase.from.into()),
        ("完成期限", phase.to.into()),
        ("状态", state.into()),
        ("事项", format!("{} 项，已办 {} 项", phase.items, phase.ticked).into()),
        ("完成时间", phase.done_at.into()),
        ("完成人", phase.done_by.clone().into()),
    ]);
    let rows = (1..).zip(full.items.iter().filter(|item| item.phase == phase.phase)).map(|(no, item)| {
        vec![
            Value::Count(no),
            item.title.as_str().into(),
            item.who.clone().into(),
            item.day.into(),
            item.done_at.into(),
            item.done_by.clone().into(),
            item.remark.clone().into(),
        ]
    });
    let columns = [("序号", 1), ("事项", 5), ("负责人", 2), ("日期", 2), ("办理时间", 3), ("办理人", 2), ("说明", 3)];
    paper.table(None, &columns, rows.collect(), "没有列出事项。");
    if let Some(summary) = &phase.summary {
        paper.heading(2, "小结").text(summary);
    }
}
