//! From what happened to what is proposed.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    model::{OncePer, Penalty, Per, RaisedBy, Rule as _, Side},
};

use super::Seen;

/// The most happenings that a text names.
const NAMED: usize = 4;

/// A breach as it follows from what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Names it: rule and what is counted together.
    pub group: String,
    /// The rule that prices it.
    pub rule: String,
    /// The day of the first happening; of a delay, of the longest.
    pub on: NaiveDate,
    /// The day on which the last of it was over, when all of it is; of a delay, on which the longest was.
    pub over_on: Option<NaiveDate>,
    /// The member of a consortium that it falls on.
    pub party: Option<String>,
    /// What happened, in order.
    pub seen: Vec<Seen>,
    /// In words.
    pub text: String,
    /// The records that show it.
    pub evidence: String,
    /// What counts as one breach, in words.
    pub once_per: &'static str,
    /// The clause that makes it a breach.
    pub clause: String,
    /// Why that is a reading.
    pub assumed: Option<String>,
}

/// What `seen` costs under `contract`, by group. Each happening is counted by the first rule that it fits, and what happened to
/// one record by one group only.
#[must_use]
pub fn proposals(contract: &Contract, seen: &[Seen]) -> Vec<Proposal> {
    let mut inorder: BTreeMap<(NaiveDate, &str), &Seen> = BTreeMap::new();
    for one in seen {
        inorder.insert((one.on, &one.key), one);
    }
    let mut groups: BTreeMap<String, (&Penalty, &RaisedBy, Vec<&Seen>)> = BTreeMap::new();
    let mut causes: BTreeMap<&str, String> = BTreeMap::new();
    for one in inorder.into_values() {
        let Some((penalty, rule)) = raised(contract, one) else { continue };
        let own = group(penalty, rule, one);
        let group = causes.entry(&one.about).or_insert(own);
        let of = groups.entry(group.clone()).or_insert_with(|| (penalty, rule, Vec::new()));
        if of.0.id() == penalty.id() {
            of.2.push(one);
        }
    }
    groups.into_iter().map(|(group, of)| proposal(contract, group, of)).collect()
}

/// The first rule that raises for it.
pub(super) fn raised<'a>(contract: &'a Contract, seen: &Seen) -> Option<(&'a Penalty, &'a RaisedBy)> {
    let vendors = contract.penalties.iter().filter(|penalty| penalty.owed_by != Side::Client);
    vendors
        .flat_map(|penalty| penalty.raised_by.iter().map(move |rule| (penalty, rule)))
        .find(|(_, rule)| seen.fits(rule))
}

/// What it is counted together with.
pub(super) fn group(penalty: &Penalty, rule: &RaisedBy, seen: &Seen) -> String {
    let (id, month) = (penalty.id(), seen.on.format("%Y-%m"));
    match rule.once_per {
        OncePer::Happening => format!("{id}:{}", seen.about),
        OncePer::RuleAndMonth => format!("{id}:{}:{month}", seen.rule),
        OncePer::WorkAndMonth => format!("{id}:{}:{month}", works_key(seen)),
        OncePer::Contract => id.to_owned(),
    }
}

fn works_key(seen: &Seen) -> String {
    let works: BTreeSet<&str> = seen.works.iter().map(String::as_str).collect();
    if works.is_empty() { "*".to_owned() } else { works.into_iter().collect::<Vec<_>>().join(",") }
}

fn proposal(contract: &Contract, group: String, (penalty, rule, seen): (&Penalty, &RaisedBy, Vec<&Seen>)) -> Proposal {
    let (on, over_on) = span(penalty, &seen);
    let labels: BTreeSet<&str> = seen.iter().map(|one| one.label.as_str()).collect();
    Proposal {
        group,
        rule: penalty.id().to_owned(),
        on,
        over_on,
        party: party(contract, &seen),
        text: text(contract, rule, &seen),
        evidence: named(&labels.into_iter().collect::<Vec<_>>(), "、"),
        once_per: rule.once_per.name(),
        clause: rule.clause.clone().unwrap_or_else(|| penalty.clause().to_owned()),
        assumed: rule.assumed.clone(),
        seen: seen.into_iter().cloned().collect(),
    }
}

/// From the first happening to the end of the last. What costs by the day or week is counted by its longest delay; one that
/// still goes on is the longest.
fn span(penalty: &Penalty, seen: &[&Seen]) -> (NaiveDate, Option<NaiveDate>) {
    if matches!(penalty.per, Per::Day | Per::Week) {
        let until = |one: &Seen| one.over_on.unwrap_or(NaiveDate::MAX);
        let length = |one: &&&Seen| (until(one) - one.on, Reverse(one.on));
        let longest = seen.iter().max_by_key(length);
        return longest.map(|one| (one.on, one.over_on)).unwrap_or_default();
    }
    let over: Option<Vec<NaiveDate>> = seen.iter().map(|one| one.over_on).collect();
    let on = seen.iter().map(|one| one.on).min().unwrap_or_default();
    (on, over.and_then(|days| days.into_iter().max()))
}

/// The member of a consortium that does the works concerned, where it is one.
fn party(contract: &Contract, seen: &[&Seen]) -> Option<String> {
    let works: BTreeSet<&String> = seen.iter().flat_map(|one| &one.works).collect();
    let vendors: Vec<_> = contract.parties.iter().filter(|party| party.side == Side::Vendor).collect();
    if vendors.len() < 2 || works.is_empty() || seen.iter().any(|one| one.works.is_empty()) {
        return None;
    }
    let doing = vendors.into_iter().find(|party| works.iter().all(|work| party.works.contains(*work)));
    doing.map(|party| party.key.clone())
}

fn text(contract: &Contract, rule: &RaisedBy, seen: &[&Seen]) -> String {
    let texts: Vec<&str> = seen.iter().map(|one| one.text.as_str()).collect();
    let all = named(&texts, "；");
    let Some(first) = seen.first() else { return all };
    let month = first.on.format("%Y 年 %-m 月");
    match rule.once_per {
        OncePer::WorkAndMonth => {
            let title = |key: &String| contract.work(key).map_or_else(|| key.clone(), |work| work.title.clone());
            let works: Vec<String> = first.works.iter().map(title).collect();
            let works = if works.is_empty() { "全部服务内容".to_owned() } else { works.join("、") };
            format!("{works} {month}：{all}")
        }
        OncePer::RuleAndMonth => format!("{month}：{all}"),
        OncePer::Happening | OncePer::Contract => all,
    }
}

fn named(texts: &[&str], between: &str) -> String {
    let first = texts.iter().take(NAMED).copied().collect::<Vec<_>>().join(between);
    if texts.len() > NAMED { format!("{first} 等 {} 项", texts.len()) } else { first }
}
