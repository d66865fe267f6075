//! The whole program from outside: over HTTP, on the command line, and as a process that is killed.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod administration;
mod agent;
mod authorisation;
mod backup;
mod bad_input;
mod cli;
mod crash;
mod drain;
mod duties;
mod hotline;
mod live;
mod mail;
mod notices;
mod openapi;
mod process;
mod recurring;
mod reports;
mod stage;
mod statements;
mod turn_of_the_year;
mod upload;
