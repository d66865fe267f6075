//! What is told next: the ledger follows what happened, and leaves alone what people decided.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate};
use jianyue_contracts::Contract;
use uuid::Uuid;

use super::{Proposal, Seen, proposals};
use crate::{
    fold::{Told, breach_number},
    model::{BreachUpdated, Entry, NewBreach, Raised, RaisedItem},
    store::entry::EntryRow,
};

/// How far back the software looks for what it proposes.
const BACK: Days = Days::new(92);
/// The most happenings that an entry keeps; their number is kept whole.
const KEPT: usize = 60;

/// The first day of what is looked at: that of the month three months ago.
#[must_use]
pub fn horizon(today: NaiveDate) -> NaiveDate {
    let back = today.checked_sub_days(BACK).unwrap_or(today);
    back.with_day(1).unwrap_or(back)
}

/// A breach that the software told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raising {
    /// What is counted together.
    pub group: String,
    /// Its number.
    pub breach: String,
    /// The entry.
    pub entry: Uuid,
    /// Its text as it stands.
    pub text: String,
    /// Its day as it stands.
    pub on: NaiveDate,
    /// What it counts.
    pub raised: Raised,
    /// The day on which it was told to be over.
    pub over_on: Option<NaiveDate>,
    /// Whether the client decided.
    pub decided: bool,
    /// Whether it was taken back: by the software, or by people, who then know better.
    pub gone: Option<Gone>,
}

/// Who took a proposal back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The software: it may come again.
    Software,
    /// People: it stays away.
    People,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is told.
    pub entry: Entry,
    /// Names it, so that it is told once.
    pub cause: Option<String>,
}

/// The breaches that the software told of, as the ledger shows them.
#[must_use]
pub fn raisings(rows: &[EntryRow], told: &Told) -> Vec<Raising> {
    let mut all: BTreeMap<String, Raising> = BTreeMap::new();
    let takers: BTreeMap<Uuid, Gone> = (rows.iter())
        .filter_map(|row| match &row.body.0 {
            Entry::Withdrawal { entry, .. } => {
                Some((*entry, if row.by_id.is_nil() { Gone::Software } else { Gone::People }))
            }
            _ => None,
        })
        .collect();
    for row in rows {
        match &row.body.0 {
            Entry::Breach(NewBreach { raised: Some(raised), text, on, .. }) => {
                let breach = breach_number(row.seq);
                let known = told.facts.breaches.iter().find(|one| one.id == breach);
                let one = Raising {
                    group: raised.group.clone(),
                    entry: row.id,
                    text: known.map_or(text, |one| &one.text).clone(),
                    on: known.map_or(*on, |one| one.on),
                    raised: raised.clone(),
                    over_on: known.and_then(|one| one.until),
                    decided: known.is_some_and(|one| one.decision.is_some()),
                    gone: takers.get(&row.id).copied(),
                    breach: breach.clone(),
                };
                all.insert(breach, one);
            }
            Entry::BreachUpdated(one) => {
                if let Some(standing) = all.get_mut(&one.breach) {
                    standing.raised = one.raised.clone();
                }
            }
            _ => {}
        }
    }
    all.into_values().collect()
}

/// What is told on `today`. `gone` tells why happenings count no longer, by their keys.
#[must_use]
pub fn steps(
    contract: &Contract,
    today: NaiveDate,
    seen: &[Seen],
    gone: &BTreeMap<String, String>,
    standing: &[Raising],
) -> Vec<Step> {
    let mut told = Vec::new();
    let wanted = proposals(contract, seen);
    for proposal in &wanted {
        let same: Vec<&Raising> = standing.iter().filter(|one| one.group == proposal.group).collect();
        if let Some(one) = same.iter().find(|one| one.gone.is_none()) {
            told.extend(follow(one, proposal));
        } else if proposal.on >= horizon(today) && !same.iter().any(|one| one.gone == Some(Gone::People)) {
            let cause = match same.len() {
                0 => format!("raised:{}", proposal.group),
                again => format!("raised:{}#{}", proposal.group, again + 1),
            };
            told.push(Step { entry: Entry::Breach(breach(proposal)), cause: Some(cause) });
        }
    }
    let groups: BTreeSet<&str> = wanted.iter().map(|one| one.group.as_str()).collect();
    let left = standing.iter().filter(|one| one.gone.is_none() && !one.decided && !groups.contains(one.group.as_str()));
    for one in left {
        let why: BTreeSet<&str> =
            one.raised.items.iter().filter_map(|item| gone.get(&item.key)).map(String::as_str).collect();
        let reason = if why.is_empty() {
            "核对后不再成立".to_owned()
        } else {
            why.into_iter().collect::<Vec<_>>().join("；")
        };
        told.push(Step { entry: Entry::Withdrawal { entry: one.entry, reason: cut(&reason) }, cause: None });
    }
    told
}

/// A proposal that stands follows what happened until it is decided.
fn follow(standing: &Raising, proposal: &Proposal) -> Option<Step> {
    if standing.decided {
        return None;
    }
    let raised = raised(proposal);
    let text = cut(&proposal.text);
    let reopened = standing.over_on.is_some() && proposal.over_on.is_none();
    if reopened || (&standing.raised, &standing.text, standing.on) != (&raised, &text, proposal.on) {
        let updated = BreachUpdated {
            breach: standing.breach.clone(),
            on: proposal.on,
            until: proposal.over_on,
            text,
            evidence: cut(&proposal.evidence),
            raised,
        };
        return Some(Step { entry: Entry::BreachUpdated(updated), cause: None });
    }
    let on = proposal.over_on.filter(|on| standing.over_on != Some(*on))?;
    Some(Step { entry: Entry::BreachEnded { breach: standing.breach.clone(), on }, cause: None })
}

fn breach(proposal: &Proposal) -> NewBreach {
    NewBreach {
        rule: proposal.rule.clone(),
        on: proposal.on,
        count: 1,
        measured: None,
        cause: None,
        party: proposal.party.clone(),
        text: cut(&proposal.text),
        evidence: cut(&proposal.evidence),
        raised: Some(raised(proposal)),
    }
}

fn raised(proposal: &Proposal) -> Raised {
    let items = proposal.seen.iter().take(KEPT).map(|one| RaisedItem {
        key: one.key.clone(),
        on: one.on,
        label: one.label.clone(),
        text: one.text.clone(),
        clause: one.clause.clone(),
        path: one.path.clone(),
        client_path: one.client_path.clone(),
    });
    Raised {
        group: proposal.group.clone(),
        once_per: proposal.once_per.to_owned(),
        clause: proposal.clause.clone(),
        assumed: proposal.assumed.clone(),
        items: items.collect(),
        count: proposal.seen.len(),
    }
}

/// No text of an entry is longer.
fn cut(text: &str) -> String {
    const MOST: usize = 900;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST - 1).chain(['…']).collect() }
}
