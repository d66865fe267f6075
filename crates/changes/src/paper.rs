//! A change as a paper: 系统变更单.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use crate::model::{Change, ChangeDetail, Decision, Deed, Test, TestResult};

/// The paper of `detail`, which holds what its reader may see.
#[must_use]
pub fn paper(detail: &ChangeDetail, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let change = &detail.change;
    let mut paper = Document {
        title: "系统变更单".to_owned(),
        issuer: head.title.clone(),
        number: Some(change.number.clone()),
        made_at,
        foot: format!("系统变更单 {}", change.number),
        ..Document::default()
    };
    opening(&mut paper, change, head);
    analysis(&mut paper, detail);
    approval(&mut paper, change);
    tests(&mut paper, &detail.tests);
    outcome(&mut paper, change);
    history(&mut paper, detail);
    signatures(&mut paper, change);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(change: &Change) -> String {
    format!("系统变更单 {} {}", change.number, change.title)
}

fn opening(paper: &mut Document, change: &Change, head: &Letterhead) {
    let source = change.source.as_deref().map(|path| match path.split('/').nth(1) {
        Some("tickets") => "工单",
        Some("security") => "漏洞整改",
        Some("service-requests") => "服务申请",
        Some("emergencies") => "应急处置",
        _ => "其他记录",
    });
    paper.pairs([
        ("变更名称", change.title.as_str().into()),
        ("状态", change.state.name().into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工作内容", head.works(&change.works).into()),
        ("涉及系统", Some(change.systems.join("、")).filter(|text| !text.is_empty()).into()),
        ("变更类别", change.kind.name().into()),
        ("紧急程度", change.urgency.name().into()),
        ("风险等级", change.risk.name().into()),
        ("涉及数据库", if change.touches_data { "是" } else { "否" }.into()),
        ("窗口开始", change.planned_from.into()),
        ("窗口结束", change.planned_to.into()),
        ("申请人", change.created_by.as_str().into()),
        ("申请时间", change.created_at.into()),
        ("变更来源", source.into()),
        ("合同条款", change.clause.clone().into()),
    ]);
    if let Some(why) = &change.assumed {
        paper.note(format!("合同条款的解读：{why}"));
    }
}

fn analysis(paper: &mut Document, detail: &ChangeDetail) {
    let change = &detail.change;
    paper.heading(1, "一、变更分析");
    paper.heading(2, "（一）变更原因").text(&change.reason);
    paper.heading(2, "（二）风险分析").text(&change.risk_note);
    paper.heading(2, "（三）实施步骤");
    paper.block(Block::List { numbered: true, items: change.plan.clone() });
    paper.heading(2, "（四）测试方案").text(&change.test_plan);
    paper.heading(2, "（五）回退方案").text(&change.roll_back_plan);
    if let Some(clause) = &detail.inventory_clause {
        paper.note(format!("本次变更涉及数据库，完成后应更新数据盘点（{clause}）。"));
    }
    for freeze in &detail.freezes {
        paper.note(format!("窗口触及特殊时期“{}”（{} 至 {}），期间不得发布。", freeze.title, freeze.from, freeze.to));
    }
    for other in &detail.conflicts {
        paper.note(format!("与变更 {}“{}”的窗口重叠。", other.number, other.title));
    }
}

fn deed(what: &str, deed: &Deed) -> Vec<Value> {
    vec![what.into(), deed.by.as_str().into(), deed.at.into(), deed.note.clone().into()]
}

fn approval(paper: &mut Document, change: &Change) {
    paper.heading(1, "二、审批");
    let mut rows = Vec::new();
    rows.extend(change.submitted.as_ref().map(|submitted| deed("提交审批", submitted)));
    if let Some(decision) = &change.decision {
        rows.push(deed(decided(decision), &decision.deed));
        if let Some(word) = &decision.word {
            let text = format!("口头批准，应于 {} 前书面确认", word.confirm_until);
            rows.push(vec!["口头批准人".into(), word.given_by.as_str().into(), word.given_at.into(), text.into()]);
            rows.extend(word.confirmed.as_ref().map(|confirmed| deed("书面确认", confirmed)));
        }
    }
    paper.table(None, &[("环节", 2), ("人员", 2), ("时间", 3), ("意见", 5)], rows, "尚未提交审批。");
    if change.unconfirmed {
        paper.note("口头批准尚未书面确认。");
    }
}

const fn decided(decision: &Decision) -> &'static str {
    match (decision.approved, decision.word.is_some()) {
        (true, true) => "登记口头批准",
        (true, false) => "批准",
        (false, _) => "不批准",
    }
}

fn tests(paper: &mut Document, tests: &[Test]) {
    paper.heading(1, "三、测试");
    let rows = tests.iter().rev().map(|test| {
        let result = match (test.result, test.current) {
            (TestResult::Passed, true) => "通过",
            (TestResult::Passed, false) => "通过（修改前）",
            (TestResult::Failed, true) => "未通过",
            (TestResult::Failed, false) => "未通过（修改前）",
        };
        vec![
            test.tested_on.into(),
            test.environment.as_str().into(),
            test.passed.into(),
            test.failed.into(),
            result.into(),
            test.tester.as_str().into(),
            test.note.clone().into(),
        ]
    });
    let columns = [("日期", 3), ("环境", 3), ("通过", 1), ("失败", 1), ("结论", 2), ("测试人", 2), ("说明", 4)];
    paper.table(None, &columns, rows.collect(), "没有测试记录。");
}

fn outcome(paper: &mut Document, change: &Change) {
    paper.heading(1, "四、发布与结果");
    let mut rows = Vec::new();
    rows.extend(change.released.as_ref().map(|released| deed("发布", released)));
    rows.extend(
        change.outcome.as_ref().map(|found| deed(if found.verified { "验证通过" } else { "回退" }, &found.deed)),
    );
    let empty = if change.overdue { "窗口已过，没有发布。" } else { "尚未发布。" };
    paper.table(None, &[("环节", 2), ("人员", 2), ("时间", 3), ("说明", 5)], rows, empty);
}

fn history(paper: &mut Document, detail: &ChangeDetail) {
    paper.heading(1, "五、办理过程");
    let rows = detail.entries.iter().rev().map(|entry| {
        let what = match entry.action.as_str() {
            "created" => "登记",
            "edited" => "修改",
            "submitted" => "提交审批",
            "approved" => "批准",
            "refused" => "不批准",
            "approved_by_word" | "by_word" => "口头批准",
            "confirmed" => "书面确认",
            "tested" => "测试",
            "retest" => "需重新测试",
            "released" => "发布",
            "verified" => "验证通过",
            "rolled_back" => "回退",
            "closed" => "关闭",
            "withdrawn" => "撤回",
            "file" => "添加附件",
            _ => "办理",
        };
        vec![entry.at.into(), what.into(), entry.by.as_str().into(), entry.text.clone().into()]
    });
    let columns = [("时间", 3), ("事项", 2), ("人员", 2), ("说明", 6)];
    paper.table(None, &columns, rows.collect(), "没有记录。");
    if !detail.files.is_empty() {
        paper.heading(2, "附件");
        let items = detail.files.iter().map(|file| file.name.clone()).collect();
        paper.block(Block::List { numbered: true, items });
    }
}

fn signatures(paper: &mut Document, change: &Change) {
    let of = |role: &str, deed: Option<&Deed>| {
        let day = deed.map(|deed| zone::local_date(deed.at));
        Signature::of(role, deed.map(|deed| deed.by.as_str()), day)
    };
    let decision = change.decision.as_ref();
    let approved = decision.and_then(|decision| match &decision.word {
        Some(word) => word.confirmed.as_ref(),
        None => Some(&decision.deed),
    });
    paper.signed(vec![
        of("申请人（乙方）", change.submitted.as_ref()),
        of("审批人（甲方）", approved),
        of("发布人（乙方）", change.released.as_ref()),
        of("验证人", change.outcome.as_ref().map(|outcome| &outcome.deed)),
    ]);
}
