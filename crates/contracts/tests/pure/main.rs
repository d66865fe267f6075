//! The pure half: reading, checking, planning.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod bad_input;
mod base;
mod catalogue;
mod changes;
mod contradictions;
mod fixtures;
mod lines;
mod plan;
mod schema;
mod seen;
