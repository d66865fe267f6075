//! Requests: what is to be done with certificates, asked for by one person and approved by another.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Medium;

words! {
    /// What is asked for.
    #[schema(as = CertificateRequestKind)]
    pub enum RequestKind {
        /// A certificate for somebody who has none.
        Apply = "apply",
        /// The same certificate for a further term.
        Renew = "renew",
        /// Another certificate for the same holder and term, because the medium is lost or broken.
        Reissue = "reissue",
        /// Other details of the holder.
        Change = "change",
        /// That the issuer takes it back.
        Revoke = "revoke",
    }
}

impl RequestKind {
    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Apply => "申请",
            Self::Renew => "更新",
            Self::Reissue => "重签发",
            Self::Change => "信息变更",
            Self::Revoke => "吊销",
        }
    }
}

words! {
    /// Where a request stands.
    #[schema(as = CertificateRequestState)]
    pub enum RequestState {
        /// It waits for approval.
        Asked = "asked",
        /// It is approved and waits to be carried out.
        Approved = "approved",
        /// It was refused.
        Refused = "refused",
        /// Whoever asked takes it back.
        Withdrawn = "withdrawn",
        /// It was carried out.
        Done = "done",
    }
}

/// Details that a certificate is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CertificateWanted)]
pub struct WantedDetails {
    /// Whose it is to be.
    #[serde(default)]
    pub holder: Option<String>,
    /// The unit they belong to.
    #[serde(default)]
    pub unit: Option<String>,
    /// What it is to be used for.
    #[serde(default)]
    pub use_for: Option<String>,
    /// What it is to be kept in.
    #[serde(default)]
    pub medium: Option<Medium>,
    /// The last day that is wanted.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

/// Who decided or ended a request, and what they said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CertificateDecision)]
pub struct Decided {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What they said.
    pub note: Option<String>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CertificateRequest {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What is asked for.
    pub kind: RequestKind,
    /// Where it stands.
    pub state: RequestState,
    /// The certificates that it is about; none when a new one is asked for.
    pub certificates: Vec<Uuid>,
    /// What they are to become.
    pub wanted: WantedDetails,
    /// Why.
    pub reason: String,
    /// Who asked, by name.
    pub asked_by: String,
    /// Who asked.
    pub asked_by_id: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who approved or refused it.
    pub decided: Option<Decided>,
    /// Who carried it out or took it back.
    pub ended: Option<Decided>,
    /// The ticket that it is worked on in.
    pub ticket_id: Option<Uuid>,
    /// The number of that ticket.
    pub ticket_number: Option<String>,
    /// Whether a ticket was asked for with it; its number comes a moment later.
    pub ticket_wanted: bool,
    /// Grows with every change.
    pub version: i64,
}
