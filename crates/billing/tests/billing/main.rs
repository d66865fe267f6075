//! Accounts of the five contracts, and rules at their edges.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod document;
mod forecast;
mod interest;
mod papers;
mod penalties;
mod properties;
mod raise;
mod reconcile;
mod schedules;
mod special;
