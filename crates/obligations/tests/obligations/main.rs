//! The ledger of duties over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod files;
mod ledger;
mod records;
mod reports;
mod statements;
mod telling;
