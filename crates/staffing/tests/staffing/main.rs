//! People, presence and trainings over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod changes;
mod common;
mod positions;
mod presence;
mod reminding;
mod reports;
mod scope;
mod statements;
mod trainings;
