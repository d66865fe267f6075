//! The service catalogue over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod forms;
mod life;
mod limits;
mod reports;
mod statements;
