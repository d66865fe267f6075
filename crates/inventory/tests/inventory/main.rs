//! Data inventory over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod document;
mod readings;
mod reports;
mod sources;
mod statements;
mod trouble;
