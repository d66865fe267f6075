//! An emergency as a paper: 应急处置报告 with its time line.

use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use crate::model::{Emergency, File, OpenedPlan, Report};

/// The paper of `file`, which holds what its reader may see.
#[must_use]
pub fn paper(file: &File, head: &Letterhead) -> Document {
    let one = &file.emergency;
    let mut paper = Document {
        title: "应急处置报告".to_owned(),
        issuer: head.title.clone(),
        number: Some(one.number.clone()),
        made_at: file.now,
        foot: format!("应急处置报告 {}", one.number),
        watermark: file.report.is_none().then(|| "报告未提交".to_owned()),
        ..Document::default()
    };
    opening(&mut paper, one, head);
    report(&mut paper, file.report.as_ref());
    roles(&mut paper, one, file.plan.as_ref());
    line(&mut paper, file);
    if !file.files.is_empty() {
        paper.heading(2, "附件");
        let items = file.files.iter().map(|file| file.name.clone()).collect();
        paper.block(Block::List { numbered: true, items });
    }
    decided(&mut paper, one);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(one: &Emergency) -> String {
    format!("应急处置报告 {} {}", one.number, one.title)
}

fn opening(paper: &mut Document, one: &Emergency, head: &Letterhead) {
    let within = one.within.as_ref().map(|within| format!("{within}（{}）", one.clause));
    let due = one.due_on.map(|day| if one.due_agreed { format!("{day}（与甲方约定）") } else { day.to_string() });
    paper.pairs([
        ("事件", one.title.as_str().into()),
        ("状态", one.state.says().into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工作内容", head.works(&one.works).into()),
        ("级别", one.level.map(|level| format!("{level} 级")).into()),
        ("影响使用", if one.affects_use { "是" } else { "否" }.into()),
        ("来源工单", one.ticket_number.clone().into()),
        ("启动人", one.opened_by.as_str().into()),
        ("启动时间", one.opened_at.into()),
        ("合同要求", within.unwrap_or_else(|| one.clause.clone()).into()),
        ("首条指令", one.first_command_seconds.map_or(Value::Empty, Value::Seconds)),
        ("受控时间", one.controlled_at.into()),
        ("解除时间", one.stood_down_at.into()),
        ("解除人", one.stood_down_by.clone().into()),
        ("总指挥", one.commander.clone().into()),
        ("报告期限", due.into()),
        ("报告时间", one.reported_at.into()),
    ]);
    if one.late {
        paper.note("未在合同约定的期限内处置或报告。");
    }
    if let Some(scenario) = &one.scenario {
        paper.heading(1, "一、情况说明").text(scenario);
    } else {
        paper.heading(1, "一、情况说明").text(&format!("{}。", one.title));
    }
}

fn report(paper: &mut Document, report: Option<&Report>) {
    paper.heading(1, "二、处置报告");
    let Some(report) = report else {
        paper.text("报告尚未提交。");
        return;
    };
    paper.heading(2, "（一）原因").text(&report.cause);
    paper.heading(2, "（二）影响").text(&report.effect);
    paper.pairs([
        ("影响开始", report.effect_from.into()),
        ("影响结束", report.effect_to.into()),
        ("受影响用户", report.users_affected.map(|users| format!("{users} 人")).into()),
        ("损失", report.losses.clone().into()),
    ]);
    paper.heading(2, "（三）处置过程").text(&report.handling);
    paper.heading(2, "（四）防范措施").text(&report.measures);
}

fn roles(paper: &mut Document, one: &Emergency, plan: Option<&OpenedPlan>) {
    paper.heading(1, "三、应急组织");
    let rows =
        one.roles.iter().map(|held| vec![held.role.as_str().into(), held.name.as_str().into(), held.since.into()]);
    paper.table(None, &[("岗位", 3), ("人员", 3), ("接任时间", 3)], rows.collect(), "没有人接任岗位。");
    let Some(plan) = plan else {
        paper.note("启动时没有可用的应急预案。");
        return;
    };
    let agreed = if plan.agreed { "甲方已同意" } else { "甲方未同意" };
    paper.note(format!("启动预案：{} 第 {} 版（{agreed}）。", plan.title, plan.number));
}

fn line(paper: &mut Document, file: &File) {
    paper.heading(1, "四、处置时间线");
    let rows = file.entries.iter().map(|entry| {
        let step = entry.step.and_then(|step| {
            let steps = &file.plan.as_ref()?.body.steps;
            steps.get(usize::try_from(step).ok()?.checked_sub(1)?).map(|step| step.text.clone())
        });
        let text = match step {
            Some(step) => format!("{}（预案步骤：{step}）", entry.text),
            None => entry.text.clone(),
        };
        let who = match &entry.role {
            Some(role) => format!("{}（{role}）", entry.by),
            None => entry.by.clone(),
        };
        vec![entry.happened_at.into(), entry.kind.name().into(), who.into(), text.into(), entry.recorded_at.into()]
    });
    let columns = [("发生时间", 3), ("类别", 2), ("人员", 3), ("内容", 6), ("记录时间", 3)];
    paper.table(None, &columns, rows.collect(), "没有记录。");
}

fn decided(paper: &mut Document, one: &Emergency) {
    paper.heading(1, "五、甲方意见");
    let at = one.confirmed_at.map(|at| Value::Moment(at).to_string()).unwrap_or_default();
    match (&one.note, &one.confirmed_by) {
        (note, Some(by)) => paper.text(note.as_deref().unwrap_or("同意确认。")).note(format!("确认：{by}，{at}")),
        (Some(note), None) => paper.text(note),
        (None, None) => paper.text("尚未确认。"),
    };
    paper.signed(vec![
        Signature::of("总指挥", one.commander.as_deref(), one.stood_down_at.map(zone::local_date)),
        Signature::of("报告人（乙方）", one.reported_by.as_deref(), one.reported_at.map(zone::local_date)),
        Signature::of("确认人（甲方）", one.confirmed_by.as_deref(), one.confirmed_at.map(zone::local_date)),
    ]);
}
