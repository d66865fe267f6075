//! The port through which the ledger of duties learns from each module what a contract owes and where that stands, without
//! knowing tables that are not its own.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// Where a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// Its time has not begun.
    Coming,
    /// Its time runs.
    Open,
    /// It was told beforehand that it cannot be done as planned.
    Announced,
    /// Done in time.
    Done,
    /// Done behind its last day.
    DoneLate,
    /// Its last day is over and it is not done.
    Missed,
    /// The client lets it go.
    Waived,
}

impl DutyState {
    /// Where something stands that is done on `done` or not at all, may begin on `from` and is in time up to `due`.
    #[must_use]
    pub fn on(today: NaiveDate, from: NaiveDate, due: Option<NaiveDate>, done: Option<NaiveDate>) -> Self {
        match (done, due) {
            (Some(done), Some(due)) if done > due => Self::DoneLate,
            (Some(_), _) => Self::Done,
            (None, Some(due)) if due < today => Self::Missed,
            (None, _) if from > today => Self::Coming,
            (None, _) => Self::Open,
        }
    }
}

/// What shows that a duty was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DutyEvidence {
    /// In words.
    pub text: String,
    /// The page that shows it to the vendor's people; empty where there is none.
    pub path: String,
    /// The page that shows it to the client; empty where there is none.
    pub client_path: String,
    /// Who gave it; empty for the software itself.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something that a contract asks for, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Duty {
    /// Names it in its contract.
    pub key: String,
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// What it is: `inspection`, `backup`, `backup_check`, `stock_count`, `duty`, `visit`, `document`, `event`.
    pub kind: &'static str,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// First day of its period.
    pub from: NaiveDate,
    /// Last day of its period.
    pub to: NaiveDate,
    /// The last day on which it is in time; `None` where the contract prints none.
    pub due: Option<NaiveDate>,
    /// Where it stands.
    pub state: DutyState,
    /// When it was done, found missed, or let go.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was said of it: what makes it due, why it cannot be done, why it was let go.
    pub note: Option<String>,
    /// What shows it.
    pub evidence: Vec<DutyEvidence>,
}

impl Duty {
    /// The day under which it is listed: its last, or that of its period where the contract prints none.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.due.unwrap_or(self.to)
    }
}

/// Knows duties of contracts; found through [`crate::Module::duties`].
#[async_trait]
pub trait DutySource: Send + Sync {
    /// The duties of `contract` that are listed under a day from `from` to `to`, whoever may see them.
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_judged_by_its_last_day() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 3, n).unwrap();
        let on = |today, done: Option<u32>| DutyState::on(day(today), day(5), Some(day(10)), done.map(day));
        assert_eq!([on(4, None), on(5, None), on(10, None)], [DutyState::Coming, DutyState::Open, DutyState::Open]);
        assert_eq!([on(11, None), on(20, Some(10))], [DutyState::Missed, DutyState::Done]);
        assert_eq!([on(20, Some(11)), on(4, Some(3))], [DutyState::DoneLate, DutyState::Done]);
        assert_eq!(DutyState::on(day(31), day(5), None, None), DutyState::Open, "without a term nothing is missed");
    }
}
