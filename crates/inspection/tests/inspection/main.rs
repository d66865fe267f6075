//! Work that comes round, over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod occurrences;
mod planning;
mod properties;
mod runs;
mod scope;
mod statements;
mod sync;
