//! The rules, as pure functions over the model.

pub mod documents;
pub mod rules;
pub mod summary;

use chrono::NaiveDate;
use jianyue_contracts::Contract;

/// A version of a contract with the days on which it holds.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// What it says.
    pub contract: &'a Contract,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None`: until its service ends.
    pub until: Option<NaiveDate>,
}

impl Version<'_> {
    /// Whether it asks for what is owed for a period that begins on `day`.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}
