//! Transactions over both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copies;
mod group_commit;
mod reading;
mod schema;
mod values;
