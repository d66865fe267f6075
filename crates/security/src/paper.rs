//! A vulnerability as a paper: 漏洞整改反馈单.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::Value;

use crate::model::{Decision, DueState, Step, StepKind, Vulnerability, VulnerabilityDetail};

/// The paper of `detail`, which holds what its reader may see.
#[must_use]
pub fn paper(detail: &VulnerabilityDetail, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let one = &detail.vulnerability;
    let mut paper = Document {
        title: "漏洞整改反馈单".to_owned(),
        issuer: head.title.clone(),
        number: one.number.clone(),
        made_at,
        foot: format!("漏洞整改反馈单 {}", one.title),
        ..Document::default()
    };
    opening(&mut paper, one, head);
    analysis(&mut paper, &detail.steps);
    mending(&mut paper, detail);
    history(&mut paper, detail);
    signatures(&mut paper, detail);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(one: &Vulnerability) -> String {
    format!("漏洞整改反馈单 {}", one.title)
}

fn opening(paper: &mut Document, one: &Vulnerability, head: &Letterhead) {
    let due = match one.due {
        DueState::Open | DueState::Soon => "期限内",
        DueState::Late => "已逾期",
        DueState::Done => "按期反馈",
        DueState::DoneLate => "逾期反馈",
    };
    paper.pairs([
        ("漏洞名称", one.title.as_str().into()),
        ("漏洞编号", one.number.clone().into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工作内容", one.work.clone().map(|work| head.works(&[work])).into()),
        ("来源", one.source.name().into()),
        ("等级", one.severity.name().into()),
        ("状态", one.state.name().into()),
        ("主机", one.host.clone().into()),
        ("端口", one.port.clone().into()),
        ("资产编号", one.asset_code.clone().into()),
        ("收到日期", one.received_on.into()),
        ("最近一次发现", one.last_seen_on.into()),
        ("发现次数", one.times_seen.into()),
        ("曾经关闭", Some(one.closed_before).filter(|times| *times > 0).map(|times| format!("{times} 次")).into()),
        ("整改期限", one.due_on.into()),
        ("期限情况", due.into()),
        ("合同条款", one.by_rule.as_ref().map(|rule| rule.clause.clone()).into()),
        ("关联工单", one.ticket_number.clone().into()),
        ("登记时间", one.created_at.into()),
    ]);
    for why in [&one.due_assumed, &one.by_rule.as_ref().and_then(|rule| rule.assumed.clone())].into_iter().flatten() {
        paper.note(why.as_str());
    }
    if let Some(report) = &one.report {
        let done = report.done_on.map_or("尚未报告".to_owned(), |day| format!("{day} 已报告"));
        let text = format!("第一时间报告（{}）：应于 {} 报告甲方，{done}。", report.by_rule.clause, report.due_on);
        paper.note(match &report.by_rule.assumed {
            Some(why) => format!("{text}{why}"),
            None => text,
        });
    }
    if let Some(text) = &one.description {
        paper.heading(1, "一、漏洞描述").text(text);
    } else {
        paper.heading(1, "一、漏洞描述").note("收到的通知没有另外描述。");
    }
}

fn analysis(paper: &mut Document, steps: &[Step]) {
    paper.heading(1, "二、原因分析");
    let Some(step) = steps.iter().rev().find(|step| step.kind == StepKind::Analysed) else {
        paper.note("尚未分析。");
        return;
    };
    let said = |key: &str| Value::from(step.data[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned));
    let decision = step.data["decision"].as_str().and_then(|word| Decision::try_from(word.to_owned()).ok());
    paper.pairs([
        ("原因", said("cause")),
        ("影响范围", said("affected")),
        ("处理方式", decision.map(Decision::name).into()),
        ("分析人", step.by.as_str().into()),
    ]);
    paper.text(&step.text);
}

fn mending(paper: &mut Document, detail: &VulnerabilityDetail) {
    let one = &detail.vulnerability;
    paper.heading(1, "三、整改、复测与反馈");
    let kinds = [
        StepKind::Fixed,
        StepKind::Passed,
        StepKind::Failed,
        StepKind::FedBack,
        StepKind::Confirmed,
        StepKind::Returned,
    ];
    let rows =
        detail.steps.iter().filter(|step| kinds.contains(&step.kind)).map(|step| {
            vec![step.kind.name().into(), step.day.into(), step.by.as_str().into(), step.text.as_str().into()]
        });
    let columns = [("环节", 2), ("日期", 2), ("人员", 2), ("内容", 6)];
    paper.table(None, &columns, rows.collect(), "尚未整改。");
    paper.pairs([
        ("整改日期", one.fixed_on.into()),
        ("复测通过日期", one.retested_on.into()),
        ("反馈日期", one.fed_back_on.into()),
        ("甲方确认日期", one.closed_on.into()),
    ]);
}

fn history(paper: &mut Document, detail: &VulnerabilityDetail) {
    paper.heading(1, "四、办理过程");
    let rows = detail.steps.iter().map(|step| {
        let text = Some(step.text.as_str()).filter(|text| !text.is_empty());
        vec![step.at.into(), step.kind.name().into(), step.by.as_str().into(), text.into()]
    });
    let columns = [("时间", 3), ("事项", 2), ("人员", 2), ("说明", 6)];
    paper.table(None, &columns, rows.collect(), "没有记录。");
    if !detail.files.is_empty() {
        paper.heading(2, "附件");
        let items = detail.files.iter().map(|file| file.name.clone()).collect();
        paper.block(Block::List { numbered: true, items });
    }
}

fn signatures(paper: &mut Document, detail: &VulnerabilityDetail) {
    let of = |role: &str, kind: StepKind| {
        let step = detail.steps.iter().rev().find(|step| step.kind == kind);
        Signature::of(role, step.map(|step| step.by.as_str()), step.map(|step| step.day))
    };
    paper.signed(vec![
        of("整改人（乙方）", StepKind::Fixed),
        of("复测人（乙方）", StepKind::Passed),
        of("反馈人（乙方）", StepKind::FedBack),
        of("确认人（甲方）", StepKind::Confirmed),
    ]);
}
