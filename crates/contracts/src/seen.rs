//! What somebody sees of a contract who sees some of its works only: a member of a consortium.
//!
//! Every member has signed the contract as a whole, so what holds for all works stays: parties, term, papers, duties and
//! penalties, windows. What names works stays where one of theirs is among them, and names only theirs then. Of what is
//! paid a member sees its own shares, and no figure from which another's share would follow: where payments are shared,
//! the total, its repetitions and the bond are left out, an instalment shows the member's own amount, and the price list
//! holds the member's own groups with their own sum.

use std::collections::BTreeSet;

use jianyue_kernel::Money;

use crate::{
    check::Finding,
    derive::{Plan, StandingKind},
    model::{Contract, FigureKind, Instalment, Party, Payments, PriceList, Side},
};

impl Contract {
    /// The part of the contract that is seen by who sees `works`; none: all of it.
    #[must_use]
    pub fn seen(&self, works: &[String]) -> Self {
        let mut seen = self.clone();
        if works.is_empty() {
            return seen;
        }
        seen.keep_works(works);
        seen.keep_windows(works);
        for party in seen.parties.iter_mut().filter(|party| !is_own(party, works)) {
            party.contacts.clear();
        }
        seen.price_list = seen.price_list.and_then(|list| own_prices(list, works));
        if self.shares_payments() {
            seen.keep_shares(works);
        }
        seen
    }

    /// Whether members of a consortium are paid apart.
    #[must_use]
    pub fn shares_payments(&self) -> bool {
        self.payments.instalments.iter().any(|instalment| !instalment.splits.is_empty())
    }

    fn keep_works(&mut self, works: &[String]) {
        let own = |key: &String| works.contains(key);
        macro_rules! keep {
            ($($section:ident),*) => { $(self.$section.retain_mut(|rule| keep_own(&mut rule.works, works));)* };
        }
        self.works.retain(|work| own(&work.key));
        self.exchanges.retain(|exchange| own(&exchange.work));
        keep!(
            matrices,
            inspections,
            backups,
            certificates,
            assets,
            asset_rules,
            data_inventories,
            reports,
            acceptances,
            staffing,
            duties
        );
    }

    /// The windows of these works, and those that what is left refers to.
    fn keep_windows(&mut self, works: &[String]) {
        let targets = self.matrices.iter().flat_map(|matrix| &matrix.cases).flat_map(|case| &case.targets);
        let used: BTreeSet<String> = (targets.map(|target| target.window.clone()))
            .chain(self.inspections.iter().filter_map(|inspection| inspection.window.clone()))
            .chain(self.staffing.iter().filter_map(|position| position.window.clone()))
            .collect();
        self.windows.retain_mut(|window| keep_own(&mut window.works, works) || used.contains(&window.id));
    }

    fn keep_shares(&mut self, works: &[String]) {
        let own: Vec<String> =
            self.parties.iter().filter(|party| is_own(party, works)).map(|party| party.key.clone()).collect();
        let Payments { total, capitals, printed, instalments, .. } = &mut self.payments;
        (*total, *capitals, *printed) = (None, None, None);
        instalments.retain_mut(|instalment| keep_share(instalment, &own));
        self.bond = None;
        let repeats_money = |kind: FigureKind| match kind {
            FigureKind::Total
            | FigureKind::TaxExclusiveTotal
            | FigureKind::InstalmentAmount
            | FigureKind::BondAmount => true,
            FigureKind::InstalmentPercent | FigureKind::SignedDate => false,
        };
        self.figures.retain(|figure| !repeats_money(figure.kind));
    }
}

/// Narrows the works of a rule to those seen; whether it stays. One without works holds for all of them.
fn keep_own(of: &mut Vec<String>, works: &[String]) -> bool {
    if of.is_empty() {
        return true;
    }
    of.retain(|key| works.contains(key));
    !of.is_empty()
}

/// Whether a party is the client, or does one of the works.
fn is_own(party: &Party, works: &[String]) -> bool {
    party.side == Side::Client || party.works.is_empty() || party.works.iter().any(|key| works.contains(key))
}

fn own_prices(mut list: PriceList, works: &[String]) -> Option<PriceList> {
    list.groups.retain(|group| works.contains(&group.work));
    list.total = list.groups.iter().flat_map(|group| &group.items).map(|item| item.amount).sum();
    (list.capitals, list.printed) = (None, None);
    Some(list).filter(|list| !list.groups.is_empty())
}

fn keep_share(instalment: &mut Instalment, own: &[String]) -> bool {
    instalment.splits.retain(|split| own.contains(&split.party));
    instalment.amount = instalment.splits.iter().map(|split| split.amount).sum::<Money>();
    (instalment.capitals, instalment.printed) = (None, None);
    !instalment.splits.is_empty()
}

/// The findings that tell nothing beyond `seen`: each of their places is a rule of it, and none a rule about money.
#[must_use]
pub fn findings_seen(findings: Vec<Finding>, seen: &Contract) -> Vec<Finding> {
    let is_money = |path: &str| ["payments", "price_list", "bond", "figures"].iter().any(|own| path.starts_with(own));
    let rules: BTreeSet<String> =
        seen.rules().iter().filter(|rule| !is_money(&rule.path)).map(|rule| rule.id.to_owned()).collect();
    let is_seen = |finding: &Finding| {
        finding.places.iter().all(|place| place.rule.as_ref().is_some_and(|rule| rules.contains(rule)))
    };
    findings.into_iter().filter(is_seen).collect()
}

impl Plan {
    /// The plan of [`Contract::seen`], without the words that would miss the total.
    #[must_use]
    pub fn without_total(mut self, payments: &str) -> Self {
        let price = |kind, rule: &str| kind == StandingKind::Payment && rule == payments;
        for standing in self.standing.iter_mut().filter(|standing| price(standing.kind, &standing.rule.rule)) {
            "联合体成员只显示本成员的份额".clone_into(&mut standing.text);
        }
        self
    }
}
