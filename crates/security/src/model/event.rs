//! Facts that other modules and live lists are told of.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

/// Something of this module changed; for pages that are live.
#[derive(Clone, Debug, Serialize)]
pub struct SecurityChanged {
    /// What changed: a record or, after an import, the contract.
    pub subject_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What happened.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(SecurityChanged, "security.changed", subject_id);

/// A grave vulnerability came in.
#[derive(Clone, Debug, Serialize)]
pub struct VulnerabilityReceived {
    /// The vulnerability.
    pub vulnerability_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// 1 is the gravest.
    pub level: i64,
    /// In words.
    pub text: String,
    /// The end of the last day on which it is in time.
    pub due_at: DateTime<Utc>,
    /// The clause under which it is mended.
    pub clause: Option<String>,
    /// When it came in.
    pub at: DateTime<Utc>,
    /// Who took it in.
    pub by: Uuid,
}

contract_event!(VulnerabilityReceived, "security.vulnerability_received", vulnerability_id);

/// A vulnerability is due soon and not fed back; told once.
#[derive(Clone, Debug, Serialize)]
pub struct VulnerabilityDue {
    /// The vulnerability.
    pub vulnerability_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// 1 is the gravest.
    pub level: i64,
    /// In words.
    pub text: String,
    /// The end of its last day.
    pub due_at: DateTime<Utc>,
    /// The clause under which it is mended.
    pub clause: Option<String>,
    /// When it was found.
    pub at: DateTime<Utc>,
}

contract_event!(VulnerabilityDue, "security.vulnerability_due", vulnerability_id);

/// A vulnerability is to be worked on in a ticket; whoever keeps tickets opens one.
#[derive(Clone, Debug, Serialize)]
pub struct TicketWanted {
    /// The vulnerability.
    #[serde(skip)]
    pub subject_id: Uuid,
    /// The same for everything that is told of it.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// 1 is the gravest.
    pub level: i64,
    /// In a line.
    pub title: String,
    /// In words.
    pub description: String,
    /// Who asked, by name.
    pub requester: String,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(TicketWanted, "security.ticket_wanted", subject_id);

/// What became of a vulnerability, for its ticket.
#[derive(Clone, Debug, Serialize)]
pub struct TicketTold {
    /// The vulnerability.
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

contract_event!(TicketTold, "security.ticket_told", subject_id);
