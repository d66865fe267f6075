//! Contract as code: the format of a contract file, its checker, and the plan that follows from it.
//!
//! A contract is written once, as a TOML file that cites its clauses ([`model`], `docs/contract-format.md`). [`parse()`]
//! reads it or names every place that is wrong; everything else in the product follows from it.

pub mod http;
pub mod model;
pub mod module;
pub mod parse;
pub mod registry;

pub use model::Contract;
pub use module::ContractsModule;
pub use parse::{ParseError, ParseErrors, parse, text_hash};

/// The JSON Schema of a contract file, for editors and other programs.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Contract).to_value()
}
