//! The knowledge base over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod expiry;
mod reading;
mod reports;
mod statements;
mod suggesting;
mod writing;
