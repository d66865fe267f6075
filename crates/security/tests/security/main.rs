//! Security over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod evaluations;
mod importing;
mod ledger;
mod life;
mod papers;
mod reports;
mod statements;
