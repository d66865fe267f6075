//! A request as a paper: the client's form (服务申请单, 数据需求单 …) with what was filled in, done and signed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use crate::model::{Answer, Field, Request};

/// The paper of `request`, which holds what its reader may see; `drawn` is the picture of the client's signature.
#[must_use]
pub fn paper(request: &Request, head: &Letterhead, drawn: Option<Vec<u8>>, made_at: DateTime<Utc>) -> Document {
    let of = &request.summary;
    let mut paper = Document {
        title: title(request),
        issuer: head.title.clone(),
        number: Some(of.number.clone()),
        made_at,
        foot: format!("{} {}", title(request), of.number),
        ..Document::default()
    };
    opening(&mut paper, request, head);
    paper.heading(1, "一、申请内容");
    for field in &request.form.fields {
        answer(&mut paper, field, request.answers.get(&field.key));
    }
    files(&mut paper, request, "asked", "申请附件");
    decided(&mut paper, request);
    done(&mut paper, request);
    history(&mut paper, request);
    signatures(&mut paper, request, drawn);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(request: &Request) -> String {
    format!("{} {} {}", title(request), request.summary.number, request.summary.title)
}

/// What the paper is called: as the form, which is a paper itself or asks for something.
fn title(request: &Request) -> String {
    let title = &request.summary.form_title;
    if title.ends_with(['单', '表']) { title.clone() } else { format!("{title}申请单") }
}

fn opening(paper: &mut Document, request: &Request, head: &Letterhead) {
    let of = &request.summary;
    let due = of.due_on.map(|day| format!("{day}（{}）", if of.due_by_rule { "合同期限" } else { "双方商定" }));
    paper.pairs([
        ("事项", of.title.as_str().into()),
        ("状态", of.state.name().into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("申请类别", of.kind.name().into()),
        ("工作内容", of.work_title.clone().into()),
        ("申请人", of.asked_by.as_str().into()),
        ("申请时间", of.asked_at.into()),
        ("希望完成日期", of.wanted_on.into()),
        ("办结期限", due.into()),
        ("合同条款", of.clause.as_str().into()),
        ("表单版本", Some(request.form_version).filter(|no| *no > 0).map(|no| format!("第 {no} 版")).into()),
    ]);
    if let Some(why) = &of.assumed {
        paper.note(format!("合同条款的解读：{why}"));
    }
    if of.late {
        paper.note("本申请已超过办结期限。");
    }
    for one in &request.missing {
        paper.note(format!("尚缺：{}", one.text));
    }
}

fn answer(paper: &mut Document, field: &Field, answer: Option<&Answer>) {
    match answer {
        Some(Answer::Rows(rows)) if !rows.is_empty() => {
            let columns: Vec<(&str, u16)> = field.columns.iter().map(|column| (column.title.as_str(), 0)).collect();
            let cell = |row: &BTreeMap<String, String>, key: &String| Value::from(row.get(key).cloned());
            let rows = rows.iter().map(|row| field.columns.iter().map(|column| cell(row, &column.key)).collect());
            paper.heading(2, field.title.as_str()).table(None, &columns, rows.collect(), "没有填写。");
        }
        Some(Answer::Text(text)) if text.lines().count() > 1 || text.chars().count() > 60 => {
            paper.heading(2, field.title.as_str()).text(text);
        }
        Some(Answer::Text(text)) => pair(paper, &field.title, text),
        Some(Answer::Yes(yes)) => pair(paper, &field.title, if *yes { "是" } else { "否" }),
        Some(Answer::Rows(_)) | None => pair(paper, &field.title, "未填写"),
    }
}

/// Adds a pair, beside those before it.
fn pair(paper: &mut Document, name: &str, value: &str) {
    let new = (name.to_owned(), Value::from(value));
    if let Some(Block::Facts { pairs, .. }) = paper.blocks.last_mut() {
        pairs.push(new);
    } else {
        paper.block(Block::Facts { columns: 1, pairs: vec![new] });
    }
}

fn files(paper: &mut Document, request: &Request, of: &str, title: &str) {
    let of: Vec<_> = request.files.iter().filter(|file| file.part.split('/').next() == Some(of)).collect();
    if of.is_empty() {
        return;
    }
    let items = of.into_iter().map(|file| match file.part.split_once('/') {
        Some((_, paper)) => format!("{paper}：{}", file.name),
        None => file.name.clone(),
    });
    paper.heading(2, title).block(Block::List { numbered: true, items: items.collect() });
}

fn decided(paper: &mut Document, request: &Request) {
    paper.heading(1, "二、审批意见");
    let Some(by) = &request.decided_by else {
        paper.text("尚未审批。");
        return;
    };
    let refused = request.summary.state == crate::model::RequestState::Refused;
    let said = if refused { "不同意办理。" } else { "同意办理。" };
    paper.text(request.decision.as_deref().filter(|text| !text.is_empty()).unwrap_or(said));
    if let Some(outside) = &request.outside {
        paper.text(&format!("合同范围外的约定：{outside}"));
    }
    let at = request.decided_at.map(|at| Value::Moment(at).to_string()).unwrap_or_default();
    paper.note(format!("{}{by}，{at}", if refused { "不批准：" } else { "批准：" }));
}

fn done(paper: &mut Document, request: &Request) {
    let of = &request.summary;
    paper.heading(1, "三、办理情况");
    paper.pairs([
        ("办理人", of.executor.clone().into()),
        ("办结日期", request.done_on.into()),
        ("工作量", of.effort.map(|days| format!("{days} 人天")).into()),
        ("估算人", request.effort_by.clone().into()),
        ("复核人", request.checked_by.clone().into()),
        ("签收人", request.accepted_by.clone().into()),
    ]);
    if let Some(note) = &request.effort_note {
        paper.note(format!("估算说明：{note}"));
    }
    if let Some(quota) = &request.quota {
        let used = format!("已用 {} 人天，剩余 {} 人天", quota.used, quota.left);
        paper.note(format!("合同包含 {}（{}），{} 至 {} {used}。", quota.printed, quota.clause, quota.from, quota.to));
        if let Some(why) = &quota.assumed {
            paper.note(why.as_str());
        }
    }
    match &request.outcome {
        Some(outcome) => drop(paper.text(outcome)),
        None => drop(paper.text("尚未办结。")),
    }
    if !request.figures.is_empty() {
        let rows = request.figures.iter();
        let rows =
            rows.map(|one| vec![one.what.as_str().into(), one.before.as_str().into(), one.after.as_str().into()]);
        paper.heading(2, "办理前后").table(
            None,
            &[("项目", 4), ("办理前", 3), ("办理后", 3)],
            rows.collect(),
            "没有填写。",
        );
    }
    files(paper, request, "result", "成果文件");
    files(paper, request, "", "其他附件");
}

fn history(paper: &mut Document, request: &Request) {
    paper.heading(1, "四、办理过程");
    let rows = request.entries.iter().map(|entry| {
        let text = entry.text.as_deref().filter(|text| !text.is_empty());
        vec![entry.at.into(), what(&entry.what).into(), entry.by.as_str().into(), text.into()]
    });
    let columns = [("时间", 3), ("事项", 2), ("人员", 2), ("说明", 6)];
    paper.table(None, &columns, rows.collect(), "没有记录。");
}

fn what(code: &str) -> &'static str {
    match code {
        "created" => "起草",
        "edited" => "修改",
        "submitted" => "提交",
        "estimated" => "估算",
        "approved" => "批准",
        "refused" => "未批准",
        "taken" => "接手",
        "done" => "办完，待复核",
        "finished" => "办完",
        "check_failed" => "复核退回",
        "checked" => "复核通过",
        "sent_back" => "退回返工",
        "accepted" => "签收",
        "cancelled" => "取消",
        "rescheduled" => "改期",
        _ => "办理",
    }
}

fn signatures(paper: &mut Document, request: &Request, drawn: Option<Vec<u8>>) {
    let approved = request.decided_at.map(zone::local_date);
    let accepted = request.accepted_at.map(zone::local_date);
    let mut client = Signature::of("签收人（甲方）", request.accepted_by.as_deref(), accepted);
    client.drawn = drawn;
    paper.signed(vec![
        Signature::of("申请人", Some(&request.summary.asked_by), Some(zone::local_date(request.summary.asked_at))),
        Signature::of("审批人（甲方）", request.decided_by.as_deref(), approved),
        Signature::of("办理人（乙方）", request.summary.executor.as_deref(), request.done_on),
        client,
    ]);
}
