//! Letters over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod claims;
mod common;
mod force;
mod lists;
mod notices;
mod reports;
mod statements;
