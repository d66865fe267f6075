//! What a contract says of special periods.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    Contract, derive,
    model::{DutyKind, InspectionKind, Rule, Side},
};
use jianyue_sla::{ServiceWindow, WorkCalendar};

use super::days::Span;
use crate::model::{AssuranceHours, AssuranceRule, PhaseKind};

/// How far around a period the occurrences of its phases are looked for.
const AROUND: Days = Days::new(20);

/// The rules that may ask for a special period: assurances first, then what the vendor helps with on the client's word.
#[must_use]
pub fn rules(contract: &Contract) -> Vec<AssuranceRule> {
    let one = |rule: &dyn Rule, title: &str, phases: Vec<PhaseKind>, works: &[String]| AssuranceRule {
        id: rule.id().to_owned(),
        clause: rule.clause().to_owned(),
        title: title.to_owned(),
        assumed: rule.assumed().map(str::to_owned),
        phases,
        works: works.to_vec(),
    };
    let assurances =
        contract.inspections.iter().filter(|rule| rule.kind == InspectionKind::Assurance).map(|rule| {
            one(rule, &rule.title, rule.phases.iter().copied().map(PhaseKind::from).collect(), &rule.works)
        });
    let helps = contract.duties.iter().filter(|rule| {
        rule.kind == DutyKind::Support
            && rule.owed_by == Side::Vendor
            && rule.trigger.is_some()
            && rule.frequency.is_none()
    });
    assurances.chain(helps.map(|rule| one(rule, &rule.title, Vec::new(), &rule.works))).collect()
}

/// The rule of an id, if it may ask for a special period.
#[must_use]
pub fn rule(contract: &Contract, id: &str) -> Option<AssuranceRule> {
    rules(contract).into_iter().find(|rule| rule.id == id)
}

/// What a rule wants looked at in a phase, in the contract's own words: one point for each phase it names.
#[must_use]
pub fn points(contract: &Contract, id: &str) -> Vec<(PhaseKind, String)> {
    let rule = contract.inspections.iter().find(|rule| rule.id == id && rule.kind == InspectionKind::Assurance);
    let points = rule.into_iter().flat_map(|rule| rule.phases.iter().zip(&rule.items));
    points.map(|(phase, item)| ((*phase).into(), item.clone())).collect()
}

/// The first days of the occurrences that the phases of a period prove: those of `rule` around the festival that lies in it,
/// where the period concerns every work that the rule does.
#[must_use]
pub fn occurrences(
    contract: &Contract,
    calendar: &WorkCalendar,
    rule: &str,
    works: &[String],
    (from, to): Span,
) -> BTreeMap<PhaseKind, NaiveDate> {
    let covers = |rule: &AssuranceRule| {
        works.is_empty() || (!rule.works.is_empty() && rule.works.iter().all(|work| works.contains(work)))
    };
    if !self::rule(contract, rule).is_some_and(|rule| covers(&rule)) {
        return BTreeMap::new();
    }
    let around = (from.checked_sub_days(AROUND), to.checked_add_days(AROUND));
    let plan = derive(contract, calendar, around.0, around.1);
    let of = |phase: PhaseKind| {
        plan.occurrences
            .iter()
            .filter(move |one| one.rule.rule == rule && one.phase.map(PhaseKind::from) == Some(phase))
    };
    let Some(during) = of(PhaseKind::During).find(|one| one.from <= to && from <= one.to) else {
        return BTreeMap::new();
    };
    let before = of(PhaseKind::Before).filter(|one| one.to < during.from).max_by_key(|one| one.from);
    let after = of(PhaseKind::After).filter(|one| one.from > during.to).min_by_key(|one| one.from);
    [(PhaseKind::Before, before), (PhaseKind::During, Some(during)), (PhaseKind::After, after)]
        .into_iter()
        .filter_map(|(phase, one)| Some((phase, one.filter(|one| one.festival == during.festival)?.from)))
        .collect()
}

/// The hours that are longer in a special period.
#[must_use]
pub fn hours(contract: &Contract) -> Vec<AssuranceHours> {
    let text =
        |hours: &str| hours.parse::<ServiceWindow>().map_or_else(|_| hours.to_owned(), |window| window.describe());
    let longer = contract.windows.iter().filter_map(|window| Some((window, window.special_hours.as_ref()?)));
    longer
        .map(|(window, special)| AssuranceHours {
            rule: window.id.clone(),
            clause: window.clause.clone(),
            title: window.title.clone(),
            ordinary: window.hours.as_deref().map_or_else(|| "由事件开启".to_owned(), text),
            special: text(special),
        })
        .collect()
}

/// The holidays of the calendar that end on `today` or later and begin within `ahead` days.
#[must_use]
pub fn holidays(calendar: &WorkCalendar, today: NaiveDate, ahead: Days) -> Vec<(String, Span)> {
    use jianyue_sla::calendar::SpecialKind;
    let mut found: Vec<(String, Span)> = Vec::new();
    for day in calendar.special_days().filter(|day| day.kind == SpecialKind::Holiday) {
        match found.last_mut() {
            Some((names, (_, to))) if to.succ_opt() == Some(day.date) => {
                *to = day.date;
                if !names.contains(&day.name) {
                    *names = format!("{names}、{}", day.name);
                }
            }
            _ => found.push((day.name.clone(), (day.date, day.date))),
        }
    }
    let until = today.checked_add_days(ahead).unwrap_or(today);
    found.retain(|(_, (from, to))| *to >= today && *from <= until);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract(text: &str) -> Contract {
        jianyue_contracts::parse(text).unwrap()
    }

    fn hc() -> Contract {
        contract(include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn phases_prove_the_occurrences_of_their_festival() {
        let (contract, calendar) = (hc(), WorkCalendar::published());
        let week = (day("2024-10-01"), day("2024-10-07"));
        let found = occurrences(&contract, &calendar, "HC-I2", &[], week);
        let days: Vec<_> = found.into_iter().collect();
        assert_eq!(
            days,
            [
                (PhaseKind::Before, day("2024-09-30")),
                (PhaseKind::During, day("2024-10-01")),
                (PhaseKind::After, day("2024-10-08")),
            ]
        );
        let some = occurrences(&contract, &calendar, "HC-I2", &["1".to_owned()], week);
        assert!(some.is_empty(), "a part of the works proves nothing for all");
        let event = occurrences(&contract, &calendar, "HC-I2", &[], (day("2024-11-05"), day("2024-11-08")));
        assert!(event.is_empty(), "no festival");
    }

    #[test]
    fn the_rules_are_the_contracts() {
        let hc = hc();
        assert_eq!(rules(&hc)[0].id, "HC-I2");
        assert_eq!(points(&hc, "HC-I2").len(), 3);
        let longer = hours(&hc);
        assert_eq!((longer[0].rule.as_str(), longer[0].special.as_str()), ("HC-W1.monitoring", "每天 24 小时"));
        let hs = contract(include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"));
        assert!(rules(&hs).iter().any(|rule| rule.id == "HS-O2.shutdown") && hours(&hs).is_empty());
    }

    #[test]
    fn holidays_of_the_calendar_are_offered() {
        let found = holidays(&WorkCalendar::published(), day("2024-09-20"), Days::new(30));
        assert_eq!(found, [("国庆节".to_owned(), (day("2024-10-01"), day("2024-10-07")))]);
    }
}
