//! Facts that other modules and live lists are told of. Internal notes are told to nobody.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::events::Event;
use jianyue_sla::clock::ClockKind;
use serde::Serialize;
use uuid::Uuid;

use super::UsedPart;

/// Declares an event about a ticket.
macro_rules! event {
    ($name:ident, $kind:literal) => {
        impl Event for $name {
            const KIND: &'static str = $kind;

            fn subject(&self) -> Uuid {
                self.ticket_id
            }

            fn contract(&self) -> Option<ContractId> {
                Some(ContractId(self.contract_id))
            }
        }
    };
}

/// A ticket was opened.
#[derive(Clone, Debug, Serialize)]
pub struct TicketOpened {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its severity case.
    pub case: String,
    /// The work concerned.
    pub work: Option<String>,
    /// Who opened it; nil for the software itself.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}
event!(TicketOpened, "ticketing.ticket_opened");

/// Something happened to a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct TicketChanged {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its severity case now.
    pub case: String,
    /// What happened, as its history calls it.
    pub what: &'static str,
    /// Where it stands now.
    pub state: &'static str,
    /// Its level of support now.
    pub escalation_level: i64,
    /// Who holds it now.
    pub assignee_id: Option<Uuid>,
    /// The work concerned.
    pub work: Option<String>,
    /// Who did it; nil for the software itself.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}
event!(TicketChanged, "ticketing.ticket_changed");

/// A service sheet was written.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceSheetWritten {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// The sheet.
    pub sheet_id: Uuid,
    /// Its number: `HS-2026-000123-F1`.
    pub sheet_number: String,
    /// The sheet that it corrects.
    pub corrects: Option<Uuid>,
    /// Whether the client signed.
    pub signed: bool,
    /// Tests that were passed.
    pub tests_passed: usize,
    /// Tests that were made.
    pub tests: usize,
    /// Parts that were used.
    pub parts: Vec<UsedPart>,
    /// Who wrote it, by name.
    pub by_name: String,
    /// The work concerned.
    pub work: Option<String>,
    /// Who wrote it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}
event!(ServiceSheetWritten, "ticketing.service_sheet_written");

/// A part of a promise's time is used.
#[derive(Clone, Debug, Serialize)]
pub struct ClockWarned {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// Which clock.
    pub clock: ClockKind,
    /// Its cycle.
    pub cycle: u32,
    /// 50 or 80.
    pub percent: u8,
    /// When that part was used, which is earlier than now after an outage.
    pub at: DateTime<Utc>,
    /// When the promise falls due.
    pub due_at: Option<DateTime<Utc>>,
    /// Who holds the ticket.
    pub assignee_id: Option<Uuid>,
}
event!(ClockWarned, "ticketing.clock_warned");

/// A promise was missed.
#[derive(Clone, Debug, Serialize)]
pub struct ClockBreached {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// Which clock.
    pub clock: ClockKind,
    /// Its cycle.
    pub cycle: u32,
    /// The due moment, which is earlier than now after an outage.
    pub at: DateTime<Utc>,
    /// The clause of the promise.
    pub clause: String,
    /// Who holds the ticket.
    pub assignee_id: Option<Uuid>,
}
event!(ClockBreached, "ticketing.clock_breached");

/// What another module found wrong is worked on in a ticket: told when the ticket is opened, and each time its history
/// tells of the thing again.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationTicketed {
    /// Names the thing, as its module does.
    pub key: String,
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
}
event!(DeviationTicketed, "ticketing.deviation_ticketed");
