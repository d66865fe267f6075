//! What is owed under a contract, why, and when.
//!
//! [`account()`] is a pure function of a contract, the calendar, [`Facts`] and a day: the schedule of payments, penalties,
//! interest, the bond and special sums, each with its clause and its arithmetic line by line. Nothing is kept here that could
//! differ from what it gives, and the order in which facts are told does not matter.
//!
//! **Invariants.** Amounts are [`jianyue_kernel::Money`], percentages exact, each figure rounded once, half up to the fen. A rate,
//! a sum, a cap or a term is read from the contract and never written in code.

pub mod account;
pub mod explain;
pub mod facts;
mod what_if;

pub use account::{Account, account};
pub use explain::explain;
pub use facts::Facts;
pub use what_if::what_if;
