//! `jianyue openapi`: the description of the HTTP interface, from the code.

use std::process::ExitCode;

use super::{Failure, say_json};
use crate::{host::openapi, modules};

/// Prints the document.
///
/// # Errors
/// [`Failure`] when it cannot be written as JSON.
pub fn run() -> Result<ExitCode, Failure> {
    say_json(&openapi::api(modules::routes()).into_openapi())?;
    Ok(ExitCode::SUCCESS)
}
