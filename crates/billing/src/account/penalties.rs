//! What breaches cost, with the arithmetic line by line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    model::{Band, Consequence, Penalty, Per, Rule as _},
};
use jianyue_kernel::Money;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Cited, mark};
use crate::facts::{Breach, Decision, Facts, Outcome};

/// A breach with what it costs.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PenaltyLine)]
pub struct PenaltyLine {
    /// The breach.
    pub breach: String,
    /// The rule.
    pub rule: Cited,
    /// What the rule is called.
    pub title: String,
    /// What happened.
    pub text: String,
    /// What shows it.
    pub evidence: String,
    /// The day of the breach.
    pub on: NaiveDate,
    /// The member of a consortium that it falls on.
    pub party: Option<String>,
    /// How the sum comes about.
    pub arithmetic: Vec<String>,
    /// What is proposed.
    #[schema(value_type = String)]
    pub proposed: Money,
    /// What the client decided.
    pub decision: Option<Decision>,
    /// What is owed: nothing before a decision.
    #[schema(value_type = String)]
    pub owed: Money,
    /// What it brings besides money.
    #[schema(value_type = Vec<String>)]
    pub also: Vec<Consequence>,
    /// The breach of the same cause that is counted instead.
    pub counted_as: Option<String>,
}

/// Something that is near or reached.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PenaltyThreshold)]
pub struct Threshold {
    /// The rule.
    pub rule: Cited,
    /// In words.
    pub text: String,
    /// Whether it is reached.
    pub reached: bool,
    /// What follows.
    #[schema(value_type = Vec<String>)]
    pub also: Vec<Consequence>,
}

/// What was counted of a rule so far.
#[derive(Clone, Default)]
struct Counted {
    times: u32,
    owed: Money,
    escalated: bool,
}

/// Penalties by the day of their breach, and what is near. `base` is the price, or the sum of what is paid by quantities.
pub(super) fn penalties(
    contract: &Contract,
    facts: &Facts,
    base: Money,
    at: NaiveDate,
) -> (Vec<PenaltyLine>, Vec<Threshold>) {
    let instead = counted_instead(contract, facts, base, at);
    let mut counted: BTreeMap<&str, Counted> = BTreeMap::new();
    let mut lines = Vec::new();
    for breach in &facts.breaches {
        let Some(rule) = contract.penalties.iter().find(|one| one.id() == breach.rule) else { continue };
        let before = counted.entry(rule.id()).or_default();
        let mut line = if let Some(kept) = instead.get(breach.id.as_str()) {
            let mut line = PenaltyLine::of(rule, breach);
            line.arithmetic.push(format!("与“{kept}”同一原因，不重复计算"));
            line.counted_as = Some((*kept).to_owned());
            line
        } else if is_waived(breach) {
            PenaltyLine { also: Vec::new(), ..priced(rule, breach, base, at, &mut before.clone()) }
        } else {
            let line = priced(rule, breach, base, at, before);
            before.times += breach.count;
            before.owed = before.owed + line.proposed;
            line
        };
        line.owed = owed(&line);
        lines.push(line);
    }
    let thresholds = contract.penalties.iter().flat_map(|rule| near(rule, counted.get(rule.id()), base)).collect();
    (lines, thresholds)
}

fn is_waived(breach: &Breach) -> bool {
    breach.decision.as_ref().is_some_and(|decision| decision.outcome == Outcome::Waived)
}

