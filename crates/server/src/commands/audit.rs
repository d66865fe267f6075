//! `jianyue audit`: the audit trail.

use std::{path::Path, process::ExitCode};

use clap::{Args, Subcommand};
use jianyue_platform::audit;

use super::{Failure, say_json};
use crate::host;

/// The audit trail.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Recomputes every chain; exit code 1 when a row was changed, removed or added.
    Verify(Verify),
}

/// Options of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`] when the settings are wrong or the database cannot be read.
pub async fn run(config: Option<&Path>, command: &Command) -> Result<ExitCode, Failure> {
    let Command::Verify(options) = command;
    let settings = host::settings(config)?;
    let db = host::database(&settings).await?;
    let chains = audit::verify(&db).await?;
    if options.json {
        say_json(&chains)?;
    } else {
        for chain in &chains {
            match &chain.why {
                None => println!("ok    {} ({} rows)", chain.chain, chain.entries),
                Some(why) => println!("WRONG {} ({} rows): {why}", chain.chain, chain.entries),
            }
        }
    }
    Ok(if chains.iter().all(|chain| chain.ok) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
