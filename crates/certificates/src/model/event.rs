//! Facts that other modules are told of.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

/// A certificate ends soon; told once for each of its stages.
#[derive(Clone, Debug, Serialize)]
pub struct CertificateExpiring {
    /// The certificate.
    pub certificate_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Days that are left.
    pub days: i64,
    /// In words.
    pub text: String,
    /// The end of its last day.
    pub due_at: DateTime<Utc>,
    /// The clause under which the register is kept.
    pub clause: Option<String>,
    /// When it was found.
    pub at: DateTime<Utc>,
}

contract_event!(CertificateExpiring, "certificates.certificate_expiring", certificate_id);

/// The register of a contract or its requests changed; for lists that are live.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterChanged {
    /// What changed: a certificate, a request or, after an import, the contract.
    pub subject_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// What happened.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(RegisterChanged, "certificates.register_changed", subject_id);

/// A request is to be worked on in a ticket; whoever keeps tickets opens one.
#[derive(Clone, Debug, Serialize)]
pub struct TicketWanted {
    /// The request.
    #[serde(skip)]
    pub subject_id: Uuid,
    /// The same for everything that is told of the request.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work; the register belongs to none.
    pub work: Option<String>,
    /// In a line.
    pub title: String,
    /// In words.
    pub description: String,
    /// Who asked, by name.
    pub requester: String,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(TicketWanted, "certificates.ticket_wanted", subject_id);

/// What became of a request, for its ticket.
#[derive(Clone, Debug, Serialize)]
pub struct TicketTold {
    /// The request.
    #[serde(skip)]
    pub subject_id: Uuid,
    /// As the ticket was wanted under.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// The ticket, where it is known; otherwise the one that was opened for the key.
    pub ticket_id: Option<Uuid>,
    /// In a sentence.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(TicketTold, "certificates.ticket_told", subject_id);
