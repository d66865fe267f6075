//! What is about to be lost: open promised times and open duties, by the rules that would price them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{Contract, model::Per, model::Rule as _};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Seen,
    policy::{group, raised},
};
use crate::{
    account::{Cited, account, mark},
    facts::{Breach, Facts},
};

/// The most items that an answer names of one rule; their number is given whole.
const NAMED: usize = 30;

/// A promised time or a duty that is open.
#[derive(Clone, Debug)]
pub struct OpenItem {
    /// As it would be told of if it were not kept.
    pub seen: Seen,
    /// The moment by which it is kept; absent where only a day counts.
    pub due_at: Option<DateTime<Utc>>,
}

/// Something open that is about to cost money.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = RiskItem)]
pub struct RiskItem {
    /// What people call it: the number of a ticket, the title of a duty.
    pub label: String,
    /// What is promised.
    pub text: String,
    /// The clause of the promise.
    pub clause: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// The last day.
    pub due_on: NaiveDate,
    /// The moment by which it is kept, where it is promised to the minute.
    pub due_at: Option<DateTime<Utc>>,
    /// The page that shows it to the vendor's people; empty where there is none.
    pub path: String,
    /// The page that shows it to the client.
    pub client_path: String,
    /// The breach with which it would be counted, where one stands already: it would cost nothing more.
    pub counted_with: Option<String>,
}

/// What a rule is about to cost.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = MoneyAtRiskByRule)]
pub struct Risk {
    /// The rule.
    pub rule: Cited,
    /// What it is called.
    pub title: String,
    /// What counts as one breach, in words.
    pub once_per: String,
    /// How many breaches there would be more.
    pub breaches: u32,
    /// How often the rule was counted before.
    pub times: u32,
    /// What they would cost.
    #[schema(value_type = String)]
    pub sum: Money,
    /// How that comes about.
    pub arithmetic: Vec<String>,
    /// What is near: the third of three.
    pub near: Vec<String>,
    /// What is open, the first due first; at most thirty.
    pub items: Vec<RiskItem>,
    /// How much is open.
    pub count: usize,
}

/// What would follow if nothing of `open` were kept. `standing` are the groups that breaches were raised for, with their numbers.
#[must_use]
pub fn risks(
    contract: &Contract,
    calendar: &WorkCalendar,
    facts: &Facts,
    today: NaiveDate,
    open: &[OpenItem],
    standing: &BTreeMap<String, String>,
) -> Vec<Risk> {
    let mut sorted: Vec<&OpenItem> = open.iter().collect();
    sorted.sort_by(|a, b| (a.seen.on, a.due_at, &a.seen.key).cmp(&(b.seen.on, b.due_at, &b.seen.key)));
    let mut by_rule: BTreeMap<&str, (Vec<&OpenItem>, BTreeSet<String>, &str)> = BTreeMap::new();
    let mut causes: BTreeMap<&str, String> = BTreeMap::new();
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for one in &sorted {
        let Some((penalty, rule)) = raised(contract, &one.seen) else { continue };
        let own = group(penalty, rule, &one.seen);
        let group = causes.entry(&one.seen.about).or_insert(own).clone();
        let of = by_rule.entry(penalty.id()).or_insert_with(|| (Vec::new(), BTreeSet::new(), rule.once_per.name()));
        of.0.push(one);
        if !standing.contains_key(&group) {
            of.1.insert(group.clone());
        }
        groups.insert(&one.seen.key, group);
    }
    let priced = priced(contract, calendar, facts, today, &by_rule);
    let rules = contract.penalties.iter().filter_map(|penalty| Some((penalty, by_rule.get(penalty.id())?)));
    rules
        .map(|(penalty, (items, new, once_per))| {
            let price = priced.get(penalty.id()).cloned().unwrap_or_default();
            let item = |one: &&OpenItem| RiskItem {
                label: one.seen.label.clone(),
                text: one.seen.text.clone(),
                clause: one.seen.clause.clone(),
                works: one.seen.works.clone(),
                due_on: one.seen.on,
                due_at: one.due_at,
                path: one.seen.path.clone(),
                client_path: one.seen.client_path.clone(),
                counted_with: groups.get(one.seen.key.as_str()).and_then(|group| standing.get(group)).cloned(),
            };
            Risk {
                rule: mark(penalty),
                title: penalty.title.clone(),
                once_per: (*once_per).to_owned(),
                breaches: u32::try_from(new.len()).unwrap_or(u32::MAX),
                times: price.times,
                sum: price.sum,
                arithmetic: price.arithmetic,
                near: price.near,
                items: items.iter().take(NAMED).map(item).collect(),
                count: items.len(),
            }
        })
        .collect()
}

#[derive(Clone, Default)]
struct Price {
    times: u32,
    sum: Money,
    arithmetic: Vec<String>,
    near: Vec<String>,
}

type ByRule<'a> = BTreeMap<&'a str, (Vec<&'a OpenItem>, BTreeSet<String>, &'a str)>;

/// The price of all new groups together, by rule: as the account would show it with them.
fn priced<'a>(
    contract: &Contract,
    calendar: &WorkCalendar,
    facts: &Facts,
    today: NaiveDate,
    by_rule: &ByRule<'a>,
) -> BTreeMap<&'a str, Price> {
    let mut more = facts.clone();
    let mut rules: BTreeMap<String, &str> = BTreeMap::new();
    for (rule, (_, new, _)) in by_rule {
        let per = contract.penalties.iter().find(|one| one.id() == *rule).map(|one| one.per);
        // A delay costs from its first day on.
        let on = if matches!(per, Some(Per::Day | Per::Week)) { today.pred_opt().unwrap_or(today) } else { today };
        for (at, _) in new.iter().enumerate() {
            let id = format!("~{rule}:{at:04}");
            rules.insert(id.clone(), rule);
            more.breaches.push(Breach { id, rule: (*rule).to_owned(), on, ..Breach::blank(today) });
        }
    }
    let before = account(contract, calendar, facts, today);
    let after = account(contract, calendar, &more, today);
    let mut prices: BTreeMap<&str, Price> = BTreeMap::new();
    for rule in by_rule.keys() {
        let counted = |one: &&crate::account::PenaltyLine| {
            let waived =
                one.decision.as_ref().is_some_and(|decision| decision.outcome == crate::facts::Outcome::Waived);
            one.rule.rule == *rule && one.counted_as.is_none() && !waived
        };
        let times = before.penalties.iter().filter(counted).count();
        let near = after.thresholds.iter().filter(|one| one.rule.rule == *rule).map(|one| one.text.clone());
        let price = Price { times: u32::try_from(times).unwrap_or(u32::MAX), near: near.collect(), ..Price::default() };
        prices.insert(rule, price);
    }
    for line in &after.penalties {
        if let Some(price) = rules.get(&line.breach).and_then(|rule| prices.get_mut(rule)) {
            price.sum = price.sum + line.proposed;
            price.arithmetic.extend(line.arithmetic.iter().cloned());
        }
    }
    prices
}
