//! What a contract says, and which of it somebody may see.

use std::sync::Arc;

use chrono::NaiveDate;
use jianyue_contracts::{
    Desk, Refusal,
    derive::day_after,
    desk::covers,
    model::{Contract, Duty},
    registry::Compiled,
};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::Tx;
use jianyue_sla::{WorkCalendar, zone};

use crate::{permissions::READ, policy::rules, store::order::Horizon};

/// Working days before the last one from which on an order that stands still is looked at.
const AHEAD: u32 = 2;

/// A contract as it holds today.
pub(super) struct Frame {
    pub contract: ContractId,
    compiled: Arc<Compiled>,
}

impl Frame {
    pub async fn of(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Self, Refusal> {
        Ok(Self { contract, compiled: desk.version(tx, contract, desk.today()).await? })
    }

    pub fn model(&self) -> &Contract {
        &self.compiled.model
    }

    pub fn calendar(&self) -> &WorkCalendar {
        self.compiled.time.calendar()
    }

    /// The delivery rules whose works the caller sees with `permission`; `None` means all of them.
    pub fn visible(&self, desk: Desk<'_>, permission: &Permission) -> Option<Vec<String>> {
        let scope = desk.by.scope(permission);
        let all: Vec<&Duty> = rules::deliveries(self.model()).collect();
        let seen: Vec<String> =
            all.iter().filter(|duty| covers(&scope, self.contract, &duty.works)).map(|duty| duty.id.clone()).collect();
        // What is kept under a rule that the text no longer has is seen by whoever sees everything.
        (seen.len() != all.len() || !covers(&scope, self.contract, &[])).then_some(seen)
    }

    /// Lets the caller on who holds `needed` on the works of `rule`.
    pub fn require(&self, desk: Desk<'_>, needed: &Permission, rule: &str) -> Result<(), Refusal> {
        desk.require(&READ, needed, self.contract, rules::works(self.model(), rule))
    }

    /// The last day on which something that began on `from` is in time under `duty`; none where the contract prints none.
    pub fn due(&self, duty: &Duty, from: NaiveDate) -> Result<Option<NaiveDate>, Refusal> {
        let due = duty.within.map(|within| day_after(from, within, self.calendar())).transpose();
        due.map_err(|_| no_calendar())
    }

    /// What will be late, seen from `today`.
    pub fn horizon(&self, today: NaiveDate) -> Result<Horizon, Refusal> {
        let to = self.calendar().add_working_days(today, AHEAD).map_err(|_| no_calendar())?;
        let still = self.calendar().working_days_before(today, 1).map_err(|_| no_calendar())?;
        Ok(Horizon { from: today, to, still: zone::start_of_day(still) })
    }
}

fn no_calendar() -> Refusal {
    let text = "期限跨入没有放假安排的年份，算不出到期日。请系统管理员先导入该年的放假安排。";
    Refusal::rule("no_calendar", text)
}
