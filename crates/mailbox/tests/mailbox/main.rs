//! Mail that comes in, on both databases: a corpus of mails, the pipe, and a real IMAP server.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod addresses;
mod common;
mod corpus;
mod dovecot;
mod intake;
mod polling;
mod quarantine;
mod statements;
