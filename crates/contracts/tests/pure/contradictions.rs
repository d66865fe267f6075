//! Every contradiction that the checker knows: a contract that has it, and one that has not.

use jianyue_contracts::{Severity, check};
use jianyue_sla::WorkCalendar;

use crate::base::contract;

/// A change of the base, its code, how grave it is, and what is followed.
struct Case {
    code: &'static str,
    severity: Severity,
    changes: &'static [(&'static str, &'static str)],
    followed: &'static str,
}

const fn case(
    code: &'static str,
    severity: Severity,
    changes: &'static [(&'static str, &'static str)],
    followed: &'static str,
) -> Case {
    Case { code, severity, changes, followed }
}

use Severity::{Error, Note, Warning};

const CASES: &[Case] = &[
    case(
        "party.several_addresses",
        Warning,
        &[("clause = \"签署页\", text = \"甲街 1 号\"", "clause = \"签署页\", text = \"乙街 2 号\", followed = true")],
        "签署页",
    ),
    case(
        "party.several_phones",
        Warning,
        &[(
            "{ kind = \"phone\", clause = \"首部\" }",
            "{ kind = \"phone\", clause = \"首部\" }, { kind = \"phone\", clause = \"第一条\", followed = true }",
        )],
        "第一条",
    ),
    case(
        "party.several_emails",
        Warning,
        &[(
            "{ kind = \"phone\", clause = \"首部\" }",
            "{ kind = \"email\", clause = \"首部\" }, { kind = \"email\", clause = \"第一条\" }",
        )],
        "",
    ),
    case("law.repealed_at_signing", Warning, &[("中华人民共和国民法典", "中华人民共和国合同法")], "民法典"),
    case(
        "document.dated_before_contract",
        Warning,
        &[("rank = 2\ndated = 2024-01-05", "rank = 2\ndated = 2020-01-05")],
        "2024-01-05",
    ),
    case("document.dated_differently", Note, &[("rank = 2\ndated = 2024-01-05", "rank = 2\ndated = 2024-01-08")], ""),
    case("term.starts_before_signing", Warning, &[("start = 2024-01-10", "start = 2024-01-01")], "2024-01-05"),
    case("calendar.unknown", Error, &[("calendar = \"state-council\"", "calendar = \"lunar\"")], ""),
    case("calendar.year_missing", Warning, &[("end = 2024-12-31", "end = 2031-12-31")], ""),
    case("payment.printed_percent_differs", Warning, &[("value = \"60%\"", "value = \"30%\"")], "四 (1)"),
    case(
        "payment.printed_percent_differs",
        Error,
        &[("value = \"60%\"\ndocument = \"annex\"", "value = \"30%\"\ndocument = \"body\"")],
        "",
    ),
    case(
        "payment.printed_total_differs",
        Warning,
        &[(
            "kind = \"instalment_percent\"\nof = \"XX-M1.1\"\nvalue = \"60%\"",
            "kind = \"total\"\nof = \"XX-M1\"\nvalue = \"106000.01\"",
        )],
        "106000.00",
    ),
    case(
        "payment.printed_amount_differs",
        Warning,
        &[(
            "kind = \"instalment_percent\"\nof = \"XX-M1.1\"\nvalue = \"60%\"",
            "kind = \"instalment_amount\"\nof = \"XX-M1.1\"\nvalue = \"63000.00\"",
        )],
        "63600.00",
    ),
    case(
        "bond.printed_amount_differs",
        Warning,
        &[(
            "kind = \"instalment_percent\"\nof = \"XX-M1.1\"\nvalue = \"60%\"",
            "kind = \"bond_amount\"\nof = \"XX-B1\"\nvalue = \"10000.00\"",
        )],
        "10600.00",
    ),
    case(
        "contract.printed_date_differs",
        Warning,
        &[(
            "kind = \"instalment_percent\"\nof = \"XX-M1.1\"\nvalue = \"60%\"",
            "kind = \"signed_date\"\nof = \"XX-T1\"\nvalue = \"2024-01-06\"",
        )],
        "2024-01-05",
    ),
    case("tax.rate_not_statutory", Warning, &[("value = \"100000.00\"", "value = \"99131.00\"")], "含税总价"),
    case(
        "payment.no_price",
        Error,
        &[("total = \"106000.00\"\ncapitals = \"壹拾万零陆仟元整\"\n\n[[payments", "\n[[payments")],
        "",
    ),
    case(
        "payment.capitals_differ",
        Error,
        &[("capitals = \"陆万叁仟陆佰元整\"", "capitals = \"陆万叁仟捌佰元整\"")],
        "",
    ),
    case(
        "payment.capitals_unreadable",
        Warning,
        &[("capitals = \"陆万叁仟陆佰元整\"", "capitals = \"六万三千六百元整\"")],
        "",
    ),
    case("payment.percent_sum", Error, &[("percent = \"40%\"", "percent = \"30%\"")], ""),
    case("payment.amount_sum", Error, &[("amount = \"42400.00\"", "amount = \"42400.01\"")], ""),
    case(
        "payment.amount_not_percent",
        Error,
        &[
            ("percent = \"60%\"\namount = \"63600.00\"", "percent = \"50%\"\namount = \"63600.00\""),
            ("percent = \"40%\"", "percent = \"50%\""),
        ],
        "",
    ),
    case(
        "payment.splits_sum",
        Error,
        &[("party = \"vendor\", amount = \"63600.00\"", "party = \"vendor\", amount = \"63000.00\"")],
        "",
    ),
    case("payment.due_before_signing", Warning, &[("by 2024-03-01", "by 2023-03-01")], ""),
    case(
        "payment.last_before_service_end",
        Warning,
        &[("due = [\"10 working days after final_acceptance\"]", "due = [\"by 2024-10-30\"]")],
        "四 (2)",
    ),
    case("bond.amount_not_percent", Error, &[("amount = \"10600.00\"", "amount = \"10000.00\"")], ""),
    case(
        "price_list.sum",
        Error,
        &[("{ title = \"巡检\", amount = \"36000.00\" }", "{ title = \"巡检\", amount = \"35000.00\" }")],
        "",
    ),
    case(
        "price_list.total_differs",
        Error,
        &[(
            "total = \"106000.00\"\ncapitals = \"壹拾万零陆仟元整\"\n\n[[price_list",
            "total = \"105000.00\"\n\n[[price_list",
        )],
        "",
    ),
    case("price_list.subtotal", Error, &[("subtotal = \"30000.00\"", "subtotal = \"31000.00\"")], ""),
    case("price_list.product", Error, &[("quantity = 2", "quantity = 3")], ""),
    case(
        "price_list.heading_repeated",
        Warning,
        &[("heading = \"二、乙子系统\"", "heading = \"二、甲子系统\"")],
        "乙子系统",
    ),
    case(
        "price_list.heading_names_other_work",
        Warning,
        &[("heading = \"二、乙子系统\"", "heading = \"二、甲子系统\"")],
        "乙子系统",
    ),
    case(
        "price_list.billed_not_listed",
        Warning,
        &[
            ("clause = \"二 (二)1\"", "clause = \"二 (二)1\", text = \"\""),
            (
                "services = [{ key = \"hotline\", title = \"服务热线\", clause = \"二 (二)1\", text = \"\" }]",
                "services = []",
            ),
        ],
        "已计价",
    ),
    case(
        "price_list.listed_not_billed",
        Note,
        &[("{ title = \"巡检\", amount = \"36000.00\" }", "{ title = \"服务热线\", amount = \"36000.00\" }")],
        "总价",
    ),
    case(
        "window.excludes_working_days",
        Warning,
        &[("printed = \"5×9\"", "printed = \"周一至周五（国家法定工作日除外）\"")],
        "workdays 09:00-18:00",
    ),
    case(
        "window.factors_contradict",
        Warning,
        &[("printed = \"5×9\"", "printed = \"365*5*24\"")],
        "workdays 09:00-18:00",
    ),
    case(
        "window.hours_differ_from_printed",
        Warning,
        &[("printed = \"5×9\"", "printed = \"7×24\"")],
        "workdays 09:00-18:00",
    ),
    case("matrix.missing_for_work", Warning, &[("title = \"故障\"", "title = \"故障\"\nworks = [\"1\"]")], ""),
    case("matrix.gap", Warning, &[("not_applicable = [\"escalate\"]", "")], ""),
    case(
        "matrix.no_clock",
        Warning,
        &[(
            "not_applicable = [\"escalate\"]\ntargets = [{ kind = \"response\", within = \"2h\", window = \"XX-W1\", clause = \"四 2\" }]",
            "not_applicable = [\"escalate\", \"response\"]\ntargets = []",
        )],
        "",
    ),
    case("matrix.order", Warning, &[("within = \"2h\"", "within = \"30min\"")], ""),
    case(
        "escalation.no_levels",
        Warning,
        &[("[[escalation_levels]]\nid = \"XX-L2\"\nclause = \"四\"\nlevel = 2\ntitle = \"二线\"", "")],
        "",
    ),
    case(
        "reading.assumed",
        Note,
        &[("title = \"巡检\"\nkind", "title = \"巡检\"\nassumed = \"读作每周两次\"\nkind")],
        "读作每周两次",
    ),
    case(
        "reading.assumed",
        Note,
        &[(
            "cap = \"30%\"",
            "cap = \"30%\"\nraised_by = [{ by = \"duty_missed\", once_per = \"contract\", assumed = \"读作合计一次\" }]",
        )],
        "读作合计一次",
    ),
    case("penalty.no_cap", Note, &[("cap = \"30%\"", "")], ""),
    case("late_payment.no_cap", Note, &[("cap = \"5%\"", "")], ""),
];

