//! Checks, what they find, and the files they saw.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::FindingCode;

/// Something that a check found wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BackupFinding)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// In a sentence.
    pub text: String,
    /// The clause that asks for what is missing.
    pub clause: Option<String>,
}

/// Something that is wrong and was not put right yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BackupOpenFinding)]
pub struct Open {
    /// What it is.
    pub code: FindingCode,
    /// In a sentence, as it was found last.
    pub text: String,
    /// The clause that asks for what is missing.
    pub clause: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The ticket about it.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
    /// Its number.
    #[serde(default)]
    pub ticket_number: Option<String>,
}

/// One look at the files of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BackupCheck {
    /// Id.
    pub id: Uuid,
    /// The policy.
    pub policy_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether nothing was wrong.
    pub ok: bool,
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// How many files there were.
    pub files: i64,
    /// The newest.
    pub newest: Option<String>,
    /// When the newest was written.
    pub newest_at: Option<DateTime<Utc>>,
    /// The size of the newest.
    pub bytes: Option<i64>,
    /// How long it took, in milliseconds.
    pub ms: i64,
    /// Who asked for it; absent: the clock.
    pub by: Option<String>,
}

/// A backup file that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BackupFile {
    /// Its name.
    pub name: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Its size.
    pub bytes: i64,
    /// Its digest, where it was taken.
    pub digest: Option<String>,
    /// The first day on which it need not be kept any more.
    pub kept_until: NaiveDate,
    /// When it was found gone.
    pub gone_at: Option<DateTime<Utc>>,
}
