//! The module over HTTP, on both databases.

mod common;
mod ledger;
mod statements;
