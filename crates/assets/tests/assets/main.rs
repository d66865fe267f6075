//! Assets, spares and stock-takings over HTTP, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod counting;
mod files;
mod importing;
mod register;
mod reports;
mod sheets;
mod statements;
mod stock;
