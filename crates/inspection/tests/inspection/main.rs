//! Work that comes round, over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod machine;
mod occurrences;
mod papers;
mod planning;
mod proof;
mod properties;
mod reports;
mod runs;
mod scope;
mod statements;
mod sync;
