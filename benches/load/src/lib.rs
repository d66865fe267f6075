//! The HTTP client of the load generator, for tests that need a real server under load too.

pub mod client;
