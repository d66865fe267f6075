//! When a change of people keeps the contract.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    derive::day_after,
    model::{Position, Rule as _},
};
use jianyue_sla::{CalendarError, WorkCalendar};

/// What the contract asks of a change of somebody in a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The rule: that of the team for key people, or else of the position.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// How long before it must be told, in words.
    pub notice: Option<String>,
    /// Whether the client must agree.
    pub consent: bool,
    /// The first day that keeps the term, told today.
    pub earliest_on: NaiveDate,
}

impl Terms {
    /// Whether the contract asks for anything.
    #[must_use]
    pub fn binding(&self) -> bool {
        self.consent || self.notice.is_some()
    }

    /// What is asked for, in words.
    #[must_use]
    pub fn says(&self) -> String {
        let notice = self.notice.as_ref().map(|notice| format!("提前 {notice}书面通知"));
        let consent = self.consent.then(|| "经甲方书面同意".to_owned());
        let asked: Vec<_> = [notice, consent].into_iter().flatten().collect();
        format!("{}（{}）", asked.join("、"), self.clause)
    }
}

/// What is asked for a change of `position` that is told on `today`.
///
/// # Errors
/// [`CalendarError`] when the term runs into a year without a notice.
pub fn terms(
    contract: &Contract,
    position: &Position,
    today: NaiveDate,
    calendar: &WorkCalendar,
) -> Result<Terms, CalendarError> {
    let Some(team) = contract.team.as_ref().filter(|_| position.key_person) else {
        return Ok(Terms {
            rule: position.id.clone(),
            clause: position.clause.clone(),
            assumed: position.assumed.clone(),
            notice: None,
            consent: false,
            earliest_on: today,
        });
    };
    Ok(Terms {
        rule: team.id.clone(),
        clause: team.clause.clone(),
        assumed: team.assumed().map(str::to_owned),
        notice: team.change_notice.map(jianyue_contracts::model::Within::in_chinese),
        consent: team.consent,
        earliest_on: team.change_notice.map_or(Ok(today), |span| day_after(today, span, calendar))?,
    })
}

#[cfg(test)]
mod tests {
    use jianyue_contracts::parse;

    use super::*;

    const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");

    fn at(position: &str, today: &str) -> Terms {
        let contract = parse(HC).unwrap();
        let position = contract.staffing.iter().find(|one| one.id == position).unwrap();
        terms(&contract, position, today.parse().unwrap(), &WorkCalendar::published()).unwrap()
    }

    #[test]
    fn key_people_change_five_working_days_after_the_notice_and_with_consent() {
        // Wednesday before the holidays of May 2026: the days off are not counted.
        let told = at("HC-T1.lead", "2026-04-29");
        assert_eq!((told.rule.as_str(), told.clause.as_str(), told.consent), ("HC-T1", "五(二)1", true));
        assert_eq!(told.earliest_on.to_string(), "2026-05-09");
        assert_eq!(told.says(), "提前 5 个工作日书面通知、经甲方书面同意（五(二)1）");
    }

    #[test]
    fn others_change_freely() {
        let told = at("HC-T1.group", "2026-04-29");
        assert!(!told.binding());
        assert_eq!((told.rule.as_str(), told.earliest_on.to_string().as_str()), ("HC-T1.group", "2026-04-29"));
    }
}
