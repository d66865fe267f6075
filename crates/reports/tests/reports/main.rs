//! Reports over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod dossier;
mod drafts;
mod duties;
mod frozen;
mod review;
mod statements;
