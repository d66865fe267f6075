//! Systems that are watched, and whom the software signs in as.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::CredentialKind;

/// A system of the client's that is watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = WatchedSystem)]
pub struct System {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What it is called.
    pub name: String,
    /// Key of the work it belongs to.
    pub work: Option<String>,
    /// Its machines.
    pub hosts: Vec<String>,
    /// Grows with every change.
    pub version: i64,
}

/// Whom the software signs in as, without what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProbeCredential)]
pub struct Credential {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What it is called.
    pub name: String,
    /// The name that is signed in with.
    pub username: String,
    /// With what.
    pub kind: CredentialKind,
    /// Grows with every change.
    pub version: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
}
