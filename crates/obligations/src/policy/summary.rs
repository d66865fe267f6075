//! Duties, counted by rule.

use jianyue_contracts::Contract;
use jianyue_platform::duties::Duty;

use super::rules::{index, rules};
use crate::model::DutyRule;

/// How the rules of `contract` that `seen` covers were kept, in the order of the text; rules of earlier versions behind them.
#[must_use]
pub fn summary(contract: &Contract, duties: &[Duty], seen: impl Fn(&[String]) -> bool) -> Vec<DutyRule> {
    let mut rows: Vec<_> = rules(contract).into_iter().filter(|(_, works)| seen(works)).collect();
    let mut places = index(&rows);
    for duty in duties {
        let name = (duty.rule.clone(), duty.kind.to_owned());
        let place = *places.entry(name).or_insert_with(|| {
            let row = DutyRule {
                rule: duty.rule.clone(),
                kind: duty.kind.to_owned(),
                clause: duty.clause.clone(),
                assumed: duty.assumed.clone(),
                title: duty.title.clone(),
                ..DutyRule::default()
            };
            rows.push((row, duty.works.clone()));
            rows.len() - 1
        });
        if let Some((row, _)) = rows.get_mut(place) {
            row.count(duty.state);
        }
    }
    rows.into_iter().map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;
    use jianyue_contracts::{derive, model::Rule, parse};
    use jianyue_platform::duties::DutyState;
    use jianyue_sla::WorkCalendar;

    use super::*;

    const ALL: [&str; 5] = [
        include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
        include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
        include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
        include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
        include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
    ];

    fn duty(rule: &str, kind: &'static str, state: DutyState) -> Duty {
        let day = NaiveDate::from_ymd_opt(2021, 12, 1).unwrap();
        Duty {
            key: String::new(),
            rule: rule.to_owned(),
            clause: "第一条".to_owned(),
            assumed: None,
            title: "某事".to_owned(),
            kind,
            works: Vec::new(),
            from: day,
            to: day,
            due: Some(day),
            state,
            ended_at: None,
            note: None,
            evidence: Vec::new(),
        }
    }

    #[test]
    fn the_ledger_names_every_rule_of_the_plan_that_something_is_owed_by() {
        for text in ALL {
            let contract = parse(text).unwrap();
            let plan = derive(&contract, &WorkCalendar::published(), None, None);
            let rows = summary(&contract, &[], |_| true);
            let named: BTreeSet<&str> = rows.iter().map(|row| row.rule.as_str()).collect();
            let owed = (plan.occurrences.iter().map(|one| one.rule.rule.as_str()))
                .chain(plan.documents.iter().map(|one| one.rule.rule.as_str()))
                .chain(contract.duties.iter().map(Rule::id));
            let missing: BTreeSet<&str> = owed.filter(|rule| !named.contains(rule)).collect();
            assert_eq!(missing, BTreeSet::new(), "{}", contract.contract.slug);
            let distinct: BTreeSet<_> = rows.iter().map(|row| (&row.rule, &row.kind)).collect();
            assert_eq!(distinct.len(), rows.len(), "{}: a rule stands twice", contract.contract.slug);
        }
    }

    #[test]
    fn what_was_let_go_is_not_owed_and_rules_of_earlier_versions_are_kept() {
        let contract = parse(ALL[0]).unwrap();
        let duties = [
            duty("HS-I1.weekly", "inspection", DutyState::Done),
            duty("HS-I1.weekly", "inspection", DutyState::Missed),
            duty("HS-I1.weekly", "inspection", DutyState::Waived),
            duty("HS-OLD", "inspection", DutyState::DoneLate),
        ];
        let rows = summary(&contract, &duties, |_| true);
        let of = |rule: &str| rows.iter().find(|row| row.rule == rule).unwrap();
        let weekly = of("HS-I1.weekly");
        assert_eq!((weekly.owed, weekly.done, weekly.missed, weekly.waived), (2, 1, 1, 1));
        assert_eq!((of("HS-OLD").done_late, of("HS-OLD").title.as_str()), (1, "某事"));
        let none = summary(&contract, &[], |works| works == ["apps"]);
        assert!(none.iter().all(|row| row.rule != "HS-I1.weekly") && !none.is_empty());
    }
}
