//! The ledger as facts.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{
    facts::{Breach, Decision, Facts},
    model::{Entry, Objection},
    store::entry::EntryRow,
};

/// What a ledger says.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// As facts.
    pub facts: Facts,
    /// Objections, in their order.
    pub objections: Vec<Objection>,
    /// Entries that were withdrawn.
    pub withdrawn: BTreeSet<Uuid>,
}

/// The number by which a breach is called.
#[must_use]
pub fn breach_number(seq: i64) -> String {
    format!("WY-{seq:03}")
}

/// Folds a ledger in its order. Withdrawn entries, and what refers to them, are left out.
#[must_use]
pub fn fold(rows: &[EntryRow]) -> Told {
    let withdrawals = rows.iter().filter_map(|row| match &row.body.0 {
        Entry::Withdrawal { entry, .. } => Some(*entry),
        _ => None,
    });
    let mut told = Told { withdrawn: withdrawals.collect(), ..Told::default() };
    let mut delays: Vec<Uuid> = Vec::new();
    let mut bonds: Vec<Uuid> = Vec::new();
    for row in rows.iter().filter(|row| !told.withdrawn.contains(&row.id)) {
        let facts = &mut told.facts;
        match row.body.0.clone() {
            Entry::Happened(one) => facts.happened.push(one),
            Entry::Payment(one) => facts.payments.push(one),
            Entry::FiscalDelay(one) => {
                facts.fiscal_delays.push(one);
                delays.push(row.id);
            }
            Entry::FiscalDelayEnded { entry, until } => {
                let place = delays.iter().position(|id| *id == entry);
                if let Some(delay) = place.and_then(|at| facts.fiscal_delays.get_mut(at)) {
                    delay.until = Some(until);
                }
            }
            Entry::Breach(one) => facts.breaches.push(Breach {
                id: breach_number(row.seq),
                rule: one.rule,
                on: one.on,
                until: None,
                count: one.count,
                measured: one.measured,
                cause: one.cause,
                party: one.party,
                text: one.text,
                evidence: one.evidence,
                remedied_on: None,
                decision: None,
            }),
            Entry::BreachUpdated(one) => {
                if let Some(breach) = facts.breaches.iter_mut().find(|breach| breach.id == one.breach) {
                    (breach.on, breach.text, breach.evidence) = (one.on, one.text, one.evidence);
                    (breach.until, breach.remedied_on) = (one.until, one.until);
                }
            }
            Entry::BreachEnded { breach, on } => {
                if let Some(one) = facts.breaches.iter_mut().find(|one| one.id == breach) {
                    (one.until, one.remedied_on) = (Some(on), Some(on));
                }
            }
            Entry::Decision(one) => {
                if let Some(breach) = facts.breaches.iter_mut().find(|breach| breach.id == one.breach) {
                    let (outcome, amount) = (one.outcome, one.amount);
                    breach.decision = Some(Decision { outcome, on: one.on, amount, reason: one.reason });
                }
            }
            Entry::Objection { breach, text, on } => {
                told.objections.push(Objection { breach, text, on, by: row.by_name.clone() });
            }
            Entry::Bond(one) => {
                facts.bonds.push(one);
                bonds.push(row.id);
            }
            Entry::BondReturned { entry, on } => {
                let place = bonds.iter().position(|id| *id == entry);
                if let Some(piece) = place.and_then(|at| facts.bonds.get_mut(at)) {
                    piece.returned_on = Some(on);
                }
            }
            Entry::Quantity(one) => {
                facts.quantities.retain(|other| other.id != one.id);
                facts.quantities.push(one);
            }
            Entry::Demand(one) => facts.demands.push(one),
            Entry::Termination(one) => facts.termination = Some(one),
            Entry::RanOn { until } => facts.ran_on_until = Some(until),
            Entry::OtherTotal { rule, amount } => {
                facts.other_totals.insert(rule, amount);
            }
            Entry::Withdrawal { .. } => {}
        }
    }
    told
}
