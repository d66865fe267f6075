//! Where an emergency stands against its contract, and a contact against the month.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jianyue_platform::duties::DutyState;

use crate::model::Standing;

/// Days after which a contact is to be rung up again: the house's own habit, no contract prints one.
const MONTH: TimeDelta = TimeDelta::days(31);

/// Days of an emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// When it was opened.
    pub opened: NaiveDate,
    /// When the first command was given.
    pub commanded: Option<NaiveDate>,
    /// The last day on which the report is in time.
    pub due: Option<NaiveDate>,
    /// When the report was handed in.
    pub reported: Option<NaiveDate>,
    /// Whether the contract says "at once": the first command of another day is late.
    pub at_once: bool,
}

impl Days {
    /// Where it stands on `today`.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> DutyState {
        let slow = self.at_once && self.commanded.unwrap_or(self.reported.unwrap_or(today)) > self.opened;
        match DutyState::on(today, self.opened, self.due, self.reported) {
            DutyState::Done if slow => DutyState::DoneLate,
            DutyState::Open if slow => DutyState::Missed,
            state => state,
        }
    }
}

/// Whether a contact that is called since `since` was reached lately.
#[must_use]
pub fn contact(tested: Option<(DateTime<Utc>, bool)>, now: DateTime<Utc>) -> Standing {
    match tested {
        None => Standing::Never,
        Some((_, false)) => Standing::Unreached,
        Some((at, true)) if now - at > MONTH => Standing::Stale,
        Some(_) => Standing::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
    }

    #[test]
    fn at_once_is_the_first_command_and_the_report_has_its_own_day() {
        let days = Days { opened: day(2), commanded: Some(day(2)), due: None, reported: None, at_once: true };
        assert_eq!(days.state(day(9)), DutyState::Open, "the report has no day");
        assert_eq!(Days { commanded: None, ..days }.state(day(2)), DutyState::Open);
        assert_eq!(Days { commanded: None, ..days }.state(day(3)), DutyState::Missed);
        let reported = Days { reported: Some(day(8)), ..days };
        assert_eq!(reported.state(day(9)), DutyState::Done);
        assert_eq!(Days { commanded: Some(day(3)), ..reported }.state(day(9)), DutyState::DoneLate);
        assert_eq!(Days { due: Some(day(7)), ..reported }.state(day(9)), DutyState::DoneLate);
        assert_eq!(Days { due: Some(day(7)), ..days }.state(day(8)), DutyState::Missed);
    }

    #[test]
    fn without_a_term_nobody_is_slow() {
        let days = Days { opened: day(2), commanded: None, due: None, reported: None, at_once: false };
        assert_eq!(days.state(day(30)), DutyState::Open);
    }

    #[test]
    fn a_contact_goes_stale_after_a_month() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(100);
        let ago = |days| now - TimeDelta::days(days);
        assert_eq!(contact(None, now), Standing::Never);
        assert_eq!(contact(Some((ago(1), false)), now), Standing::Unreached);
        assert_eq!(
            [contact(Some((ago(31), true)), now), contact(Some((ago(32), true)), now)],
            [Standing::Good, Standing::Stale]
        );
    }
}
