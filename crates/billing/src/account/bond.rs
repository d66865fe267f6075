//! The performance bond.

use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    Contract,
    model::{DueRule, Fact},
};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Cited,
    due::{due_on, says},
    mark,
    netting::Deduction,
};
use crate::facts::{BondForm, Facts};

/// How long before a letter of guarantee ends it is said.
const SOON: Days = Days::new(30);

/// Where the bond stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BondState)]
#[serde(rename_all = "snake_case")]
pub enum BondState {
    /// It is to be handed in.
    Awaited,
    /// Its last day is over and it is not there, or not whole.
    Overdue,
    /// It is held.
    Held,
    /// A letter of guarantee ends soon, or has ended.
    Ending,
    /// It may go back.
    Refundable,
    /// It went back.
    Returned,
}

/// The bond.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = BondAccount)]
pub struct BondAccount {
    /// The rule.
    pub rule: Cited,
    /// How much.
    #[schema(value_type = String)]
    pub amount: Money,
    /// How the amount comes about.
    pub arithmetic: Vec<String>,
    /// Its last day.
    pub due_on: Option<NaiveDate>,
    /// What is held, before anything is drawn.
    #[schema(value_type = String)]
    pub held: Money,
    /// What went back.
    #[schema(value_type = String)]
    pub returned: Money,
    /// What was drawn for penalties.
    pub drawn: Vec<Deduction>,
    /// What may go back, or will.
    #[schema(value_type = String)]
    pub to_return: Money,
    /// The day since which it may go back.
    pub refundable_on: Option<NaiveDate>,
    /// The first day on which a letter of guarantee no longer holds.
    pub guarantee_until: Option<NaiveDate>,
    /// Where it stands.
    pub state: BondState,
}

/// The bond of the contract on `at`.
pub(super) fn bond(
    contract: &Contract,
    calendar: &WorkCalendar,
    facts: &Facts,
    at: NaiveDate,
    problems: &mut Vec<String>,
) -> Option<BondAccount> {
    let bond = contract.bond.as_ref()?;
    let total = contract.payments.total;
    let amount = total.map_or(bond.amount, |total| total.percent(bond.percent));
    let mut arithmetic: Vec<String> =
        total.iter().map(|total| format!("{total} × {} = {amount}", bond.percent)).collect();
    arithmetic.push(says(&bond.due));
    let when = |fact: Fact| match fact {
        Fact::Signed => Some(contract.contract.signed.0),
        fact => facts.happened.iter().find(|one| one.fact == fact).map(|one| one.on),
    };
    let starts = match &bond.due {
        DueRule::After(_, fact) | DueRule::InYearOf(fact) => when(*fact),
        DueRule::By(_) | DueRule::WithinYear(_) => Some(contract.contract.signed.0),
    };
    let due = starts.and_then(|from| due_on(std::slice::from_ref(&bond.due), from, when, calendar, problems).day);
    let standing = || facts.bonds.iter().filter(|piece| piece.returned_on.is_none());
    let held: Money = standing().map(|piece| piece.amount).sum();
    let returned: Money =
        facts.bonds.iter().filter(|piece| piece.returned_on.is_some()).map(|piece| piece.amount).sum();
    let guarantee_until =
        standing().filter(|piece| piece.form == BondForm::Guarantee).filter_map(|piece| piece.valid_until).min();
    let refundable_on = when(bond.refunded_after);
    let ending = guarantee_until.and_then(|day| day.checked_sub_days(SOON)).is_some_and(|from| from <= at);
    let state = if held == Money::ZERO && returned > Money::ZERO {
        BondState::Returned
    } else if held < amount && returned == Money::ZERO {
        if due.is_some_and(|due| due < at) { BondState::Overdue } else { BondState::Awaited }
    } else if refundable_on.is_some() {
        BondState::Refundable
    } else if ending {
        BondState::Ending
    } else {
        BondState::Held
    };
    Some(BondAccount {
        rule: mark(bond),
        amount,
        arithmetic,
        due_on: due,
        held,
        returned,
        drawn: Vec::new(),
        to_return: held,
        refundable_on,
        guarantee_until,
        state,
    })
}

impl BondAccount {
    /// Draws up to `amount`; what it does not cover is given back.
    pub(super) fn draw(&mut self, breach: &str, amount: Money) -> Money {
        let part = amount.min(self.to_return);
        if part > Money::ZERO {
            self.drawn.push(Deduction { breach: breach.to_owned(), amount: part });
            self.to_return = self.to_return - part;
        }
        amount - part
    }
}
