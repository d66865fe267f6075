//! The last day on which telling the client the result of a vulnerability is in time.

use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    derive::day_after,
    model::{Duty, Within},
};
use jianyue_sla::{CalendarError, WorkCalendar};

use crate::model::{DueState, SecurityTerm};

/// Days before its last day in which something is due soon.
pub const SOON: i64 = 3;

/// The last day, and why it is the house's where the contract prints no term.
///
/// # Errors
/// [`CalendarError`] when working days run into a year without a notice.
pub fn last_day(
    received: NaiveDate,
    rule: Option<&Duty>,
    term: &SecurityTerm,
    calendar: &WorkCalendar,
) -> Result<(NaiveDate, Option<String>), CalendarError> {
    let printed = rule.and_then(|rule| rule.within).filter(|within| *within != Within::AtOnce);
    if let Some(within) = printed {
        return Ok((day_after(received, within, calendar)?, None));
    }
    let days = Days::new(term.days.unsigned_abs());
    let day = received.checked_add_days(days).ok_or(CalendarError::OutOfRange)?;
    let whose = if term.own { "本合同约定的内部期限" } else { "公司默认期限" };
    Ok((day, Some(format!("合同未印整改天数，按{whose}：{} {} 天", term.severity.name(), term.days))))
}

/// How something stands that is due on `due` and was done on `done` or not at all.
#[must_use]
pub fn standing(today: NaiveDate, due: NaiveDate, done: Option<NaiveDate>) -> DueState {
    match done {
        Some(done) if done > due => DueState::DoneLate,
        Some(_) => DueState::Done,
        None if due < today => DueState::Late,
        None if (due - today).num_days() <= SOON => DueState::Soon,
        None => DueState::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
    }

    #[test]
    fn the_house_s_days_hold_where_the_contract_prints_none_and_say_so() {
        let term = SecurityTerm { severity: Severity::High, days: 7, own: false };
        let (due, why) = last_day(day(2), None, &term, &WorkCalendar::published()).unwrap();
        assert_eq!(due, day(9));
        assert_eq!(why.as_deref(), Some("合同未印整改天数，按公司默认期限：高危 7 天"));
    }

    #[test]
    fn a_printed_term_goes_before_the_house_s() {
        let text = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
        let hs = jianyue_contracts::parse(text).unwrap();
        let rule = hs.duties.iter().find(|duty| duty.id == "HS-O7");
        let term = SecurityTerm { severity: Severity::High, days: 7, own: true };
        // Five working days from Monday.
        assert_eq!(last_day(day(2), rule, &term, &WorkCalendar::published()).unwrap(), (day(9), None));
    }

    #[test]
    fn three_days_before_its_end_a_term_is_soon_over() {
        assert_eq!(standing(day(5), day(9), None), DueState::Open);
        assert_eq!([standing(day(6), day(9), None), standing(day(9), day(9), None)], [DueState::Soon, DueState::Soon]);
        assert_eq!(standing(day(10), day(9), None), DueState::Late);
        assert_eq!(standing(day(20), day(9), Some(day(9))), DueState::Done);
        assert_eq!(standing(day(20), day(9), Some(day(10))), DueState::DoneLate);
    }
}