/// Of several breaches of one cause the dearest is counted, unless every rule says that it adds up: which one instead of which.
fn counted_instead<'a>(
    contract: &Contract,
    facts: &'a Facts,
    base: Money,
    at: NaiveDate,
) -> BTreeMap<&'a str, &'a str> {
    let mut causes: BTreeMap<&str, Vec<(&Breach, &Penalty, Money)>> = BTreeMap::new();
    for breach in facts.breaches.iter().filter(|one| !is_waived(one)) {
        let rule = contract.penalties.iter().find(|one| one.id() == breach.rule);
        if let (Some(cause), Some(rule)) = (breach.cause.as_deref(), rule) {
            let price = priced(rule, breach, base, at, &mut Counted::default()).proposed;
            causes.entry(cause).or_default().push((breach, rule, price));
        }
    }
    let mut instead = BTreeMap::new();
    for several in causes.into_values().filter(|several| several.iter().any(|(_, rule, _)| !rule.adds_up)) {
        // The first of equals: they are in the order of their days.
        let dearest = several.iter().rev().max_by_key(|(_, _, price)| *price).map(|(breach, ..)| breach.id.as_str());
        let others = several.iter().filter(|(breach, ..)| Some(breach.id.as_str()) != dearest);
        instead.extend(others.filter_map(|(breach, ..)| Some((breach.id.as_str(), dearest?))));
    }
    instead
}

fn owed(line: &PenaltyLine) -> Money {
    match &line.decision {
        None => Money::ZERO,
        Some(decision) => match decision.outcome {
            Outcome::Confirmed => line.proposed,
            Outcome::Reduced => decision.amount.unwrap_or(line.proposed).min(line.proposed),
            Outcome::Waived => Money::ZERO,
        },
    }
}

fn priced(rule: &Penalty, breach: &Breach, base: Money, at: NaiveDate, before: &mut Counted) -> PenaltyLine {
    let mut steps = Vec::new();
    let mut also = rule.also.clone();
    let mut sum = if rule.bands.is_empty() {
        flat(rule, breach, base, at, &mut steps)
    } else {
        banded(rule, breach, base, &mut steps, &mut also)
    };
    let capped = cap(rule, base, before.owed, &mut sum, &mut steps);
    if let Some(more) = &rule.escalates {
        let reached = match more.at_time {
            Some(time) => !before.escalated && before.times + breach.count >= time,
            None => capped && !before.escalated,
        };
        if reached {
            before.escalated = true;
            also.extend(&more.also);
            match (more.at_time, more.rate) {
                (Some(time), Some(rate)) => {
                    let extra = base.percent(rate);
                    steps.push(format!("第 {time} 次，另加 {base} × {rate} = {extra}（{}）", more.clause));
                    sum = sum + extra;
                }
                (Some(time), None) => steps.push(format!("累计到第 {time} 次（{}）", more.clause)),
                (None, _) => steps.push(format!("已到上限（{}）", more.clause)),
            }
        }
    }
    also.dedup();
    if steps.is_empty() {
        steps.push("合同没有约定金额，按实际损失赔偿".to_owned());
    }
    PenaltyLine { arithmetic: steps, proposed: sum, also, ..PenaltyLine::of(rule, breach) }
}

impl PenaltyLine {
    /// The breach, with nothing counted.
    fn of(rule: &Penalty, breach: &Breach) -> Self {
        Self {
            breach: breach.id.clone(),
            rule: mark(rule),
            title: rule.title.clone(),
            text: breach.text.clone(),
            evidence: breach.evidence.clone(),
            on: breach.on,
            party: breach.party.clone(),
            arithmetic: Vec::new(),
            proposed: Money::ZERO,
            decision: breach.decision.clone(),
            owed: Money::ZERO,
            also: Vec::new(),
            counted_as: None,
        }
    }
}

/// A rate or a sum, as often as the rule counts.
fn flat(rule: &Penalty, breach: &Breach, base: Money, at: NaiveDate, steps: &mut Vec<String>) -> Money {
    let (times, counted) = times(rule, breach, at);
    if let Some(each) = rule.sum {
        let sum = each.times(times);
        steps.push(format!("{each} × {counted} = {sum}"));
        return sum;
    }
    let (Some(rate), Some(of)) = (rule.rate, rule.base) else { return Money::ZERO };
    let sum = base.percent(rate.times(times));
    if times == 1 && matches!(rule.per, Per::Breach) {
        steps.push(format!("{} {base} × {rate} = {sum}", of.name()));
    } else {
        steps.push(format!("{} {base} × {rate} × {counted} = {sum}", of.name()));
    }
    sum
}

