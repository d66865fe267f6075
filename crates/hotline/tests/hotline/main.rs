//! The hotline over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod calls;
mod common;
mod feed;
mod reports;
mod return_calls;
mod roster;
mod statements;
mod waits;
