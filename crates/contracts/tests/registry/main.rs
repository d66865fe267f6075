//! The registry and its HTTP interface, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod amendments;
mod calendar;
mod common;
mod freshness;
mod http;
mod imports;
mod statements;
