//! Policies.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Checksum, Format, Open, PolicyState, Source, What};

/// What is backed up, how often, where it lies and how long it is kept; and how it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BackupPolicy {
    /// Id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule of the contract that it fulfils.
    pub rule: Option<String>,
    /// The clause of that rule.
    pub clause: Option<String>,
    /// The work concerned.
    pub work: Option<String>,
    /// What it is called.
    pub title: String,
    /// What is backed up.
    pub what: What,
    /// Where the files lie.
    pub source: Source,
    /// Which files they are: a name with `*` and `?`.
    pub pattern: String,
    /// What each file is.
    pub format: Format,
    /// Hours from one backup to the next.
    pub every_hours: i64,
    /// How much older the newest may be, in minutes; 0 where the contract prints an interval.
    pub grace_minutes: i64,
    /// Days that each is kept.
    pub keep_days: i64,
    /// Where backups are kept, in words.
    pub place: Option<String>,
    /// The least size of a good one.
    pub min_bytes: Option<i64>,
    /// By how much one may be smaller than those before, in percent.
    pub shrink_percent: i64,
    /// How a file is known to be whole.
    pub checksum: Checksum,
    /// Days from one drill to the next; absent: only when somebody asks for one.
    pub drill_every_days: Option<i64>,
    /// Whether it is looked at.
    pub enabled: bool,
    /// How it is.
    pub state: PolicyState,
    /// What is wrong and was not put right yet.
    pub findings: Vec<Open>,
    /// How many of these there are.
    pub open_findings: i64,
    /// The newest file.
    pub last_file: Option<String>,
    /// When it was written.
    pub last_at: Option<DateTime<Utc>>,
    /// Its size.
    pub last_bytes: Option<i64>,
    /// When it was last looked at.
    pub checked_at: Option<DateTime<Utc>>,
    /// When it will be looked at next; absent while it is switched off.
    pub next_check_at: Option<DateTime<Utc>>,
    /// When a drill last restored one: last proven restorable.
    pub proven_at: Option<DateTime<Utc>>,
    /// The file that was restored.
    pub proven_file: Option<String>,
    /// When the next drill is due.
    pub next_drill_at: Option<DateTime<Utc>>,
    /// Grows with every change that people make.
    pub version: i64,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
}
