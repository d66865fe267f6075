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
