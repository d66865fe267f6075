//! What is watched, over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod agents;
mod availability;
mod common;
mod due;
mod outages;
mod probes;
mod reports;
mod scheduler;
mod statements;
mod watching;
