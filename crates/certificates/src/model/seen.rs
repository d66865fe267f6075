//! Certificates that were met on the network, and those who sign.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A certificate as a server showed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = CertificateSeen)]
pub struct Seen {
    /// The server, `name:port`.
    pub target: String,
    /// Its serial number, as in the register.
    pub serial: String,
    /// Who issued it.
    pub issuer: String,
    /// Whom it names.
    pub subject: String,
    /// The last day on which it holds.
    pub valid_until: NaiveDate,
    /// The same certificate in the register.
    pub certificate_id: Option<Uuid>,
    /// When it was shown last.
    pub seen_at: DateTime<Utc>,
}

/// Somebody who signs certificates and lists of revoked ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = CertificateIssuer)]
pub struct Issuer {
    /// Its id.
    pub id: Uuid,
    /// Whom its certificate names.
    pub subject: String,
    /// SHA-256 of its certificate, hexadecimal.
    pub fingerprint: String,
    /// When it was handed in.
    pub added_at: DateTime<Utc>,
}
