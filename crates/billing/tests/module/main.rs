//! The module over HTTP, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod exports;
mod interface;
mod ledger;
mod overview;
mod raising;
mod reports;
mod statements;
