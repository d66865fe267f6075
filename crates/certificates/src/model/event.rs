//! Facts that other modules are told of.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::events::Event;
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

impl Event for CertificateExpiring {
    const KIND: &'static str = "certificates.certificate_expiring";

    fn subject(&self) -> Uuid {
        self.certificate_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}

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

impl Event for RegisterChanged {
    const KIND: &'static str = "certificates.register_changed";

    fn subject(&self) -> Uuid {
        self.subject_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}

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

impl Event for TicketWanted {
    const KIND: &'static str = "certificates.ticket_wanted";

    fn subject(&self) -> Uuid {
        self.subject_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}

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

impl Event for TicketTold {
    const KIND: &'static str = "certificates.ticket_told";

    fn subject(&self) -> Uuid {
        self.subject_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}
