//! An account as people read it: every figure with its clause and how it comes about.

use std::fmt::Write as _;

use crate::account::{Account, BondAccount, Cited, Line, LineState, PenaltyLine};
use crate::facts::Outcome;

/// The account in plain Chinese.
#[must_use]
pub fn explain(account: &Account) -> String {
    let mut text = String::new();
    let total =
        account.total.map_or_else(|| "按数量计算".to_owned(), |total| format!("{total}（{}）", total.in_capitals()));
    let _ = writeln!(text, "{}  {}\n截至 {}  合同价：{total}", account.contract, account.title, account.at);
    heading(&mut text, "付款", account.lines.is_empty());
    account.lines.iter().for_each(|one| line(&mut text, one));
    if let Some(one) = &account.bond {
        heading(&mut text, "履约保证金", false);
        bond(&mut text, one);
    }
    heading(&mut text, "违约金", account.penalties.is_empty());
    account.penalties.iter().for_each(|one| penalty(&mut text, one));
    for one in &account.thresholds {
        let _ = writeln!(text, "  {}{}", if one.reached { "已达到：" } else { "提醒：" }, one.text);
    }
    heading(&mut text, "甲方逾期付款", account.interest.is_empty() && account.pauses.is_empty());
    for one in &account.interest {
        let _ = writeln!(text, "  {} {}", one.line, cited(&one.rule));
        steps(&mut text, &one.arithmetic);
        let _ = writeln!(text, "    合计 {}", one.sum);
    }
    for one in &account.pauses {
        let _ = writeln!(text, "  {} {}", one.line, one.text);
    }
    if !account.special.is_empty() {
        heading(&mut text, "其他款项", false);
    }
    for one in &account.special {
        let _ = writeln!(text, "  {} {}（由{}支付）", one.title, cited(&one.rule), one.owed_by);
        steps(&mut text, &one.arithmetic);
        if let Some(due) = one.due_on {
            let _ = writeln!(text, "    {due} 前支付，已付 {}", one.paid);
        }
    }
    for problem in &account.problems {
        let _ = writeln!(text, "没有算出来：{problem}");
    }
    text
}

fn heading(text: &mut String, title: &str, empty: bool) {
    let _ = writeln!(text, "\n{title}{}", if empty { "：没有" } else { "" });
}

fn cited(rule: &Cited) -> String {
    match &rule.assumed {
        Some(why) => format!("{}〔{}，推定：{why}〕", rule.rule, rule.clause),
        None => format!("{}〔{}〕", rule.rule, rule.clause),
    }
}

fn steps(text: &mut String, steps: &[String]) {
    for step in steps {
        let _ = writeln!(text, "    {step}");
    }
}

/// A state in words.
#[must_use]
pub const fn state(state: LineState) -> &'static str {
    match state {
        LineState::Planned => "条件未满足",
        LineState::Withheld => "因违约暂不支付",
        LineState::Payable => "可以支付",
        LineState::Due => "到期应付",
        LineState::PartPaid => "部分支付",
        LineState::Paid => "已付清",
    }
}

fn line(text: &mut String, line: &Line) {
    let _ = writeln!(text, "  {} {} {}：{}", line.title, line.amount, cited(&line.rule), state(line.state));
    steps(text, &line.arithmetic);
    for one in &line.conditions {
        let on = one.on.map(|on| format!(" {on}")).unwrap_or_default();
        let evidence = if one.evidence.is_empty() { String::new() } else { format!("（{}）", one.evidence) };
        let _ = writeln!(text, "    {} {}{on}{evidence}", if one.met { "已满足" } else { "等待" }, one.name);
    }
    steps(text, &line.due_steps);
    if let Some(due) = line.due_on {
        let late = if line.late_days > 0 { format!("，逾期 {} 天", line.late_days) } else { String::new() };
        let _ = writeln!(text, "    到期 {due}{late}");
    }
    for one in &line.deductions {
        let _ = writeln!(text, "    扣除 {}（{}）", one.amount, one.breach);
    }
    for one in &line.shares {
        let _ = writeln!(text, "    其中 {} {}，扣除 {}", one.name, one.amount, one.deducted);
    }
    let _ = writeln!(text, "    已付 {}，未付 {}", line.paid, line.open);
}

fn bond(text: &mut String, bond: &BondAccount) {
    let _ = writeln!(text, "  {} {}", bond.amount, cited(&bond.rule));
    steps(text, &bond.arithmetic);
    if let Some(due) = bond.due_on {
        let _ = writeln!(text, "    {due} 前提交");
    }
    for one in &bond.drawn {
        let _ = writeln!(text, "    扣划 {}（{}）", one.amount, one.breach);
    }
    let _ = writeln!(text, "    已收 {}，已退 {}，待退 {}", bond.held, bond.returned, bond.to_return);
}

fn penalty(text: &mut String, penalty: &PenaltyLine) {
    let _ = writeln!(text, "  {} {} {}：{}", penalty.on, penalty.breach, cited(&penalty.rule), penalty.title);
    if !penalty.text.is_empty() {
        let _ = writeln!(text, "    {}", penalty.text);
    }
    if !penalty.evidence.is_empty() {
        let _ = writeln!(text, "    见 {}", penalty.evidence);
    }
    steps(text, &penalty.arithmetic);
    let _ = match &penalty.decision {
        None => writeln!(text, "    提出 {}，等待甲方决定", penalty.proposed),
        Some(decision) => {
            let word = match decision.outcome {
                Outcome::Confirmed => "确认",
                Outcome::Reduced => "减轻",
                Outcome::Waived => "免除",
            };
            let because = if decision.reason.is_empty() { String::new() } else { format!("：{}", decision.reason) };
            writeln!(text, "    提出 {}，{} {word} {}{because}", penalty.proposed, decision.on, penalty.owed)
        }
    };
}
