//! Work that a contract includes up to a limit, by the year of its term.

use chrono::{Months, NaiveDate};
use jianyue_contracts::{
    Contract,
    model::{Duty, DutyKind},
};

use crate::model::PersonDays;

/// The duty that limits work under `rule`, and its limit in person-days.
#[must_use]
pub fn limit_of<'a>(contract: &'a Contract, rule: &str, month_days: PersonDays) -> Option<(&'a Duty, PersonDays)> {
    let duty = contract.duties.iter().find(|duty| duty.id == rule && duty.kind == DutyKind::Quota)?;
    Some((duty, days_of(duty.at_most.as_deref()?, month_days)?))
}

/// `1 人月` or `15 人天` as person-days.
fn days_of(printed: &str, month_days: PersonDays) -> Option<PersonDays> {
    let end = printed.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = printed.split_at(end);
    let number: PersonDays = number.parse().ok()?;
    match unit.trim() {
        "人月" | "个人月" => Some(month_days.times(number)),
        "人天" | "人日" | "个人天" | "个人日" => Some(number),
        _ => None,
    }
}

/// The year of the term that `day` falls into, first and last day; days outside of the term count to the nearest year.
#[must_use]
pub fn year_of_term(contract: &Contract, day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let begin = contract.service_period().from;
    let year = |n: u32| begin.checked_add_months(Months::new(12 * n)).unwrap_or(begin);
    let n = (0_u32..200).take_while(|n| year(n + 1) <= day).count();
    let n = u32::try_from(n).unwrap_or_default();
    (year(n), year(n + 1).pred_opt().unwrap_or(begin))
}

#[cfg(test)]
mod tests {
    use jianyue_contracts::parse;

    use super::*;

    const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");

    #[test]
    fn a_limit_is_read_in_months_and_days() {
        let month: PersonDays = "21.75".parse().unwrap();
        let read = |text: &str| days_of(text, month).map(|days| days.to_string());
        assert_eq!(read("1 人月").as_deref(), Some("21.75"));
        assert_eq!(read("0.5人月").as_deref(), Some("10.87"));
        assert_eq!(read("15 人天").as_deref(), Some("15"));
        assert_eq!([read("一人月"), read("3 次"), read("")], [None, None, None]);
    }

    #[test]
    fn a_year_of_the_term_begins_on_its_first_day() {
        let contract = parse(RE).unwrap();
        let (rule, days) = limit_of(&contract, "RE-O1.quota", "21.75".parse().unwrap()).unwrap();
        assert_eq!((rule.id.as_str(), days.to_string().as_str()), ("RE-O1.quota", "21.75"));
        let begin = contract.service_period().from;
        let (from, to) = year_of_term(&contract, begin);
        assert_eq!((from, (to - from).num_days() + 1 >= 365), (begin, true));
        let next = to.succ_opt().unwrap();
        assert_eq!((year_of_term(&contract, to).0, year_of_term(&contract, next).0), (from, next));
    }
}
