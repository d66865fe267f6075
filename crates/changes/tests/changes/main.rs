//! Changes over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod duties;
mod freezes;
mod life;
mod lists;
mod reports;
mod statements;
mod words;
