//! Use cases: check, change, record, audit. The transaction is the caller's.

mod assignments;
mod attendance;
mod board;
mod changes;
mod departures;
mod files;
pub(crate) mod month;
mod presence;
pub(crate) mod reminding;
mod staff;
mod trainings;

use chrono::{Datelike, NaiveDate};
use jianyue_contracts::{
    Desk,
    model::{Contract, Position},
};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
};
use serde_json::Value;
use uuid::Uuid;

pub use assignments::{EndAssignment, NewAssignment, assign, end};
pub use attendance::{NewAttendee, Rating, add_attendee, attendable, rate, remove_attendee, sign};
pub use board::board;
pub use changes::{ChangeDecision, NewStaffChange, Ticked, announce, change, changes, decide, finish, tick, withdraw};
pub use departures::{Departure, depart};
pub use files::{attach_to, file, fileable};
pub use month::presence_month;
pub use presence::{NewAbsence, PresenceCorrection, Tap, TapKind, correct, my_posts, tap, tell_absence};
pub use staff::{
    NewQualification, NewStaff, StaffEdit, add_qualification, add_staff, edit_staff, remove_qualification, staff,
};
pub use trainings::{
    Held, NewTraining, TrainingDecision, TrainingEdit, cancel, confirm, edit_training, hold, plan, training, trainings,
};

use crate::{error::StaffingError, model::StaffingChanged};

/// The most characters of a name.
const NAME: usize = 60;
/// The most characters of a line.
const LINE: usize = 200;
/// The most characters of a remark.
const TEXT: usize = 1000;

/// The position of a contract by its rule.
fn position<'a>(contract: &'a Contract, rule: &str) -> Option<&'a Position> {
    contract.staffing.iter().find(|position| position.id == rule)
}

/// A day as people write it.
fn words(day: NaiveDate) -> String {
    format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day())
}

/// Writes down what was done, and tells live lists.
async fn done(
    tx: &mut Tx,
    desk: Desk<'_>,
    (contract, subject): (ContractId, Uuid),
    action: &'static str,
    detail: Value,
) -> Result<(), StaffingError> {
    audit::record(tx, desk.env, desk.by, Entry { action, subject, contract: Some(contract), detail }).await?;
    let event = StaffingChanged {
        subject_id: subject,
        contract_id: contract.0,
        what: action.trim_start_matches("staffing.").to_owned(),
        at: desk.now(),
    };
    Ok(events::record(tx, desk.env, &event).await?)
}
