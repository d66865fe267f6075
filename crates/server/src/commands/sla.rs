//! `jianyue sla`: business time and clocks from files, without a server.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use jianyue_kernel::Env;
use jianyue_sla::{
    BusinessTime, WorkCalendar,
    batch::{BatchError, BatchReport, due_batch, elapsed_batch},
};

use super::{Failure, say, say_json};

/// Business time and clocks, without a server.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads `start,window,minutes` as CSV and adds `due`.
    Due(Batch),
    /// Reads `start,end,window` as CSV and adds `minutes`.
    Elapsed(Batch),
    /// Folds the facts of a ticket into verdicts and explains them.
    Replay(Replay),
}

/// Options of the table commands.
#[derive(Debug, Args)]
pub struct Batch {
    /// Read a whole table on standard input and write it on standard output.
    #[arg(long, required = true)]
    batch: bool,
    /// A further year's holiday notice (CSV `date,kind,name`), beside the built-in ones. May be repeated.
    #[arg(long, value_name = "FILE")]
    holidays: Vec<PathBuf>,
}

/// Options of `replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The contract's file.
    #[arg(long, value_name = "FILE")]
    contract: PathBuf,
    /// Key of the severity the ticket was opened with; `jianyue contract plan` lists them.
    #[arg(long)]
    severity: String,
    /// The facts, a JSON array in order of time.
    #[arg(long, value_name = "FACTS.json")]
    facts: PathBuf,
    /// The moment up to which time is counted; now when absent.
    #[arg(long)]
    now: Option<DateTime<Utc>>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`] when a file cannot be read or the input is no table at all.
pub fn run(command: &Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Due(options) => table(options, due_batch),
        Command::Elapsed(options) => table(options, elapsed_batch),
        Command::Replay(options) => replay(options),
    }
}

type Work<'a> =
    fn(&BusinessTime, io::StdinLock<'a>, io::StdoutLock<'a>, io::StderrLock<'a>) -> Result<BatchReport, BatchError>;

fn table(options: &Batch, work: Work<'static>) -> Result<ExitCode, Failure> {
    let business = BusinessTime::new(calendar(&options.holidays)?);
    let report = work(&business, io::stdin().lock(), io::stdout().lock(), io::stderr().lock())
        .map_err(|error| Failure::input(error.to_string()))?;
    Ok(if report.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The built-in calendar with the years of further files.
pub(super) fn calendar(files: &[PathBuf]) -> Result<WorkCalendar, Failure> {
    files.iter().try_fold(WorkCalendar::published(), |calendar, file| {
        calendar.with_notices(&read(file)?).map_err(|error| Failure::input(format!("{}: {error}", file.display())))
    })
}

fn replay(options: &Replay) -> Result<ExitCode, Failure> {
    let (text, facts) = (read(&options.contract)?, read(&options.facts)?);
    let contract = jianyue_contracts::parse(&text)
        .map_err(|errors| Failure::input(format!("{}: {errors}", options.contract.display())))?;
    let business = BusinessTime::published();
    let matrix = contract.matrix(&[]);
    let terms = jianyue_sla::Terms { matrix: &matrix, business: &business, contract_version: &contract.contract.slug };
    let now = options.now.unwrap_or_else(|| Env::system().now());
    let report = jianyue_sla::replay(terms, &options.severity, &facts, now)
        .map_err(|error| Failure::input(format!("{}: {error}", options.facts.display())))?;
    if options.json {
        say_json(&report)?;
    } else {
        say(report)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A file's text, or an error that names it.
pub(super) fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::input(format!("{}: {error}", file.display())))
}
