//! Accounts of the five contracts, and rules at their edges.

mod common;
mod interest;
mod penalties;
mod properties;
mod schedules;
mod special;
