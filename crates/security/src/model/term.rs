//! How many days there are where the contract prints no term.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Cited, Severity};

/// The days for a severity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityTerm {
    /// How grave.
    pub severity: Severity,
    /// Days from the day on which it came in.
    pub days: i64,
    /// Whether they were set for this contract; otherwise they are the house's.
    pub own: bool,
}

/// The terms of a contract, and the rules that they stand in for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityTerms {
    /// By severity, the gravest first.
    pub terms: Vec<SecurityTerm>,
    /// The rule under which vulnerabilities are mended.
    pub fix: Option<Cited>,
    /// The rule under which the client is told at once of what the vendor finds.
    pub report: Option<Cited>,
    /// The rule about evaluations.
    pub evaluation: Option<Cited>,
    /// The rule about pledges.
    pub pledge: Option<Cited>,
    /// The rule about what goes back at the end.
    pub data_return: Option<Cited>,
    /// How long that rule gives, in words.
    pub data_return_within: Option<String>,
    /// What that rule asks to be proved.
    pub data_return_items: Vec<String>,
    /// Works of the contract that the caller may name: key and title.
    pub works: Vec<SecurityWork>,
    /// Whether the caller may change the days.
    pub editable: bool,
    /// Whether the caller works on what is kept here: takes in, analyses, mends, tests.
    pub writable: bool,
}

/// A work of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityWork {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
}
