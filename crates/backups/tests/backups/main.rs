//! Backups over HTTP and in the database, on both databases; drills against real servers.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod archives;
mod checks;
mod common;
mod mysql;
mod papers;
mod policies;
mod postgres;
mod reports;
mod sftp;
mod sqlite;
mod statements;
mod sweeping;
