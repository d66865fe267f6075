//! The account of a contract on a day.

mod bond;
mod check;
mod due;
mod forecast;
mod interest;
mod lines;
mod netting;
mod penalties;
mod special;

use chrono::NaiveDate;
use jianyue_contracts::{Contract, model::Rule};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;
use serde::Serialize;
use utoipa::ToSchema;

pub use self::{
    bond::{BondAccount, BondState},
    check::{FactFault, check},
    forecast::{Certainty, Expected, forecast},
    interest::{Interest, InterestPart, PauseRight},
    lines::{Awaited, Line, LineState, Share},
    netting::Deduction,
    penalties::{PenaltyLine, Threshold},
    special::{SpecialKind, SpecialSum},
};
use crate::facts::Facts;

/// Everything that is owed under a contract on a day, both ways.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = BillingAccount)]
pub struct Account {
    /// The contract's name in files.
    pub contract: String,
    /// What it is called.
    pub title: String,
    /// The day for which it is computed.
    pub at: NaiveDate,
    /// The price; absent where it depends on quantities.
    #[schema(value_type = Option<String>)]
    pub total: Option<Money>,
    /// Payments of the client, in the order of the contract.
    pub lines: Vec<Line>,
    /// The bond, where there is one.
    pub bond: Option<BondAccount>,
    /// Penalties, by the day of their breach.
    pub penalties: Vec<PenaltyLine>,
    /// What is near: a right to terminate, a cap.
    pub thresholds: Vec<Threshold>,
    /// What the client owes for paying late.
    pub interest: Vec<Interest>,
    /// Rights of the vendor to pause.
    pub pauses: Vec<PauseRight>,
    /// Sums by time: to the vendor before, at an early end, behind the end.
    pub special: Vec<SpecialSum>,
    /// What of confirmed penalties is covered by neither payments nor bond: the vendor makes it good.
    #[schema(value_type = String)]
    pub uncovered: Money,
    /// What could not be computed, and why.
    pub problems: Vec<String>,
}

/// What is owed under `contract` on `at`, as far as `facts` tell; what happened behind that day is not looked at.
#[must_use]
pub fn account(contract: &Contract, calendar: &WorkCalendar, facts: &Facts, at: NaiveDate) -> Account {
    let facts = facts.until(at);
    let mut problems = Vec::new();
    let mut lines = lines::lines(contract, calendar, &facts, &mut problems);
    let base: Money = contract.payments.total.unwrap_or_else(|| lines.iter().map(|line| line.amount).sum());
    let (penalties, thresholds) = penalties::penalties(contract, &facts, base, at);
    let mut bond = bond::bond(contract, calendar, &facts, at, &mut problems);
    let uncovered = netting::net(&mut lines, bond.as_mut(), &penalties);
    for line in &mut lines {
        line.settle(at);
    }
    let (interest, pauses) = interest::interest(contract, calendar, &facts, &lines, at, &mut problems);
    let special = special::special(contract, calendar, &facts, &lines, at, &mut problems);
    Account {
        contract: contract.contract.slug.clone(),
        title: contract.contract.title.clone(),
        at,
        total: contract.payments.total,
        lines,
        bond,
        penalties,
        thresholds,
        interest,
        pauses,
        special,
        uncovered,
        problems,
    }
}

/// The rule that something follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CitedRule)]
pub struct Cited {
    /// The rule's name.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
}

pub(crate) fn mark(rule: &impl Rule) -> Cited {
    Cited { rule: rule.id().to_owned(), clause: rule.clause().to_owned(), assumed: rule.assumed().map(str::to_owned) }
}

impl Facts {
    /// What was known on `at`, in an order of its own, so that the order of telling does not matter.
    fn until(&self, at: NaiveDate) -> Self {
        let mut known = self.clone();
        known.happened.retain(|one| one.on <= at);
        known.happened.sort_by(|a, b| (a.on, a.fact, &a.of, &a.evidence).cmp(&(b.on, b.fact, &b.of, &b.evidence)));
        known.payments.retain(|one| one.on <= at);
        known.payments.sort_by(|a, b| (a.on, &a.of, &a.voucher, a.amount).cmp(&(b.on, &b.of, &b.voucher, b.amount)));
        known.fiscal_delays.retain(|one| one.from <= at);
        known.fiscal_delays.sort_by(|a, b| (a.from, a.until, &a.of).cmp(&(b.from, b.until, &b.of)));
        for delay in &mut known.fiscal_delays {
            delay.until = delay.until.filter(|until| *until <= at);
        }
        known.breaches.retain(|one| one.on <= at);
        known.breaches.sort_by(|a, b| (a.on, &a.id).cmp(&(b.on, &b.id)));
        for breach in &mut known.breaches {
            breach.until = breach.until.filter(|until| *until <= at);
            breach.remedied_on = breach.remedied_on.filter(|on| *on <= at);
            breach.decision = breach.decision.take().filter(|decision| decision.on <= at);
        }
        known.bonds.retain(|one| one.on <= at);
        known.bonds.sort_by_key(|piece| (piece.on, piece.amount, piece.valid_until));
        for piece in &mut known.bonds {
            piece.returned_on = piece.returned_on.filter(|on| *on <= at);
        }
        known.demands.retain(|one| one.on <= at);
        known.demands.sort_by(|a, b| (a.on, &a.of).cmp(&(b.on, &b.of)));
        known.quantities.sort_by(|a, b| a.id.cmp(&b.id));
        for quantity in &mut known.quantities {
            quantity.signed_on = quantity.signed_on.filter(|on| *on <= at);
            quantity.ended_on = quantity.ended_on.filter(|on| *on <= at);
        }
        known.termination = known.termination.take().filter(|ending| ending.notice_on.unwrap_or(ending.on) <= at);
        known
    }
}
