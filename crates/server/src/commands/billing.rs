//! `jianyue billing`: what is owed, and why.

use std::{path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use jianyue_billing::{explain, what_if};
use jianyue_kernel::Env;
use jianyue_sla::zone;

use super::{
    Failure, say, say_json,
    sla::{calendar, read},
};

/// What is owed under a contract, and why.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Computes schedule, penalties, interest, bond and special sums from two files; changes nothing.
    WhatIf(WhatIf),
}

/// Options of `what-if`.
#[derive(Debug, Args)]
pub struct WhatIf {
    /// The contract's file.
    contract: PathBuf,
    /// What happened, as JSON (docs/billing-facts.md).
    #[arg(long)]
    facts: PathBuf,
    /// The day for which it is computed; today when absent.
    #[arg(long)]
    at: Option<NaiveDate>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    /// A further year's holiday notice. May be repeated.
    #[arg(long, value_name = "FILE")]
    holidays: Vec<PathBuf>,
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`] when a file cannot be read.
pub fn run(command: &Command) -> Result<ExitCode, Failure> {
    let Command::WhatIf(options) = command;
    let (contract, facts) = (read(&options.contract)?, read(&options.facts)?);
    let names = (options.contract.display().to_string(), options.facts.display().to_string());
    let at = options.at.unwrap_or_else(|| zone::local_date(Env::system().now()));
    match what_if((&names.0, &contract), (&names.1, &facts), &calendar(&options.holidays)?, at) {
        Ok(account) if options.json => say_json(&account)?,
        Ok(account) => say(explain(&account).trim_end())?,
        Err(faults) => {
            faults.iter().for_each(|fault| eprintln!("{fault}"));
            return Ok(ExitCode::from(1));
        }
    }
    Ok(ExitCode::SUCCESS)
}
