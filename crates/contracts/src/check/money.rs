//! Instalments, splits and the bond against the total; due days against the service period.

use jianyue_kernel::{Money, Percent};

use super::{Findings, Severity, capitals, place_of};
use crate::{
    derive::fixed_day,
    model::{Instalment, Rule},
};

pub fn check(findings: &mut Findings<'_>) {
    let payments = &findings.contract.payments;
    if let (Some(total), Some(text)) = (payments.total, &payments.capitals) {
        in_capitals(findings, payments, "合同总价", total, text);
    }
    if let Some(total) = payments.total {
        instalments(findings, total);
        bond(findings, total);
    } else if payments.unit_fee.is_none() {
        let places = vec![place_of(payments, "没有总价")];
        findings.add(Severity::Error, "payment.no_price", "既没有总价，也没有单价", places);
    }
    for instalment in &payments.instalments {
        splits(findings, instalment);
        due_days(findings, instalment);
    }
    last_instalment(findings);
}

/// An amount in figures and in capitals.
fn in_capitals(findings: &mut Findings<'_>, rule: &impl Rule, what: &str, amount: Money, text: &str) {
    match capitals::read(text) {
        Some(read) if read == amount => {}
        Some(read) => {
            let message = format!("{what}大小写不一致：小写 {amount}，大写“{text}”为 {read}");
            let places = vec![place_of(rule, amount.to_string()), place_of(rule, text)];
            findings.add(Severity::Error, "payment.capitals_differ", message, places);
        }
        None => {
            let message = format!("{what}的大写“{text}”读不出金额");
            findings.add(Severity::Warning, "payment.capitals_unreadable", message, vec![place_of(rule, text)]);
        }
    }
}

fn instalments(findings: &mut Findings<'_>, total: Money) {
    let payments = &findings.contract.payments;
    let list = &payments.instalments;
    if list.is_empty() {
        return;
    }
    let percents: Vec<Percent> = list.iter().map(|instalment| instalment.percent).collect();
    let whole: Percent = percents.iter().copied().sum();
    let places = || list.iter().map(|i| place_of(i, format!("{} {} {}", i.title, i.percent, i.amount))).collect();
    if whole != Percent::WHOLE {
        let message = format!("各期付款比例之和为 {whole}，不是 100%");
        findings.add(Severity::Error, "payment.percent_sum", message, places());
    }
    let sum: Money = list.iter().map(|instalment| instalment.amount).sum();
    if sum != total {
        let message = format!("各期付款金额之和为 {sum}，与合同总价 {total} 不符");
        findings.add(Severity::Error, "payment.amount_sum", message, places());
    }
    for (instalment, expected) in list.iter().zip(total.instalments(&percents)) {
        if whole == Percent::WHOLE && instalment.amount != expected {
            let percent = instalment.percent;
            let message = format!("{}写 {}，按 {percent} 应为 {expected}", instalment.title, instalment.amount);
            let places =
                vec![place_of(instalment, instalment.amount.to_string()), place_of(payments, total.to_string())];
            findings.add(Severity::Error, "payment.amount_not_percent", message, places);
        }
        if let Some(text) = &instalment.capitals {
            in_capitals(findings, instalment, &instalment.title, instalment.amount, text);
        }
    }
}

fn splits(findings: &mut Findings<'_>, instalment: &Instalment) {
    let sum: Money = instalment.splits.iter().map(|split| split.amount).sum();
    if !instalment.splits.is_empty() && sum != instalment.amount {
        let message = format!("{}分给各成员的金额之和 {sum} 与该期金额 {} 不符", instalment.title, instalment.amount);
        let places =
            instalment.splits.iter().map(|s| place_of(instalment, format!("{} {}", s.party, s.amount))).collect();
        findings.add(Severity::Error, "payment.splits_sum", message, places);
    }
    for split in &instalment.splits {
        if let Some(text) = &split.capitals {
            in_capitals(findings, instalment, &format!("{}（{}）", instalment.title, split.party), split.amount, text);
        }
    }
}

fn bond(findings: &mut Findings<'_>, total: Money) {
    let Some(bond) = &findings.contract.bond else { return };
    let expected = total.percent(bond.percent);
    if expected != bond.amount {
        let message = format!("履约保证金写 {}，按 {} 应为 {expected}", bond.amount, bond.percent);
        findings.add(
            Severity::Error,
            "bond.amount_not_percent",
            message,
            vec![place_of(bond, bond.amount.to_string())],
        );
    }
    if let Some(text) = &bond.capitals {
        in_capitals(findings, bond, "履约保证金", bond.amount, text);
    }
}

fn due_days(findings: &mut Findings<'_>, instalment: &Instalment) {
    let signed = findings.contract.contract.signed;
    for day in instalment.due.iter().filter_map(fixed_day).filter(|day| *day < signed.0) {
        let message = format!("{}的付款期限 {day} 早于合同签订日 {signed}", instalment.title);
        findings.add(
            Severity::Warning,
            "payment.due_before_signing",
            message,
            vec![place_of(instalment, day.to_string())],
        );
    }
}

/// The last payment before the service ends leaves the client nothing to hold back.
fn last_instalment(findings: &mut Findings<'_>) {
    let contract = findings.contract;
    let Some(last) = contract.payments.instalments.last() else { return };
    let Some(day) = last.due.iter().filter_map(fixed_day).max().filter(|day| *day < contract.term.end.0) else {
        return;
    };
    let end = contract.term.end;
    let message = format!("最后一期应在 {day} 前付清，而服务到 {end} 才结束，余下的服务没有未付款作保证");
    let places =
        vec![place_of(last, format!("{}：{day} 前", last.title)), place_of(&contract.term, format!("服务至 {end}"))];
    findings
        .add(Severity::Warning, "payment.last_before_service_end", message, places)
        .follow(format!("{} 的付款期限，服务照常到 {end}", last.clause));
}
