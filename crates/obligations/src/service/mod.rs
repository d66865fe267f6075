//! Use cases: check, change, record, audit. The transaction is the caller's.

mod files;
pub(crate) mod ledger;
mod recording;
mod shown;
pub(crate) mod telling;

use std::sync::Arc;

use chrono::NaiveDate;
use jianyue_contracts::{
    Refusal,
    derive::HeldVersion,
    registry::{Compiled, Registry},
};
use jianyue_kernel::ContractId;
use jianyue_platform::{App, Tx, form::FormFaults};
use jianyue_sla::WorkCalendar;

pub use files::{attach_file, file, files, may_attach};
pub use ledger::{DutyWish, ledger, ledger_summary};
pub use recording::{NewDuty, NewEvidence, Waiver, open, prove, waive};

use crate::error::DutyError;

/// The versions of a contract, the first to hold first; never empty.
pub(crate) struct History(Vec<(Arc<Compiled>, Option<NaiveDate>)>);

impl History {
    pub(crate) async fn read(app: &App, tx: &mut Tx, contract: ContractId) -> Result<Self, DutyError> {
        let found = app.state::<Registry>().history(tx, contract).await?;
        if found.is_empty() { Err(Refusal::NotFound.into()) } else { Ok(Self(found)) }
    }

    fn versions(&self) -> Vec<HeldVersion<'_>> {
        let held = self.0.iter();
        held.map(|(one, until)| HeldVersion { contract: &one.model, from: one.effective_on, until: *until }).collect()
    }

    /// The calendar of now.
    fn calendar(&self) -> &WorkCalendar {
        self.0[0].0.time.calendar()
    }

    /// The version that holds on `day`, or the first one before that.
    pub(crate) fn on(&self, day: NaiveDate) -> &Compiled {
        let held = self.0.iter().rev().find(|(version, _)| version.effective_on <= day);
        &held.unwrap_or(&self.0[0]).0
    }
}

/// A span of at most `most` days.
fn span(from: NaiveDate, to: NaiveDate, most: i64) -> Result<(NaiveDate, NaiveDate), DutyError> {
    if to < from || (to - from).num_days() >= most {
        return Err(FormFaults::one("to", format!("请选择不超过 {most} 天、先后正确的起止日期")).into());
    }
    Ok((from, to))
}
