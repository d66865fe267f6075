//! Special periods over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod duties;
mod life;
mod scope;
mod statements;
