//! Emergencies over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod commanding;
mod common;
mod drills;
mod plans;
mod reports;
mod statements;
mod tickets;
