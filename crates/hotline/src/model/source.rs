//! Phone systems.

use chrono::{DateTime, Utc};
use jianyue_platform::signed::Algorithm;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A line of a phone system and the contract that it serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FeedLine)]
pub struct Line {
    /// What the phone system calls it, for instance the number that was dialled.
    pub line: String,
    /// The contract.
    pub contract_id: Uuid,
}

/// A phone system that may report calls, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FeedSource)]
pub struct Source {
    /// Its id; reports go to `/hotline/feed/` and this.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// How its reports are signed.
    pub algorithm: Algorithm,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Grows with every new secret.
    pub version: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
}
