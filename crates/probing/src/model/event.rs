//! Facts that other modules and live lists are told of. No secret and no address with one is among them.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

use super::State;

/// Something is wrong that somebody should see to.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationFound {
    /// The probe or rule.
    #[serde(skip)]
    pub subject: Uuid,
    /// The same for as long as the same thing is wrong.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work.
    pub work: Option<String>,
    /// Key of the service; never known here.
    pub service: Option<String>,
    /// 1 is the gravest; absent: as the contract's catalogue has it.
    pub level: Option<i64>,
    /// What, in a few words.
    pub title: String,
    /// What, in sentences.
    pub description: String,
    /// Since when.
    pub at: DateTime<Utc>,
}

contract_event!(DeviationFound, "probing.deviation_found", subject);

/// It is wrong no more.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationGone {
    /// The probe or rule.
    #[serde(skip)]
    pub subject: Uuid,
    /// As it was found under.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Until when.
    pub at: DateTime<Utc>,
    /// How long it lasted.
    pub lasted_seconds: i64,
    /// In a sentence.
    pub text: String,
}

contract_event!(DeviationGone, "probing.deviation_gone", subject);

/// A probe changed its state, for live lists.
#[derive(Clone, Debug, Serialize)]
pub struct ProbeChanged {
    /// The probe.
    pub probe_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// How it is now.
    pub state: State,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(ProbeChanged, "probing.probe_changed", probe_id);

/// A server showed a certificate that it had not shown before.
#[derive(Clone, Debug, Serialize)]
pub struct CertificateSeen {
    /// The probe that saw it.
    pub probe_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Serial number, hexadecimal, capital letters.
    pub serial: String,
    /// Who issued it.
    pub issuer: String,
    /// For whom.
    pub subject: String,
    /// From when.
    pub not_before: DateTime<Utc>,
    /// Until when.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the whole, hexadecimal.
    pub fingerprint: String,
    /// Whether it is the server's own, and not one of its issuers'.
    pub own: bool,
    /// Where it was seen: machine and port, or the address of a web service.
    pub target: String,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(CertificateSeen, "probing.certificate_seen", probe_id);
