//! `jianyue contract …`: functions over texts; the caller reads files and prints.

use std::fmt::Write as _;

use chrono::NaiveDate;
use jianyue_sla::WorkCalendar;
use serde::Serialize;

use crate::{
    Lines, ParseErrors, check,
    check::{Finding, Severity},
    derive,
    derive::Plan,
    model::Contract,
    parse,
};

/// A file as the caller read it.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What a file could not be read for.
#[derive(Clone, Debug, Serialize)]
pub struct Unreadable {
    /// Name of the file.
    pub file: String,
    /// Every place where it is wrong.
    pub errors: ParseErrors,
}

/// The outcome of `contract check`.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Files that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Findings of those that could.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// 1 when a file cannot be read or a finding is an error, else 0.
    #[must_use]
    pub fn exit_code(&self) -> i32 {
        let errors = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        i32::from(errors || !self.unreadable.is_empty())
    }

    /// As people read it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for file in &self.unreadable {
            for error in &file.errors.0 {
                let _ = writeln!(text, "{}:{}:{}: {error}", file.file, error.line, error.column);
            }
        }
        for finding in &self.findings {
            text += &line(finding);
        }
        let count = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        text + &format!(
            "{} 个错误，{} 个警告，{} 个提示\n",
            count(Severity::Error) + self.unreadable.len(),
            count(Severity::Warning),
            count(Severity::Note)
        )
    }
}

fn line(finding: &Finding) -> String {
    let mut text =
        format!("{} [{}] {}：{}\n", finding.contract, finding.code, finding.severity.name(), finding.message);
    for place in &finding.places {
        let _ = writeln!(text, "    {}：{}", place.clause, place.text);
    }
    if let Some(followed) = &finding.followed {
        let _ = writeln!(text, "    采用：{followed}");
    }
    text
}

/// Reads and checks contract files together.
#[must_use]
pub fn check_files(files: &[File], calendar: &WorkCalendar) -> Checked {
    let (mut contracts, mut readable): (Vec<Contract>, Vec<&File>) = Default::default();
    let mut unreadable = Vec::new();
    for file in files {
        match parse(&file.text) {
            Ok(contract) => {
                contracts.push(contract);
                readable.push(file);
            }
            Err(errors) => unreadable.push(Unreadable { file: file.name.clone(), errors }),
        }
    }
    let mut findings = check(&contracts, calendar);
    for (file, contract) in readable.iter().zip(&contracts) {
        Lines::of(&file.text).mark(findings.iter_mut().filter(|finding| finding.contract == contract.contract.slug));
    }
    Checked { unreadable, findings }
}

/// Reads a contract file and derives its plan; [`Plan`] prints itself for people and serialises for programs.
///
/// # Errors
/// [`Unreadable`] when the file is no contract.
pub fn plan_file(
    file: &File,
    calendar: &WorkCalendar,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Plan, Unreadable> {
    let contract = parse(&file.text).map_err(|errors| Unreadable { file: file.name.clone(), errors })?;
    Ok(derive(&contract, calendar, from, to))
}
