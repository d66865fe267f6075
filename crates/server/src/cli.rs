//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::commands;

/// 践约: runs an operation-and-maintenance service from its contract.
#[derive(Debug, Parser)]
#[command(name = "jianyue", version, about, propagate_version = true)]
pub struct Cli {
    /// Settings file; `JIANYUE_*` variables override what it says.
    #[arg(long, global = true, env = "JIANYUE_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the web application and the HTTP interface.
    Serve,
    /// Loads the five contracts and a living demo year, then serves them.
    Demo(commands::demo::Options),
    /// Brings the database schema up to date and stops.
    Migrate,
    /// Prints the OpenAPI document.
    Openapi,
    /// Writes database and attachments into a new folder while the service runs.
    Backup(commands::backup::BackupOptions),
    /// Brings a backup back into an empty data folder.
    Restore(commands::backup::RestoreOptions),
    /// Takes a mail on standard input, for a mail server's pipe: exit code 0 when it is safe, 75 when to try again.
    MailIn,
    /// Looks for what would stop the service from working, and says what to do.
    Doctor,
    /// Sees how this machine is, and pushes it to a server.
    Agent(commands::agent::Options),
    /// The audit trail.
    #[command(subcommand)]
    Audit(commands::audit::Command),
    /// Events that could not be delivered.
    #[command(subcommand)]
    Events(commands::events::Command),
    /// Business time and clocks, without a server.
    #[command(subcommand)]
    Sla(commands::sla::Command),
    /// What is owed under a contract, and why.
    #[command(subcommand)]
    Billing(commands::billing::Command),
    /// Documents of the demo, as files to look at.
    #[command(subcommand)]
    Reports(commands::reports::Command),
    /// Contract files: schema, check, plan, import.
    #[command(subcommand)]
    Contract(commands::contract::Command),
}

impl Cli {
    /// Does what was asked; the exit code is 0 when it was done, 1 when the input was at fault, 2 when something broke.
    pub async fn run(self) -> ExitCode {
        let config = self.config.as_deref();
        let outcome = match self.command {
            Command::Serve => commands::serve::run(config).await,
            Command::Demo(options) => commands::demo::run(config, &options).await,
            Command::Migrate => commands::migrate::run(config).await,
            Command::Openapi => commands::openapi::run(),
            Command::Backup(options) => commands::backup::backup(config, &options).await,
            Command::Restore(options) => commands::backup::restore(config, &options).await,
            Command::MailIn => return commands::mail_in::run(config).await,
            Command::Doctor => commands::doctor::run(config).await,
            Command::Agent(options) => commands::agent::run(&options).await,
            Command::Audit(command) => commands::audit::run(config, &command).await,
            Command::Events(command) => commands::events::run(config, &command).await,
            Command::Sla(command) => commands::sla::run(&command),
            Command::Billing(command) => commands::billing::run(config, &command).await,
            Command::Reports(command) => commands::reports::run(config, &command).await,
            Command::Contract(command) => commands::contract::run(config, &command).await,
        };
        outcome.unwrap_or_else(|error| {
            eprintln!("jianyue: {error}");
            ExitCode::from(2)
        })
    }
}
