//! Facts that other modules are told of.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

/// Something happened to a request.
#[derive(Clone, Debug, Serialize)]
pub struct RequestChanged {
    /// The request.
    pub request_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// What happened.
    pub what: &'static str,
    /// In words.
    pub text: Option<String>,
    /// The clause that it rests on.
    pub clause: String,
    /// Who did it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(RequestChanged, "catalogue.request_changed", request_id);

/// A duty that comes round was done on request.
#[derive(Clone, Debug, Serialize)]
pub struct DutyProved {
    /// The request.
    #[serde(skip)]
    pub request_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule.
    pub rule: String,
    /// `duty`: what the contract asks for without a kind of its own.
    pub kind: &'static str,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// In words.
    pub text: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// Where to read more.
    pub record: ProofRecord,
    /// Where the client reads more.
    pub client_path: String,
}

/// What shows it.
#[derive(Clone, Debug, Serialize)]
pub struct ProofRecord {
    /// `service_request`.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

contract_event!(DutyProved, "catalogue.duty_proved", request_id);
