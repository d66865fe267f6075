//! 付款申请书: what is asked for, which conditions are met and by what, and how the amount comes about.

use chrono::{DateTime, Utc};
use jianyue_contracts::{Contract, Letterhead};
use jianyue_documents::{
    Document,
    model::{Align, Block, Column, Paragraph, Signature, Table},
};
use jianyue_kernel::{Money, Value};

use super::{cited, text};
use crate::{
    account::{Account, Line, LineState},
    cash::portions,
};

/// The application for what is open of `line`.
#[must_use]
pub fn application(contract: &Contract, account: &Account, line: &Line, made_at: DateTime<Utc>) -> Document {
    let head = Letterhead::of(contract, &[]);
    let missing: Vec<&str> = line.conditions.iter().filter(|one| !one.met).map(|one| one.name).collect();
    let mut paper = Document {
        title: "付款申请书".to_owned(),
        issuer: head.vendor.clone(),
        number: Some(line.key.clone()),
        made_at,
        facts: vec![
            ("合同名称".to_owned(), text(head.title.clone())),
            ("申请期次".to_owned(), text(format!("{}（{}）", line.title, cited(&line.rule)))),
            ("计算日期".to_owned(), Value::Day(account.at)),
        ],
        watermark: watermark(line, &missing),
        foot: format!("{}　{}", contract.contract.slug, line.key),
        ..Document::default()
    };
    paper.facts.extend(head.number.clone().map(|number| ("合同编号".to_owned(), text(number))));
    let asked = line.open.max(Money::ZERO);
    paper.block(Block::Paragraph(Paragraph {
        text: format!("{}：", head.client),
        align: Align::Left,
        ..Paragraph::default()
    }));
    paper.text(&format!(
        "根据《{}》{} 的约定，现申请支付{} {asked}（人民币大写：{}），请予审核支付。",
        head.title,
        line.rule.clause,
        line.title,
        asked.in_capitals()
    ));
    if !missing.is_empty() {
        paper.note(format!("付款条件尚未全部满足，缺：{}。本件为草稿，不能用于请款。", missing.join("、")));
    }
    paper.heading(2, "一、申请金额");
    paper.pairs([
        ("本期金额", Value::Money(line.amount)),
        ("扣除违约金", Value::Money(line.deducted)),
        ("已付", Value::Money(line.paid)),
        ("本次申请", Value::Money(asked)),
        ("人民币大写", text(asked.in_capitals())),
        ("到期日", line.due_on.map_or_else(|| text("条件满足后计算"), Value::Day)),
    ]);
    conditions(&mut paper, line);
    arithmetic(&mut paper, account, line);
    payees(&mut paper, contract, line);
    paper.signed(vec![
        Signature::of("申请单位（盖章）", Some(&head.vendor), None),
        Signature::of("甲方经办", None, None),
        Signature::of("财务审核", None, None),
        Signature::of("甲方（盖章）", Some(&head.client), None),
    ]);
    paper
}

fn watermark(line: &Line, missing: &[&str]) -> Option<String> {
    if line.state == LineState::Paid {
        return Some("已付清".to_owned());
    }
    (!missing.is_empty() || line.fiscal_delay).then(|| "草稿".to_owned())
}

fn conditions(paper: &mut Document, line: &Line) {
    paper.heading(2, "二、付款条件");
    let rows = line.conditions.iter().map(|one| {
        vec![
            text(one.name),
            text(if one.met { "已满足" } else { "未满足" }),
            one.on.map_or(Value::Empty, Value::Day),
            if one.evidence.is_empty() { Value::Empty } else { text(one.evidence.clone()) },
        ]
    });
    let columns = [("条件", 30), ("是否满足", 16), ("日期", 18), ("依据", 36)];
    paper.table(Some("付款条件及依据"), &columns, rows.collect(), "合同没有约定付款条件。");
    if line.fiscal_delay {
        paper.note("财政资金支付受限，期限顺延，恢复支付后再申请。");
    }
}

fn arithmetic(paper: &mut Document, account: &Account, line: &Line) {
    paper.heading(2, "三、金额和期限的计算");
    let items = line.arithmetic.iter().chain(&line.due_steps).cloned().collect();
    paper.block(Block::List { numbered: true, items });
    if line.deductions.is_empty() {
        return;
    }
    let rows = line.deductions.iter().map(|one| {
        let penalty = account.penalties.iter().find(|penalty| penalty.breach == one.breach);
        vec![
            text(one.breach.clone()),
            text(penalty.map(|penalty| penalty.title.clone()).unwrap_or_default()),
            text(penalty.map(|penalty| cited(&penalty.rule)).unwrap_or_default()),
            Value::Money(one.amount),
        ]
    });
    paper.block(Block::Table(Table {
        caption: Some("从本期扣除的违约金".to_owned()),
        columns: ["违约编号", "违约责任", "条款", "扣除"].map(Column::from).to_vec(),
        rows: rows.collect(),
        total: Some(vec![text("合计"), Value::Empty, Value::Empty, Value::Money(line.deducted)]),
        empty: String::new(),
    }));
}

fn payees(paper: &mut Document, contract: &Contract, line: &Line) {
    paper.heading(2, "四、收款方");
    let portions = portions(contract, line);
    let sum = |of: fn(&crate::cash::Portion) -> Money| Value::Money(portions.iter().map(of).sum());
    let total = vec![text("合计"), sum(|one| one.net), sum(|one| one.paid), sum(|one| one.open), Value::Empty];
    let rows = portions.iter().map(|one| {
        vec![
            text(one.name.clone()),
            Value::Money(one.net),
            Value::Money(one.paid),
            Value::Money(one.open),
            text(one.open.max(Money::ZERO).in_capitals()),
        ]
    });
    let names = [("收款方", 30), ("扣除后应付", 18), ("已付", 16), ("本次申请", 18), ("人民币大写", 30)];
    paper.block(Block::Table(Table {
        caption: Some("收款方和金额".to_owned()),
        columns: names.iter().map(|(title, weight)| Column { title: (*title).to_owned(), weight: *weight }).collect(),
        total: (portions.len() > 1).then_some(total),
        rows: rows.collect(),
        empty: String::new(),
    }));
    paper.note("收款账户以合同和甲方备案为准，本件不列账号。");
}
