//! From text to a contract, or to every place where the text is wrong.

mod lines;
mod locate;
mod translate;
mod validate;

use std::fmt;

use serde::Serialize;
use sm3::{Digest, Sm3};

pub use self::lines::Lines;
use self::locate::Places;
use crate::model::Contract;

/// A place where a contract file is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParseError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key concerned, as a path: `windows[1].hours`; empty when it is the file as a whole.
    pub key: String,
    /// What is wrong and what to do, in plain Chinese.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 行第 {} 列", self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, "（{}）", self.key)?;
        }
        write!(f, "：{}", self.message)
    }
}

/// Every place where a contract file is wrong, at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParseErrors(pub Vec<ParseError>);

impl fmt::Display for ParseErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseErrors {}

/// Reads a contract.
///
/// # Errors
/// [`ParseErrors`]: all faults of the syntax at once; else the first fault of the format (an unknown or missing key, a
/// value of the wrong kind); else all faults of the content (a window that closes before it opens, a reference to
/// nothing, a negative amount).
pub fn parse(text: &str) -> Result<Contract, ParseErrors> {
    let (table, faults) = toml::de::DeTable::parse_recoverable(text);
    let places = Places::of(text, &table);
    if !faults.is_empty() {
        return Err(ParseErrors(faults.iter().map(|fault| translate::syntax(&places, fault)).collect()));
    }
    let contract: Contract =
        toml::from_str(text).map_err(|fault| ParseErrors(vec![translate::format(&places, &fault)]))?;
    let errors: Vec<ParseError> =
        validate::issues(&contract).into_iter().map(|issue| places.error(&issue.path, issue.message)).collect();
    if errors.is_empty() { Ok(contract) } else { Err(ParseErrors(errors)) }
}

/// SM3 of a contract's text, in hexadecimal: what versions are told apart by.
#[must_use]
pub fn text_hash(text: &str) -> String {
    hex::encode(Sm3::digest(text.as_bytes()))
}
