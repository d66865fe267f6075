//! Use cases: check, change, record, audit. The transaction is the caller's.

mod command;
mod contacts;
mod drills;
mod ending;
mod opening;
mod papers;
mod plans;
mod shown;
mod tickets;

use jianyue_contracts::{Desk, desk::covers};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
};
use serde_json::Value;
use uuid::Uuid;

pub(crate) use self::shown::standing;
pub use self::{
    command::{Escalation, NewEntry, RoleWish, Words, escalate, log, stand_down, take_role},
    contacts::{NewTest, contact_tests, contacts, test},
    drills::{
        DrillsWanted, FindingDone, HeldDrill, MovedDrill, NewDrill, NewFinding, drill, drills, finding_end, hold,
        move_drill, plan_drill,
    },
    ending::{Agreement, Day, Reason, agree_day, confirm, give_back, report},
    opening::{NewEmergency, open, rules},
    papers::{attach_to, file_to_read},
    plans::{NewPlan, PlanEdit, add_plan, agree, edit_plan, plan, plans, publish},
    shown::{EmergenciesWanted, emergencies, emergency},
    tickets::Tickets,
};
use crate::{error::EmergencyError, model::EmergencyChanged};

/// Files of emergencies are kept under this kind.
pub const EMERGENCY: &str = "emergencies.emergency";
/// Files of drills are kept under this one.
pub const DRILL: &str = "emergencies.drill";

/// Writes down what was done, and tells live pages.
async fn tell(
    tx: &mut Tx,
    desk: Desk<'_>,
    (subject, contract): (Uuid, Uuid),
    action: &'static str,
    detail: Value,
) -> Result<(), EmergencyError> {
    let entry = Entry { action, subject, contract: Some(ContractId(contract)), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    let what = action.split_once('.').map_or(action, |(_, what)| what);
    let event = EmergencyChanged { subject_id: subject, contract_id: contract, what, at: desk.now() };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// Whether `permission` is held on works of a contract.
fn may(desk: Desk<'_>, permission: &jianyue_kernel::Permission, contract: Uuid, works: &[String]) -> bool {
    covers(&desk.by.scope(permission), ContractId(contract), works)
}