/// How often the rule counts the breach, and that in words.
fn times(rule: &Penalty, breach: &Breach, at: NaiveDate) -> (i64, String) {
    let days = (breach.until.unwrap_or(at) - breach.on).num_days().max(0);
    match rule.per {
        Per::Breach => (1, "1".to_owned()),
        Per::Occurrence => (i64::from(breach.count), format!("{} 次", breach.count)),
        Per::Item => (i64::from(breach.count), format!("{} 项", breach.count)),
        Per::Day => (days, format!("{days} 天（{} 之后）", breach.on)),
        Per::Week => {
            let weeks = if rule.part_counts_whole { (days + 6) / 7 } else { days / 7 };
            let part = if rule.part_counts_whole && days % 7 != 0 { "，不满一周按一周计" } else { "" };
            (weeks, format!("{weeks} 周（{days} 天{part}）"))
        }
    }
}

/// The band that what was measured falls into: from its lower bound on, below its upper.
fn banded(rule: &Penalty, breach: &Breach, base: Money, steps: &mut Vec<String>, also: &mut Vec<Consequence>) -> Money {
    let Some(measured) = breach.measured else {
        steps.push("没有登记实测值，无法确定档次".to_owned());
        return Money::ZERO;
    };
    let holds = |band: &&Band| band.from <= measured && band.to.is_none_or(|to| measured < to);
    let Some(band) = rule.bands.iter().find(holds) else {
        steps.push(format!("实测 {measured}，低于各档下限"));
        return Money::ZERO;
    };
    also.extend(&band.also);
    let upto = band.to.map_or_else(|| "及以上".to_owned(), |to| format!("至 {to}"));
    let Some(rate) = band.rate else {
        steps.push(format!("实测 {measured}，落在 {} {upto} 一档，不计违约金", band.from));
        return Money::ZERO;
    };
    let sum = base.percent(rate).times(i64::from(breach.count));
    steps.push(format!(
        "实测 {measured}，落在 {} {upto} 一档：{base} × {rate} × {} 次 = {sum}",
        band.from, breach.count
    ));
    sum
}

/// Holds the rule's sums below its cap; whether the cap was reached.
fn cap(rule: &Penalty, base: Money, before: Money, sum: &mut Money, steps: &mut Vec<String>) -> bool {
    let Some(share) = rule.cap else { return false };
    let most = base.percent(share);
    let left = (most - before).max(Money::ZERO);
    if *sum < left {
        return false;
    }
    if *sum > left {
        steps.push(format!("上限 {base} × {share} = {most}，此前已计 {before}，本次计 {left}"));
    }
    *sum = left;
    true
}

/// What is near or reached of a rule.
fn near(rule: &Penalty, counted: Option<&Counted>, base: Money) -> Vec<Threshold> {
    let Some(counted) = counted.filter(|counted| counted.times > 0) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some((more, time)) = rule.escalates.as_ref().and_then(|more| Some((more, more.at_time?))) {
        let (times, reached) = (counted.times, counted.times >= time);
        let text = if reached {
            format!("“{}”已累计 {times} 次，达到第 {time} 次（{}）", rule.title, more.clause)
        } else {
            format!("“{}”已累计 {times} 次，再有 {} 次即达到第 {time} 次（{}）", rule.title, time - times, more.clause)
        };
        found.push(Threshold { rule: mark(rule), text, reached, also: more.also.clone() });
    }
    if let Some(share) = rule.cap {
        let (most, owed) = (base.percent(share), counted.owed);
        let text = format!("“{}”已计 {owed}，上限 {most}（{share}）", rule.title);
        let also = rule.escalates.as_ref().filter(|more| more.at_time.is_none()).map(|more| more.also.clone());
        found.push(Threshold { rule: mark(rule), text, reached: owed >= most, also: also.unwrap_or_default() });
    }
    found
}
