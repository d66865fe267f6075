//! What tickets are opened with.

use chrono::{DateTime, Utc};
use jianyue_contracts::NotInForce;
use jianyue_sla::{Budget, ClockKind};

use crate::{base::contract, fixtures::fixture};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_serious_fault_of_the_exam_platform_has_its_four_clocks() {
    let contract = fixture("HS");
    let matrix = contract.severity_matrix(at("2022-03-01T02:00:00Z"), &[]).unwrap();
    matrix.check().unwrap();
    let case = matrix.case("HS-S1").unwrap();
    let budgets: Vec<(ClockKind, Budget, &str)> =
        case.targets.iter().map(|target| (target.kind, target.budget, target.clause.as_str())).collect();
    assert_eq!(
        budgets,
        [
            (ClockKind::Response, Budget::Seconds(3_600), "附件一 四.1(3)、四.2(1)"),
            (ClockKind::Escalate, Budget::AtOnce, "附件一 四.2(1)(3)"),
            (ClockKind::Arrive, Budget::WorkingDays(1), "附件一 四.1(4)"),
            (ClockKind::Restore, Budget::Seconds(86_400), "附件一 四.2(1)(4)"),
        ]
    );
    assert!(case.targets.iter().all(|target| target.source == "001_04cdb9e62fde1a41.txt"));
}

#[test]
fn service_begins_and_ends_at_midnight_in_beijing() {
    let contract = fixture("HS");
    let (first, last) = (at("2021-09-29T16:00:00Z"), at("2022-09-29T15:59:59Z"));
    assert_eq!(contract.in_force(first), Ok(()));
    assert_eq!(contract.in_force(last), Ok(()));
    let before = contract.in_force(at("2021-09-29T15:59:59Z")).unwrap_err();
    assert!(matches!(before, NotInForce::NotYet { .. }) && before.to_string().contains("2021-09-30"), "{before}");
    let after = contract.severity_matrix(at("2022-09-29T16:00:00Z"), &[]).unwrap_err();
    assert!(matches!(after, NotInForce::Expired { .. }) && after.to_string().contains("2022-09-29"), "{after}");
}

#[test]
fn works_offer_their_services_systems_and_cases() {
    let catalogue = fixture("HS").catalogue();
    let apps = catalogue.works.iter().find(|work| work.key == "apps").unwrap();
    assert_eq!((apps.services.len(), apps.systems.len()), (12, 11));
    assert_eq!(apps.cases, ["HS-S1", "HS-S2", "HS-S3", "HS-S4"]);
    assert_eq!(apps.vendor.as_deref(), Some("vendor"));
    let serious = &catalogue.cases[0];
    assert_eq!((serious.level, serious.title.as_str(), serious.emergency_plan), (1, "严重故障", true));
    assert_eq!(serious.targets[0].within_text, "1 小时");
}

#[test]
fn a_matrix_of_one_work_is_not_offered_on_another() {
    let contract = contract(&[("title = \"故障\"", "title = \"故障\"\nworks = [\"1\"]")]);
    let catalogue = contract.catalogue();
    assert_eq!(catalogue.works[0].cases.len(), 2);
    assert!(catalogue.works[1].cases.is_empty());
}

#[test]
fn a_service_that_is_billed_though_not_listed_can_be_chosen() {
    let contract = contract(&[("services = [{ key = \"hotline\", title = \"服务热线\", clause = \"二 (二)1\" }]", "")]);
    let services = &contract.catalogue().works[1].services;
    assert_eq!((services.len(), services[0].title.as_str(), services[0].clause.as_str()), (1, "服务热线", "附件 3 二"));
}

#[test]
fn special_periods_have_their_own_hours() {
    let contract = contract(&[(
        "hours = \"workdays 09:00-18:00\"",
        "hours = \"workdays 09:00-18:00\"\nspecial_hours = \"daily 00:00-24:00\"",
    )]);
    let hours = |days: &[_]| contract.matrix(days).cases[0].targets[0].window.to_string();
    assert_eq!(hours(&[]), "workdays 09:00-18:00");
    let week = ("2022-10-01".parse().unwrap(), "2022-10-07".parse().unwrap());
    assert_eq!(hours(&[week]), "workdays 09:00-18:00; 2022-10-01..2022-10-07 daily 00:00-24:00");
    assert!(contract.has_special_hours());
}

#[test]
fn a_clock_is_a_reading_when_its_hours_are() {
    let contract = contract(&[("printed = \"5×9\"", "printed = \"5×9\"\nassumed = \"时刻未印\"")]);
    let targets = contract.matrix(&[]).cases.into_iter().flat_map(|case| case.targets);
    assert!(targets.map(|target| target.assumed).all(|why| why.as_deref() == Some("时刻未印")));
    assert_eq!(contract.catalogue().cases[0].targets[0].assumed.as_deref(), Some("时刻未印"));
}
