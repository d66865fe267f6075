//! 违约金通知书: what happened, which clause prices it, and how the sum comes about.

use chrono::{DateTime, Utc};
use jianyue_contracts::{Contract, Letterhead};
use jianyue_documents::{
    Document,
    model::{Align, Block, Paragraph, Signature},
};
use jianyue_kernel::{Money, Value};

use super::{cited, consequence, text};
use crate::{
    account::PenaltyLine,
    service::{PenaltyCase, PenaltyState},
};

/// The notice of a penalty.
#[must_use]
pub fn notice(contract: &Contract, case: &PenaltyCase, made_at: DateTime<Utc>) -> Document {
    let penalty = &case.penalty;
    let head = Letterhead::of(contract, &[]);
    let member = penalty.party.as_deref().and_then(|key| contract.party(key)).map(|party| party.name.clone());
    let vendor = member.unwrap_or_else(|| head.vendor.clone());
    let mut paper = Document {
        title: "违约金通知书".to_owned(),
        issuer: head.client.clone(),
        number: Some(penalty.breach.clone()),
        made_at,
        facts: vec![
            ("合同名称".to_owned(), text(head.title.clone())),
            ("违约条款".to_owned(), text(format!("{}（{}）", penalty.title, cited(&penalty.rule)))),
            ("违约日期".to_owned(), Value::Day(penalty.on)),
        ],
        watermark: watermark(case.state),
        foot: format!("{}　{}", contract.contract.slug, penalty.breach),
        ..Document::default()
    };
    paper.facts.extend(head.number.clone().map(|number| ("合同编号".to_owned(), text(number))));
    let address = Paragraph { text: format!("{vendor}："), align: Align::Left, ..Paragraph::default() };
    paper.block(Block::Paragraph(address));
    let sum = if penalty.decision.is_some() { penalty.owed } else { penalty.proposed };
    let verb = if penalty.decision.is_some() { "应付" } else { "拟计" };
    paper.text(&format!(
        "根据《{}》{} 的约定，{} 发生的下述情况构成违约，{verb}违约金 {sum}（人民币大写：{}）。",
        head.title,
        penalty.rule.clause,
        penalty.on,
        sum.in_capitals()
    ));
    facts(&mut paper, contract, penalty);
    paper.heading(2, "二、金额的计算");
    paper.block(Block::List { numbered: true, items: penalty.arithmetic.clone() });
    paper.pairs([
        ("按合同计算", Value::Money(penalty.proposed)),
        ("甲方决定", penalty.decision.as_ref().map_or_else(|| text("尚未决定"), |_| Value::Money(penalty.owed))),
        ("人民币大写", text(sum.in_capitals())),
    ]);
    if !penalty.also.is_empty() {
        let items = penalty.also.iter().map(|one| consequence(*one).to_owned()).collect();
        paper.note("合同同时约定：").block(Block::List { numbered: false, items });
    }
    taken(&mut paper, contract, case);
    paper.heading(2, "四、异议和决定");
    paper.text(&objection(case));
    let rows = case
        .story
        .iter()
        .map(|step| vec![Value::Day(step.on), text(step.name), text(step.by.clone()), text(step.text.clone())]);
    let columns = [("日期", 18), ("事项", 18), ("登记人", 24), ("内容", 40)];
    paper.table(Some("经过"), &columns, rows.collect(), "没有其他登记。");
    paper.signed(vec![
        Signature::of("甲方（盖章）", Some(&head.client), None),
        Signature::of("乙方签收", Some(&vendor), None),
    ]);
    paper
}

fn watermark(state: PenaltyState) -> Option<String> {
    match state {
        PenaltyState::Proposed | PenaltyState::Objected => Some("草稿".to_owned()),
        PenaltyState::Waived => Some("已免除".to_owned()),
        PenaltyState::Uncounted => Some("不单独计算".to_owned()),
        PenaltyState::Confirmed | PenaltyState::Reduced => None,
    }
}

fn facts(paper: &mut Document, contract: &Contract, penalty: &PenaltyLine) {
    use jianyue_contracts::model::Rule as _;
    paper.heading(2, "一、违约事实");
    paper.text(if penalty.text.is_empty() { &penalty.title } else { &penalty.text });
    let rule = contract.penalties.iter().find(|rule| rule.id() == penalty.rule.rule);
    paper.pairs([
        ("合同约定的违约情形", rule.map_or(Value::Empty, |rule| text(rule.breach.clone()))),
        ("依据", if penalty.evidence.is_empty() { Value::Empty } else { text(penalty.evidence.clone()) }),
    ]);
}

fn taken(paper: &mut Document, contract: &Contract, case: &PenaltyCase) {
    paper.heading(2, "三、扣款");
    if case.penalty.decision.is_none() {
        paper.text(match contract.bond {
            Some(_) => "甲方决定后，从下一期付款中扣除；不足部分从履约保证金扣划。",
            None => "甲方决定后，从下一期付款中扣除；不足部分由乙方补足。",
        });
        return;
    }
    let rows = case.taken.iter().map(|one| {
        let how = match (&one.payment, one.paid_on) {
            (Some(_), Some(on)) => format!("已随 {on} 的付款扣除"),
            (Some(_), None) => "付款时扣除".to_owned(),
            (None, _) => "从保证金扣划".to_owned(),
        };
        vec![text(one.title.clone()), Value::Money(one.amount), text(how)]
    });
    let columns = [("从哪里扣", 34), ("金额", 26), ("方式", 40)];
    paper.table(Some("扣款明细"), &columns, rows.collect(), "没有需要扣除的金额。");
    if case.uncovered > Money::ZERO {
        paper.note(format!("付款和保证金不足扣除，还应补足 {}。", case.uncovered));
    }
}

fn objection(case: &PenaltyCase) -> String {
    match case.penalty.decision.as_ref() {
        Some(decision) if decision.reason.is_empty() => format!("甲方已于 {} 作出决定。", decision.on),
        Some(decision) => format!("甲方已于 {} 作出决定，理由：{}", decision.on, decision.reason),
        None if !case.objections.is_empty() => "乙方已提出异议，甲方将结合异议作出决定。".to_owned(),
        None => match &case.objection_term {
            Some(term) => format!(
                "乙方对事实或金额有异议的，请在 {} 前书面提出，并附依据（{}：{}）。逾期没有提出异议的，视为接受。",
                term.until,
                cited(&term.rule),
                term.within
            ),
            None => "乙方对事实或金额有异议的，请在甲方作出决定前书面提出，并附依据。".to_owned(),
        },
    }
}
