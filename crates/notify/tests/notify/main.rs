//! Who is told of what, what leaves the house and how often, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod common;
mod drain;
mod http;
mod mail;
mod occasions;
mod order;
mod push;
mod rules;
mod sending;
mod sink;
mod telling;
