//! What is deducted: confirmed penalties from the next payment, then from the bond.

use jianyue_kernel::Money;
use serde::Serialize;
use utoipa::ToSchema;

use super::{BondAccount, Line, PenaltyLine};
use crate::facts::Outcome;

/// A part of a penalty that is deducted from a payment, or drawn on the bond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PenaltyDeduction)]
pub struct Deduction {
    /// The breach.
    pub breach: String,
    /// How much of its penalty.
    #[schema(value_type = String)]
    pub amount: Money,
}

/// Deducts what was confirmed, the earliest decision first: from payments that were not made by then, in their order, then
/// from the bond. What is left is given back.
pub(super) fn net(lines: &mut [Line], mut bond: Option<&mut BondAccount>, penalties: &[PenaltyLine]) -> Money {
    let mut confirmed: Vec<_> = penalties
        .iter()
        .filter_map(|line| Some((line.decision.as_ref().filter(|one| one.outcome != Outcome::Waived)?.on, line)))
        .filter(|(_, line)| line.owed > Money::ZERO)
        .collect();
    confirmed.sort_by(|a, b| (a.0, a.1.on, &a.1.breach).cmp(&(b.0, b.1.on, &b.1.breach)));
    let mut uncovered = Money::ZERO;
    for (on, penalty) in confirmed {
        let mut left = penalty.owed;
        for line in lines.iter_mut() {
            let room = line.amount - line.deducted - line.paid_until(on);
            let part = left.min(room);
            if part > Money::ZERO {
                line.deduct(penalty, part);
                left = left - part;
            }
        }
        if let Some(bond) = bond.as_deref_mut() {
            left = bond.draw(&penalty.breach, left);
        }
        uncovered = uncovered + left;
    }
    uncovered
}

impl Line {
    fn deduct(&mut self, penalty: &PenaltyLine, amount: Money) {
        self.deductions.push(Deduction { breach: penalty.breach.clone(), amount });
        self.deducted = self.deducted + amount;
        match self.shares.iter_mut().find(|share| Some(&share.party) == penalty.party.as_ref()) {
            Some(share) => share.deducted = share.deducted + amount,
            None => self.share_out(amount),
        }
    }

    /// Among the members by their shares; the last takes the remainder.
    fn share_out(&mut self, amount: Money) {
        let whole: Money = self.shares.iter().map(|share| share.amount).sum();
        let mut left = amount;
        let count = self.shares.len();
        for (at, share) in self.shares.iter_mut().enumerate() {
            let part = if at + 1 == count { left } else { amount.ratio(share.amount.fen(), whole.fen()) };
            share.deducted = share.deducted + part;
            left = left - part;
        }
    }
}
