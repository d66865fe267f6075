//! The module over HTTP, on both databases.

mod common;
mod exports;
mod ledger;
mod statements;
