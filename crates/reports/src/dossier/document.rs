//! The dossier as a document with a heading for each clause. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{Document, model::Signature};
use jianyue_kernel::Value;

use super::{Clause, ClauseState, Dossier};

/// Evidence of a clause that is listed on paper; the archive has all of it.
const LISTED: usize = 20;

/// A report that is in the archive.
#[derive(Clone, Debug)]
pub(super) struct ReportLine {
    pub number: String,
    pub title: String,
    pub period: String,
    pub state: String,
    pub file: String,
}

/// The dossier on paper.
#[must_use]
pub fn document(dossier: &Dossier, head: &Letterhead, works: &[String], made_at: DateTime<Utc>) -> Document {
    with_reports(dossier, head, works, &[], made_at)
}

pub(super) fn with_reports(
    dossier: &Dossier,
    head: &Letterhead,
    works: &[String],
    reports: &[ReportLine],
    made_at: DateTime<Utc>,
) -> Document {
    let count = |state| Value::Count(i64::try_from(dossier.count(state)).unwrap_or(i64::MAX));
    let mut paper = Document {
        title: "验收材料".to_owned(),
        issuer: dossier.contract.clone(),
        number: head.number.clone(),
        made_at,
        cover: true,
        contents: true,
        foot: "验收材料".to_owned(),
        facts: vec![
            ("甲方".to_owned(), head.client.as_str().into()),
            ("乙方".to_owned(), head.vendor.as_str().into()),
            ("服务期限".to_owned(), format!("{} 至 {}", dossier.from, dossier.to).into()),
            ("工作内容".to_owned(), head.works(works).into()),
            ("生成时间".to_owned(), made_at.into()),
        ],
        ..Document::default()
    };
    paper.heading(1, "一、总体情况");
    paper.pairs([
        ("有证据的条款", count(ClauseState::Evidence)),
        ("缺证据的条款", count(ClauseState::Gap)),
        ("尚未到期的条款", count(ClauseState::NotYet)),
        ("证据齐备率", dossier.percent.clone().into()),
    ]);
    let note = format!(
        "另有 {} 条只作定义或约定后果，不需要证据。证据齐备率 = 有证据的条款 ÷（有证据 + 缺证据）。",
        dossier.definitions
    );
    paper.note(note);
    by_kind(&mut paper, &dossier.clauses);
    paper.heading(1, "二、缺证据的条款");
    let gaps = dossier.clauses.iter().filter(|clause| clause.state == ClauseState::Gap);
    let rows = gaps.map(|clause| {
        let why =
            if clause.missed > 0 { format!("未执行 {} 次", clause.missed) } else { "尚无证据".to_owned() };
        vec![clause.rule.as_str().into(), clause.title.as_str().into(), clause.clause.as_str().into(), why.into()]
    });
    let columns = [("规则", 2), ("内容", 5), ("条款", 4), ("情况", 3)];
    paper.table(None, &columns, rows.collect(), "各条款均有证据或尚未到期。");
    paper.heading(1, "三、各条款及证据");
    for clause in &dossier.clauses {
        one(&mut paper, clause);
    }
    paper.heading(1, "四、报告目录");
    let rows = reports.iter().map(|report| {
        [&report.number, &report.title, &report.period, &report.state, &report.file]
            .map(|text| text.as_str().into())
            .to_vec()
    });
    let columns = [("编号", 3), ("报告", 4), ("期间", 3), ("状态", 2), ("文件", 5)];
    paper.table(None, &columns, rows.collect(), "没有已提交的报告。");
    paper.signed(vec![
        Signature::of("乙方（盖章）", Some(&head.vendor), None),
        Signature::of("甲方（盖章）", Some(&head.client), None),
    ]);
    paper
}

/// What kinds of clauses are called.
fn said(kind: &str) -> &str {
    match kind {
        "inspection" => "巡检",
        "backup" => "备份",
        "backup_check" => "备份检查",
        "stock_count" => "盘点",
        "duty" => "定期事项",
        "event" => "发生时做",
        "visit" => "走访",
        "document" => "提交文件",
        "clock" => "工单时限",
        "quality" => "服务质量",
        "certificate" => "证书",
        "asset" => "资产备件",
        "inventory" => "数据盘点",
        "exchange" => "数据交换",
        "acceptance" => "验收",
        "staffing" => "人员",
        "payment" => "付款",
        "exam" => "考试",
        other => other,
    }
}

fn by_kind(paper: &mut Document, clauses: &[Clause]) {
    let mut kinds: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    for clause in clauses {
        kinds.entry(said(&clause.kind)).or_default()[clause.state as usize] += 1;
    }
    let rows = kinds.into_iter().map(|(kind, [gap, not_yet, shown])| {
        vec![
            kind.into(),
            Value::Count(gap + not_yet + shown),
            Value::Count(shown),
            Value::Count(gap),
            Value::Count(not_yet),
            Value::share(shown, shown + gap),
        ]
    });
    let columns = [("类别", 3), ("条款", 2), ("有证据", 2), ("缺证据", 2), ("尚未到期", 2), ("齐备率", 2)];
    paper.table(Some("各类条款的证据情况"), &columns, rows.collect(), "合同没有需要证据的条款。");
}

fn one(paper: &mut Document, clause: &Clause) {
    paper.heading(2, format!("{} {}（{}）", clause.rule, clause.title, clause.clause));
    let times = |n: i64| Some(n).filter(|n| *n > 0).map_or(Value::Empty, Value::Count);
    paper.pairs([
        ("类别", said(&clause.kind).into()),
        ("情况", clause.state.label().into()),
        ("按期完成", times(clause.done)),
        ("逾期或未达标", times(clause.late)),
        ("未执行", times(clause.missed)),
        ("已免除", times(clause.waived)),
        ("待执行", times(clause.open)),
        ("解读说明", clause.assumed.clone().into()),
    ]);
    let rows = clause.evidence.iter().take(LISTED).map(|proof| vec![proof.text.as_str().into(), proof.at.into()]);
    let none =
        if clause.state == ClauseState::NotYet { "尚未到期，或尚未发生。" } else { "尚无证据。" };
    paper.table(None, &[("证据", 8), ("时间", 3)], rows.collect(), none);
    if clause.evidence.len() > LISTED {
        paper.note(format!("共 {} 项证据，列出最近 {LISTED} 项。", clause.evidence.len()));
    }
}
