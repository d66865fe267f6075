//! Tickets over HTTP and in the database, on both databases.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

mod callers;
mod clocks;
mod common;
mod counts;
mod deviations;
mod dissatisfied;
mod edits;
mod exports;
mod files;
mod letters;
mod lists;
mod macros;
mod moved;
mod my_work;
mod numbers;
mod on_call;
mod opening;
mod organise;
mod papers;
mod presence;
mod reports;
mod scope;
mod search;
mod secrets;
mod sheets;
mod sites;
mod special;
mod statements;
mod statistics;
mod steps;
mod story;
mod sweeps;
mod sync;
mod views;
mod work;
