//! The port through which modules learn of special periods: days that a client declared, in which the windows of a contract
//! may be longer and nothing may be released.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::ContractId;
use uuid::Uuid;

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// A special period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialPeriod {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// The first day on which the longer hours hold, in Shanghai.
    pub from: NaiveDate,
    /// The last, counted in.
    pub to: NaiveDate,
    /// Whether nothing may be released on these days.
    pub freeze: bool,
}

impl SpecialPeriod {
    /// Whether it concerns `work`; nobody knows a work means that any may be concerned.
    #[must_use]
    pub fn concerns(&self, work: Option<&str>) -> bool {
        self.works.is_empty() || work.is_none_or(|work| self.works.iter().any(|one| one == work))
    }
}

/// Knows special periods. Offered by a module that keeps them; found through [`crate::Module::special_periods`].
#[async_trait]
pub trait PeriodSource: Send + Sync {
    /// Those of `contract` that share a day with `[from, to]`, by their first day.
    async fn special_periods(
        &self,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<SpecialPeriod>, DbError>;
}

/// The special periods of `contract` that share a day with `[from, to]`, by their first day; none where no module keeps any.
///
/// # Errors
/// When the database refuses.
pub async fn special_periods(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<SpecialPeriod>, DbError> {
    match app.modules().iter().find_map(|module| module.special_periods()) {
        Some(source) => source.special_periods(tx, contract, from, to).await,
        None => Ok(Vec::new()),
    }
}
