//! The register of certificates over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod checking;
mod common;
mod importing;
mod ocsp;
mod register;
mod reminding;
mod reports;
mod requests;
mod statements;
