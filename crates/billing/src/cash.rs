//! Money by month and by whoever it goes to: paid, due, and expected. Shares of a consortium are exact: their sum is the line.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use jianyue_contracts::{Contract, model::Side};
use jianyue_kernel::Money;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::account::{Account, Expected, Line};

/// What goes to one party under one contract in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CashFlow {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The contract.
    pub contract_id: Uuid,
    /// What the contract is called.
    pub contract_title: String,
    /// Key of the party in its contract.
    pub party: String,
    /// Its name.
    pub party_name: String,
    /// Paid in the month.
    #[schema(value_type = String)]
    pub paid: Money,
    /// Falls due in the month and is not paid.
    #[schema(value_type = String)]
    pub due: Money,
    /// Is expected to fall due in the month.
    #[schema(value_type = String)]
    pub expected: Money,
}

/// Who gets the money of a line, by weight: key, name, and what is theirs after deductions.
struct Getters(Vec<(String, String, Money)>);

impl Getters {
    fn of(contract: &Contract, line: &Line) -> Self {
        let net = line.amount - line.deducted;
        if !line.shares.is_empty() {
            let shares = line.shares.iter();
            return Self(shares.map(|one| (one.party.clone(), one.name.clone(), one.amount - one.deducted)).collect());
        }
        let vendors: Vec<_> = contract.parties.iter().filter(|party| party.side == Side::Vendor).collect();
        let key = vendors.first().map_or_else(|| "vendor".to_owned(), |party| party.key.clone());
        let name = vendors.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("、");
        Self(vec![(key, name, net)])
    }

    /// `amount` among them, by what is theirs; the last takes the remainder.
    fn split(&self, amount: Money) -> Vec<Money> {
        let whole: Money = self.0.iter().map(|(_, _, net)| *net).sum();
        let mut left = amount;
        let last = self.0.len().saturating_sub(1);
        let part = |(at, (_, _, net)): (usize, &(String, String, Money))| {
            let part = match (at == last, whole == Money::ZERO) {
                (true, _) => left,
                (false, true) => Money::ZERO,
                (false, false) => amount.ratio(net.fen(), whole.fen()),
            };
            left = left - part;
            part
        };
        self.0.iter().enumerate().map(part).collect()
    }
}

/// What one party gets of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Key of the party in its contract.
    pub party: String,
    /// Its name.
    pub name: String,
    /// What is theirs after deductions.
    pub net: Money,
    /// What of it was paid.
    pub paid: Money,
    /// What is left.
    pub open: Money,
}

/// Who gets what of a payment; the parts add up to the line.
#[must_use]
pub fn portions(contract: &Contract, line: &Line) -> Vec<Portion> {
    let getters = Getters::of(contract, line);
    let paid = getters.split(line.paid);
    let portion = |((party, name, net), paid): ((String, String, Money), Money)| Portion {
        party,
        name,
        net,
        paid,
        open: net - paid,
    };
    getters.0.into_iter().zip(paid).map(portion).collect()
}

/// What a flow adds to.
#[derive(Clone, Copy)]
enum Column {
    Paid,
    Due,
    Expected,
}

/// The flows of an account with what is expected of its lines, by month and party.
#[must_use]
pub fn flows(
    (id, title): (Uuid, &str),
    contract: &Contract,
    account: &Account,
    expected: &[Option<Expected>],
) -> Vec<CashFlow> {
    let mut flows: BTreeMap<(NaiveDate, String), CashFlow> = BTreeMap::new();
    for (line, ahead) in account.lines.iter().zip(expected) {
        let getters = Getters::of(contract, line);
        let mut add = |day: NaiveDate, parts: &[Money], column: Column| {
            let month = day.with_day(1).unwrap_or(day);
            for ((party, name, _), part) in getters.0.iter().zip(parts) {
                let flow = flows.entry((month, party.clone())).or_insert_with(|| CashFlow {
                    month,
                    contract_id: id,
                    contract_title: title.to_owned(),
                    party: party.clone(),
                    party_name: name.clone(),
                    paid: Money::ZERO,
                    due: Money::ZERO,
                    expected: Money::ZERO,
                });
                let sum = match column {
                    Column::Paid => &mut flow.paid,
                    Column::Due => &mut flow.due,
                    Column::Expected => &mut flow.expected,
                };
                *sum = *sum + *part;
            }
        };
        // Each payment is what the shares of everything paid so far grew by, so that the parts of all add up.
        let (mut sofar, mut before) = (Money::ZERO, getters.split(Money::ZERO));
        for paid in line.payments() {
            sofar = sofar + paid.amount;
            let now = getters.split(sofar);
            let grown: Vec<Money> = now.iter().zip(&before).map(|(now, before)| *now - *before).collect();
            add(paid.on, &grown, Column::Paid);
            before = now;
        }
        if line.open <= Money::ZERO {
            continue;
        }
        let open: Vec<Money> = getters.0.iter().zip(&before).map(|((_, _, net), paid)| *net - *paid).collect();
        match (line.due_on, ahead.as_ref().and_then(|ahead| ahead.on)) {
            (Some(due), _) => add(due, &open, Column::Due),
            (None, Some(on)) => add(on, &open, Column::Expected),
            (None, None) => {}
        }
    }
    flows.into_values().collect()
}
