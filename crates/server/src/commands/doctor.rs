//! `jianyue doctor`: what would stop the service from working, and what to do about it.

use std::{fmt, fs, path::Path, process::ExitCode};

use chrono::{Datelike, TimeDelta};
use jianyue_kernel::{Env, PageRequest};
use jianyue_platform::{Db, audit, config::Settings, events::dead_letters, jobs::job_list};
use jianyue_sla::zone;
use sysinfo::Disks;

use super::Failure;
use crate::{host, host::Host};

/// Least free space on the disk of the data folder, in bytes.
const DISK: u64 = 2 << 30;
/// A job that has not ended a run for this long is late, whatever its schedule.
const JOB_QUIET: TimeDelta = TimeDelta::days(2);

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Fine,
    Warning,
    Wrong,
}

struct Finding {
    grade: Grade,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Fine => "ok   ",
            Grade::Warning => "warn ",
            Grade::Wrong => "WRONG",
        };
        write!(f, "{grade} {}", self.what)
    }
}

fn fine(what: impl Into<String>) -> Finding {
    Finding { grade: Grade::Fine, what: what.into() }
}

fn warning(what: impl Into<String>) -> Finding {
    Finding { grade: Grade::Warning, what: what.into() }
}

fn wrong(what: impl Into<String>) -> Finding {
    Finding { grade: Grade::Wrong, what: what.into() }
}

/// Checks everything and prints one line a check; exit code 1 when something is wrong.
///
/// # Errors
/// [`Failure`] when the settings cannot be read at all.
pub async fn run(config: Option<&Path>) -> Result<ExitCode, Failure> {
    let settings = host::settings(config)?;
    let mut findings = vec![fine("settings: every key is known"), data_folder(&settings), disk(&settings)];
    match Host::open(config).await {
        Ok(host) => inside(&host, &mut findings).await,
        Err(error) => findings.push(wrong(format!("database or keys: {error}"))),
    }
    for finding in &findings {
        println!("{finding}");
    }
    let worst = findings.iter().map(|finding| finding.grade).max();
    Ok(if worst == Some(Grade::Wrong) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn data_folder(settings: &Settings) -> Finding {
    let probe = settings.data.join(".doctor");
    let written =
        fs::create_dir_all(&settings.data).and_then(|()| fs::write(&probe, b"")).and_then(|()| fs::remove_file(&probe));
    match written {
        Ok(()) => fine(format!("data folder: {} can be written", settings.data.display())),
        Err(error) => wrong(format!(
            "data folder: {}: {error}; give the service's user the right to write there",
            settings.data.display()
        )),
    }
}

fn disk(settings: &Settings) -> Finding {
    let Ok(data) = settings.data.canonicalize() else { return warning("disk: the data folder is not there yet") };
    let Ok(disks) = Disks::new_with_refreshed_list() else { return warning("disk: its free space is unknown") };
    let holding = disks.iter().filter(|disk| data.starts_with(disk.mount_point()));
    match holding.max_by_key(|disk| disk.mount_point().as_os_str().len()) {
        None => warning("disk: its free space is unknown"),
        Some(disk) if disk.available_space() < DISK => wrong(format!(
            "disk: {} MB free where the data lives; less than 2 GB stops writes soon",
            disk.available_space() >> 20
        )),
        Some(disk) => fine(format!("disk: {} MB free where the data lives", disk.available_space() >> 20)),
    }
}

async fn inside(host: &Host, findings: &mut Vec<Finding>) {
    let db = host.app.db();
    findings.push(fine(format!("database: {:?} answers, its schema is up to date", db.engine())));
    findings.push(holidays(host).await);
    findings.push(jobs(db).await);
    findings.push(letters(db).await);
    findings.push(trail(db).await);
    findings.push(if host::web::is_embedded() {
        fine("web application: in the binary")
    } else {
        warning("web application: not in this build; run `make build`")
    });
}

async fn holidays(host: &Host) -> Finding {
    let today = zone::local_date(Env::system().now());
    let Ok(mut tx) = host.app.db().peek().await else { return wrong("holidays: the database does not answer") };
    let Ok(time) = host.registry().time(&mut tx).await else { return wrong("holidays: the calendar cannot be read") };
    if !time.calendar().knows(today.year()) {
        return wrong(format!(
            "holidays: no notice loaded for {}; working-day deadlines cannot be computed",
            today.year()
        ));
    }
    if today.month() >= 11 && !time.calendar().knows(today.year() + 1) {
        return warning(format!("holidays: no notice loaded for {}; load it once it is published", today.year() + 1));
    }
    fine(format!("holidays: {} is loaded", today.year()))
}

async fn jobs(db: &Db) -> Finding {
    let Ok(mut tx) = db.peek().await else { return wrong("jobs: the database does not answer") };
    let Ok(jobs) = job_list(&mut tx).await else { return wrong("jobs: cannot be read") };
    let oldest = Env::system().now() - JOB_QUIET;
    for job in &jobs {
        if let Some(error) = &job.last_error {
            return warning(format!("jobs: {} failed last time: {error}", job.name));
        }
        if job.last_end.is_some_and(|end| end < oldest) {
            return warning(format!(
                "jobs: {} has not run since {}; is the service running?",
                job.name,
                oldest.date_naive()
            ));
        }
    }
    fine(format!("jobs: {} known, none failed", jobs.len()))
}

async fn letters(db: &Db) -> Finding {
    let page = PageRequest { limit: Some(1), after: None };
    let Ok(mut tx) = db.peek().await else { return wrong("events: the database does not answer") };
    match dead_letters(&mut tx, &page).await {
        Ok(letters) if letters.items.is_empty() => fine("events: no dead letters"),
        Ok(_) => warning(
            "events: some could not be delivered; `jianyue events dead` lists them, `retry` and `discard` settle them",
        ),
        Err(error) => wrong(format!("events: {error}")),
    }
}

async fn trail(db: &Db) -> Finding {
    match audit::verify(db).await {
        Ok(chains) => match chains.iter().find(|chain| !chain.ok) {
            None => fine(format!("audit trail: {} chains verified", chains.len())),
            Some(chain) => {
                wrong(format!("audit trail: chain {} is broken: {}", chain.chain, chain.why.as_deref().unwrap_or("?")))
            }
        },
        Err(error) => wrong(format!("audit trail: {error}")),
    }
}
