//! Transactions over both engines.

mod copies;
mod group_commit;
mod reading;
mod schema;
mod values;
