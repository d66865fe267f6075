//! Special periods over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod duties;
mod life;
mod reports;
mod scope;
mod statements;
