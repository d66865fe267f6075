//! `jianyue contract`: contract files.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use jianyue_contracts::{
    cli::{self, File},
    registry::{ImportError, NewText},
};
use jianyue_kernel::Actor;

use super::{
    Failure, say, say_json,
    sla::{calendar, read},
};
use crate::host;

/// Contract files: schema, check, plan, import.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints the JSON Schema of a contract file.
    Schema,
    /// Looks for contradictions, gaps and mistakes; exit code 1 only on errors.
    Check(Check),
    /// Shows what follows from a contract: windows, clocks, occurrences, documents, payments, staffing, duties.
    Plan(Plan),
    /// Brings a contract, or a new version of one, into the database.
    Import(Import),
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Contract files; several are also checked against each other.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    /// A further year's holiday notice. May be repeated.
    #[arg(long, value_name = "FILE")]
    holidays: Vec<PathBuf>,
}

/// Options of `plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// The contract's file.
    file: PathBuf,
    /// First day; the first of the term when absent.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Last day; the last of the term when absent.
    #[arg(long)]
    to: Option<NaiveDate>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    /// A further year's holiday notice. May be repeated.
    #[arg(long, value_name = "FILE")]
    holidays: Vec<PathBuf>,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The contract's file.
    file: PathBuf,
    /// The day from which an amendment holds; the term's first day for a new contract.
    #[arg(long)]
    effective_on: Option<NaiveDate>,
    /// Why it is published.
    #[arg(long)]
    note: Option<String>,
}

/// Does what was asked.
///
/// # Errors
/// [`Failure`] when a file cannot be read, or is no contract.
pub async fn run(config: Option<&Path>, command: &Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Schema => {
            say_json(&jianyue_contracts::schema())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check(options) => check(options),
        Command::Plan(options) => plan(options),
        Command::Import(options) => import(config, options).await,
    }
}

fn check(options: &Check) -> Result<ExitCode, Failure> {
    let files = options.files.iter().map(|path| file(path)).collect::<Result<Vec<_>, _>>()?;
    let checked = cli::check_files(&files, &calendar(&options.holidays)?);
    if options.json {
        say_json(&checked)?;
    } else {
        say(checked.text().trim_end())?;
    }
    Ok(if checked.exit_code() == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn plan(options: &Plan) -> Result<ExitCode, Failure> {
    let file = file(&options.file)?;
    let plan = match cli::plan_file(&file, &calendar(&options.holidays)?, options.from, options.to) {
        Ok(plan) => plan,
        Err(unreadable) => {
            for error in &unreadable.errors.0 {
                eprintln!("{}:{}:{}: {error}", unreadable.file, error.line, error.column);
            }
            return Ok(ExitCode::from(1));
        }
    };
    if options.json {
        say_json(&plan)?;
    } else {
        say(plan)?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn import(config: Option<&Path>, options: &Import) -> Result<ExitCode, Failure> {
    let text = read(&options.file)?;
    let host = host::Host::open(config).await?;
    let mut tx = host.app.db().write().await?;
    let by = Actor::system("jianyue contract import");
    let new = NewText { text: &text, effective_on: options.effective_on, note: options.note.as_deref() };
    let imported = host.registry().import(&mut tx, host.app.env(), &by, &new).await;
    match imported {
        Ok(imported) => {
            tx.commit().await?;
            println!(
                "{} {}: version {} of contract {}, in force from {}",
                imported.prefix, imported.slug, imported.version_no, imported.contract, imported.effective_on
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("{}: {error}", options.file.display());
            say_places(&options.file, &error);
            Ok(ExitCode::from(1))
        }
    }
}

/// Where a text that was refused is wrong.
fn say_places(file: &Path, error: &ImportError) {
    match error {
        ImportError::BadText(errors) => {
            for error in errors {
                eprintln!("{}:{}:{}: {error}", file.display(), error.line, error.column);
            }
        }
        ImportError::Refused(findings) => {
            for finding in findings {
                eprintln!("{}: {}: {}", file.display(), finding.code, finding.message);
            }
        }
        _ => {}
    }
}

fn file(path: &Path) -> Result<File, Failure> {
    Ok(File { name: path.display().to_string(), text: read(path)? })
}
