//! Deliveries, weekly money, readers and keys over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod couriers;
mod custody;
mod money;
mod orders;
mod reports;
mod statements;
