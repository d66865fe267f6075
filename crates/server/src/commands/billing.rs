//! `jianyue billing`: what is owed, and why.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use jianyue_billing::{explain, service::contract_account, what_if};
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Env};
use jianyue_sla::zone;

use super::{
    Failure, say, say_json,
    sla::{calendar, read},
};
use crate::host::Host;

/// What is owed under a contract, and why.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Computes schedule, penalties, interest, bond and special sums from two files; changes nothing.
    WhatIf(WhatIf),
    /// Computes the same from the database.
    Explain(Explain),
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The contract's name in files.
    contract: String,
    /// The day for which it is computed; today when absent.
    #[arg(long)]
    at: Option<NaiveDate>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
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
/// [`Failure`] when a file cannot be read, or the database.
pub async fn run(config: Option<&Path>, command: &Command) -> Result<ExitCode, Failure> {
    match command {
        Command::WhatIf(options) => would_be(options),
        Command::Explain(options) => stored(config, options).await,
    }
}

fn would_be(options: &WhatIf) -> Result<ExitCode, Failure> {
    let (contract, facts) = (read(&options.contract)?, read(&options.facts)?);
    let names = (options.contract.display().to_string(), options.facts.display().to_string());
    let at = options.at.unwrap_or_else(|| zone::local_date(Env::system().now()));
    match what_if((&names.0, &contract), (&names.1, &facts), &calendar(&options.holidays)?, at) {
        Ok(account) if options.json => say_json(&account)?,
        Ok(account) => say(explain(&account).trim_end())?,
        Err(faults) => {
            for fault in faults {
                eprintln!("{fault}");
            }
            return Ok(ExitCode::from(1));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn stored(config: Option<&Path>, options: &Explain) -> Result<ExitCode, Failure> {
    let host = Host::open(config).await?;
    let mut tx = host.app.db().read().await?;
    let labels = host.registry().labels(&mut tx).await.map_err(refused)?;
    let Some(label) = labels.iter().find(|label| label.slug == options.contract) else {
        let known = labels.iter().map(|label| label.slug.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Failure::input(format!("there is no contract “{}”; there are: {known}", options.contract)));
    };
    let by = Actor::system("jianyue billing explain");
    let found = contract_account(&mut tx, Desk::of(&host.app, &by), label.id, options.at).await.map_err(refused)?;
    if options.json {
        say_json(&found)?;
    } else {
        say(explain(&found.account).trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn refused(error: impl std::error::Error) -> Failure {
    Failure::input(error.to_string())
}
