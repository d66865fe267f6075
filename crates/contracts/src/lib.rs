//! Contract as code: the format of a contract file, its checker, and the plan that follows from it.
//!
//! A contract is written once, as a TOML file that cites its clauses ([`model`], `docs/contract-format.md`). [`parse()`]
//! reads it or names every place that is wrong; [`check()`] tells what it contradicts; [`derive()`] computes what follows;
//! [`Contract::catalogue`] is what tickets are opened with. All of these are pure. [`registry`] keeps the texts with their
//! versions.

pub mod catalogue;
pub mod changes;
pub mod check;
pub mod cli;
pub mod derive;
pub mod desk;
mod force;
pub mod http;
mod letterhead;
pub mod model;
pub mod module;
pub mod money;
pub mod parse;
pub mod refusal;
pub mod registry;
mod says;
pub mod seen;

pub use catalogue::{Catalogue, SpecialDays};
pub use check::{Finding, Severity, check};
pub use derive::{Plan, derive};
pub use desk::Desk;
pub use force::NotInForce;
pub use letterhead::Letterhead;
pub use model::Contract;
pub use module::ContractsModule;
pub use parse::{Lines, ParseError, ParseErrors, parse, text_hash};
pub use refusal::Refusal;

/// The JSON Schema of a contract file, for editors and other programs.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Contract).to_value()
}
