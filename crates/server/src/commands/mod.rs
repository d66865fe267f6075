//! What the command line does, one file a command.

pub mod agent;
pub mod audit;
pub mod backup;
pub mod billing;
pub mod contract;
pub mod demo;
pub mod doctor;
pub mod events;
pub mod mail_in;
pub mod migrate;
pub mod openapi;
pub mod reports;
pub mod serve;
pub mod sla;

use std::io::{self, ErrorKind, Write};

use jianyue_platform::DbError;
use serde::Serialize;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was given is at fault; the text names the place and what to do.
    #[error("{0}")]
    Input(String),
    /// The database refused.
    #[error("the database cannot be used: {0}")]
    Db(#[from] DbError),
    /// A file or socket refused.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A value could not be written as JSON.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

impl Failure {
    /// A fault of what was given.
    #[must_use]
    pub fn input(text: impl Into<String>) -> Self {
        Self::Input(text.into())
    }
}

/// Writes `text` and a line end to standard output. A reader that has seen enough (`| head`) is no failure.
///
/// # Errors
/// [`Failure`] when standard output refuses for another reason.
pub fn say(text: impl std::fmt::Display) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// [`say`] for a value as indented JSON.
///
/// # Errors
/// As [`say`], and when the value cannot be written as JSON.
pub fn say_json(value: &impl Serialize) -> Result<(), Failure> {
    say(serde_json::to_string_pretty(value)?)
}
