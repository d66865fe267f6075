//! People of the demo: positions with a gap, changes of key people in time and without consent, days on site with gaps, and
//! trainings that were held, late, missed or are to come. Everybody is made up.

mod people;
mod presence;
mod trainings;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_sla::zone;
use jianyue_staffing::StaffingError;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

fn refused(error: StaffingError) -> Failure {
    Failure::input(format!("the people of the demo: {error}"))
}

/// Who acts on a contract of the demo.
struct Side<'a> {
    host: &'a Host,
    contract: &'a DemoContract,
    manager: &'a Actor,
    official: &'a Actor,
    end: DateTime<Utc>,
}

impl Side<'_> {
    fn today(&self) -> NaiveDate {
        zone::local_date(self.end)
    }

    /// Ten in the morning of a day so many days ago.
    fn env(&self, ago: i64) -> Env {
        let day = self.today() - TimeDelta::days(ago);
        let at = zone::start_of_day(day) + TimeDelta::hours(10);
        self.host.app.env().with_clock(Arc::new(FixedClock::at(at.min(self.end))))
    }

    fn desk<'b>(&'b self, env: &'b Env, by: &'b Actor) -> Desk<'b> {
        Desk { app: &self.host.app, env, by }
    }
}

/// The people of the year that ends at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let (Some(manager), Some(official)) =
            (cast.nth(Role::VendorManager, contract, 0), cast.nth(Role::ClientOfficial, contract, 0))
        else {
            continue;
        };
        let side = Side { host, contract, manager, official, end };
        let staff = people::load(&side, cast).await?;
        presence::load(&side, &staff).await?;
        trainings::load(&side).await?;
    }
    Ok(())
}
