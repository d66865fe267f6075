//! Connectors against real servers, which these tests start on loopback and stop themselves. A program that is missing
//! fails the test.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod dns;
mod ftp;
mod http;
mod mail;
mod redis;
mod schema;
mod sql;
mod ssh;
mod tls;
