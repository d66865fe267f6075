//! Accounts of the five contracts, and rules at their edges.

mod common;
mod document;
mod interest;
mod penalties;
mod properties;
mod schedules;
mod special;
