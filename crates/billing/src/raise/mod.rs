//! Penalties that follow from what happened: pure functions from happenings and the contract's rules to proposals, and from
//! these and the ledger to what is told next.
//!
//! A happening is counted once, by the first rule that it fits; what happened to one record (a ticket, a duty) is one cause. A
//! rule says what counts as one breach, so that a bad month does not become a hundred proposals. The order in which things are
//! told, and how often, does not matter. Nothing touches a proposal that was decided.

mod policy;
mod risk;
mod seen;
mod steps;

pub use policy::{Proposal, proposals};
pub use risk::{OpenItem, Risk, RiskItem, risks};
pub use seen::{Seen, WORDS, code};
pub use steps::{Gone, Raising, Step, horizon, raisings, steps};