#[test]
fn the_base_has_no_finding() {
    assert_eq!(check(&[contract(&[])], &WorkCalendar::published()), []);
}

#[test]
fn every_contradiction_is_found_with_its_places_and_what_is_followed() {
    for case in CASES {
        let contract = contract(case.changes);
        let findings = check(&[contract], &WorkCalendar::published());
        let finding = findings.iter().find(|finding| finding.code == case.code);
        let finding = finding.unwrap_or_else(|| panic!("{} is not found: {findings:#?}", case.code));
        assert_eq!(finding.severity, case.severity, "{}", case.code);
        let followed = finding.followed.as_deref().unwrap_or_default();
        assert!(followed.contains(case.followed), "{}: follows {followed:?}", case.code);
        assert_eq!(followed.is_empty(), case.followed.is_empty(), "{}: follows {followed:?}", case.code);
        assert!(case.code == "calendar.unknown" || !finding.places.is_empty(), "{} names no place", case.code);
    }
}

#[test]
fn hours_that_hold_together_are_not_reported() {
    for printed in ["周一至周五（非工作日除外）", "5×9", "365*7*24", "2 小时", "2024"] {
        let contract = contract(&[("printed = \"5×9\"", &format!("printed = \"{printed}\""))]);
        assert_eq!(check(&[contract], &WorkCalendar::published()), [], "{printed}");
    }
}

#[test]
fn errors_come_before_warnings_and_notes() {
    let contract = contract(&[
        ("cap = \"5%\"", ""),
        ("中华人民共和国民法典", "中华人民共和国合同法"),
        ("quantity = 2", "quantity = 3"),
    ]);
    let findings = check(&[contract], &WorkCalendar::published());
    let order: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
    assert_eq!(order, [Error, Warning, Note]);
}

#[test]
fn two_contracts_cannot_share_a_name_or_a_prefix() {
    let findings = check(&[contract(&[]), contract(&[])], &WorkCalendar::published());
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["contracts.repeated_slug", "contracts.repeated_prefix"]);
}

#[test]
fn statutory_rates_are_not_reported() {
    for exclusive in ["93805.31", "97247.71", "100000.00", "102912.62", "106000.00"] {
        let contract = contract(&[("value = \"100000.00\"", &format!("value = \"{exclusive}\""))]);
        assert_eq!(check(&[contract], &WorkCalendar::published()), [], "{exclusive}");
    }
}
