//! A period at hand: found, may be touched, told of.

use jianyue_contracts::{
    Desk, Refusal,
    desk::covers,
    registry::{Compiled, Registry},
};
use jianyue_kernel::Permission;
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
};
use jianyue_sla::BusinessTime;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    error::AssuranceError,
    model::{PeriodChanged, PeriodDeclared, PeriodState, PeriodWorked},
    permissions::READ,
    policy::days::Span,
    store::{
        period::{PeriodRow, period_find, period_lock},
        phase::{PhaseRow, phases_of},
    },
};

/// A period with its phases.
pub(super) struct Known {
    pub row: PeriodRow,
    pub phases: Vec<PhaseRow>,
}

impl Known {
    /// The period of an id, when the caller may read it.
    pub async fn find(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Self, AssuranceError> {
        let row = period_find(tx, id).await?.ok_or(Refusal::NotFound)?;
        Self::of(tx, desk, row).await
    }

    /// The same, held for a change by who holds `needed`.
    pub async fn take(tx: &mut Tx, desk: Desk<'_>, id: Uuid, needed: &Permission) -> Result<Self, AssuranceError> {
        let row = period_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
        let known = Self::of(tx, desk, row).await?;
        desk.require(&READ, needed, known.row.contract(), &known.row.works())?;
        Ok(known)
    }

    async fn of(tx: &mut Tx, desk: Desk<'_>, row: PeriodRow) -> Result<Self, AssuranceError> {
        if !covers(&desk.by.scope(&READ), row.contract(), &row.works()) {
            return Err(Refusal::NotFound.into());
        }
        let phases = phases_of(tx, [row.id]).await?;
        Ok(Self { row, phases })
    }

    /// First and last day.
    pub fn span(&self) -> Span {
        (self.row.from_on, self.row.to_on)
    }

    /// Refuses work on a period that counts for nothing.
    pub fn must_be_confirmed(&self) -> Result<(), AssuranceError> {
        match self.row.state {
            PeriodState::Confirmed => Ok(()),
            PeriodState::Declared => {
                Err(Refusal::state("这个特殊时期还没有经甲方确认，确认后才能执行保障任务。").into())
            }
            PeriodState::Withdrawn => Err(Refusal::state("这个特殊时期已经撤回，不需要再执行。").into()),
        }
    }

    /// Tells other modules that the days that count are others than before; `old` are those of before.
    pub async fn tell_changed(
        &self,
        tx: &mut Tx,
        desk: Desk<'_>,
        what: &'static str,
        old: Span,
    ) -> Result<(), AssuranceError> {
        desk.app.state::<Registry>().special_periods_changed();
        let event = PeriodChanged {
            period_id: self.row.id,
            contract_id: self.row.contract_id,
            from: self.row.from_on.min(old.0),
            to: self.row.to_on.max(old.1),
            what,
            at: desk.now(),
        };
        events::record(tx, desk.env, &event).await?;
        Ok(())
    }

    /// Tells the people of one side.
    pub async fn tell_people(
        &self,
        tx: &mut Tx,
        desk: Desk<'_>,
        (side, text): (&'static str, String),
    ) -> Result<(), AssuranceError> {
        let by = desk.by.person.0;
        let (period_id, contract_id, at) = (self.row.id, self.row.contract_id, desk.now());
        events::record(tx, desk.env, &PeriodDeclared { period_id, contract_id, side, text, by, at }).await?;
        Ok(())
    }

    /// Tells live lists.
    pub async fn tell_worked(&self, tx: &mut Tx, desk: Desk<'_>) -> Result<(), AssuranceError> {
        let event = PeriodWorked { period_id: self.row.id, contract_id: self.row.contract_id, at: desk.now() };
        events::record(tx, desk.env, &event).await?;
        Ok(())
    }

    /// Writes into the audit trail that `action` was done. Last in a use case.
    pub async fn audit(
        &self,
        tx: &mut Tx,
        desk: Desk<'_>,
        action: &'static str,
        mut detail: Value,
    ) -> Result<(), AssuranceError> {
        detail["title"] = json!(self.row.title);
        detail["from"] = json!(self.row.from_on);
        detail["to"] = json!(self.row.to_on);
        let entry = Entry { action, subject: self.row.id, contract: Some(self.row.contract()), detail };
        audit::record(tx, desk.env, desk.by, entry).await?;
        Ok(())
    }
}

/// The version of a contract that is shown on the first day of a period, and the calendar of now.
pub(super) async fn frame(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: jianyue_kernel::ContractId,
    day: chrono::NaiveDate,
) -> Result<(Arc<Compiled>, Arc<BusinessTime>), AssuranceError> {
    let version = desk.version(tx, contract, day).await?;
    let time = desk.app.state::<Registry>().time(tx).await?;
    Ok((version, time))
}
