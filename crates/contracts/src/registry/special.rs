//! Special periods: which there are, as the modules of the application keep them, and clocks under them.
//!
//! They are asked about for every ticket of a contract that has longer hours in them, so a reading is believed for as long
//! as a reading of the registry's stamps is, and by nobody while a change of this process may still be rolled back.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use chrono::{Days, NaiveDate};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    periods::{SpecialPeriod, special_periods},
};
use jianyue_sla::clock::SeverityMatrix;

use super::{
    cache::{BELIEVED, Registry, UNSETTLED},
    model::Compiled,
};

/// The most sets of days whose matrices are kept of a version.
const KEPT: usize = 64;
/// How many days around a moment are asked about: a clock neither reaches further back nor further ahead.
const REACH: Days = Days::new(1100);

/// First and last days of special periods.
type Spans = Vec<(NaiveDate, NaiveDate)>;

/// Matrices under special periods that were asked about.
#[derive(Debug, Default)]
pub(super) struct SpecialMatrices(Mutex<HashMap<Spans, Arc<SeverityMatrix>>>);

/// What was read of special periods.
#[derive(Clone, Default)]
pub(super) struct Periods(Arc<Mutex<Readings>>);

#[derive(Default)]
struct Readings {
    read: HashMap<ContractId, (Instant, Arc<[SpecialPeriod]>)>,
    unsettled_until: Option<Instant>,
}

impl Compiled {
    /// Its cases with their targets, as clocks want them: on `special` days with the longer hours of windows that have such.
    #[must_use]
    pub fn matrix_on(&self, special: &[(NaiveDate, NaiveDate)]) -> Arc<SeverityMatrix> {
        if special.is_empty() || !self.model.has_special_hours() {
            return self.matrix.clone();
        }
        let mut kept = self.special.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ready) = kept.get(special) {
            return ready.clone();
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let ready = Arc::new(self.model.matrix(special));
        kept.insert(special.to_vec(), ready.clone());
        ready
    }
}

impl Registry {
    /// The special periods of a contract in the years around `day`, or those that were true a second ago.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn special_periods(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        day: NaiveDate,
    ) -> Result<Arc<[SpecialPeriod]>, DbError> {
        if let Some(believed) = self.1.believed(contract) {
            return Ok(believed);
        }
        let (from, to) = (day.checked_sub_days(REACH).unwrap_or(day), day.checked_add_days(REACH).unwrap_or(day));
        let found: Arc<[SpecialPeriod]> = special_periods(app, tx, contract, from, to).await?.into();
        self.1.keep(contract, found.clone());
        Ok(found)
    }

    /// Said by whoever changes special periods, in a transaction that may still be rolled back.
    pub fn special_periods_changed(&self) {
        let mut readings = self.1.0.lock().unwrap_or_else(PoisonError::into_inner);
        readings.read.clear();
        readings.unsettled_until = Some(Instant::now() + UNSETTLED);
    }
}

impl Periods {
    fn believed(&self, contract: ContractId) -> Option<Arc<[SpecialPeriod]>> {
        let readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let settled = readings.unsettled_until.is_none_or(|until| until <= now);
        let (at, found) = readings.read.get(&contract)?;
        (settled && now.duration_since(*at) < BELIEVED).then(|| found.clone())
    }

    fn keep(&self, contract: ContractId, found: Arc<[SpecialPeriod]>) {
        let mut readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        readings.read.insert(contract, (Instant::now(), found));
    }
}
