//! `jianyue migrate`: brings the schema up to date, for installations that do it apart from starting.

use std::{path::Path, process::ExitCode};

use super::Failure;
use crate::host;

/// Opens the database, which brings its schema up to date.
///
/// # Errors
/// [`Failure`] when the settings are wrong or the database cannot be reached.
pub async fn run(config: Option<&Path>) -> Result<ExitCode, Failure> {
    let settings = host::settings(config)?;
    let db = host::database(&settings).await?;
    db.close().await;
    println!("the schema is up to date");
    Ok(ExitCode::SUCCESS)
}
