//! Drills: backups that were really restored, or could not be.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DrillState, Format};

/// A drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BackupDrill)]
pub struct Drill {
    /// Id.
    pub id: Uuid,
    /// The policy.
    pub policy_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What the policy is called.
    pub title: String,
    /// What the file is.
    pub format: Format,
    /// Where it stands.
    pub state: DrillState,
    /// The file; absent until it begins.
    pub file: Option<String>,
    /// When the file was written.
    pub file_at: Option<DateTime<Utc>>,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How long it took, in milliseconds.
    pub ms: Option<i64>,
    /// The size of the file.
    pub bytes: Option<i64>,
    /// Rows by table; for archives `files` and `unpacked_bytes`. At most 500 tables.
    pub counts: BTreeMap<String, i64>,
    /// What came of it, in a sentence.
    pub text: Option<String>,
    /// Who asked for it; absent: the clock.
    pub by: Option<String>,
}
