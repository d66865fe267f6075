//! The contracts that come with the product.

use std::{fs, path::Path};

use jianyue_contracts::{Contract, Severity, check, derive, parse};
use jianyue_sla::WorkCalendar;

/// Every fixture: its slug, its text and its contract.
pub fn fixtures() -> Vec<(String, String, Contract)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/contracts");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let contract = parse(&text).unwrap_or_else(|errors| panic!("{}:\n{errors}", path.display()));
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), text, contract)
        })
        .collect()
}

/// One fixture by its prefix.
pub fn fixture(prefix: &str) -> Contract {
    fixtures().into_iter().map(|(_, _, contract)| contract).find(|c| c.contract.prefix == prefix).unwrap()
}

/// What the checker finds in each fixture, notes left out: the code and how often. A fixture without a line here fails.
const EXPECTED: &[(&str, &[(&str, usize)])] = &[
    ("construction-exam-2024", &[]),
    (
        "housing-credit-platform-2024",
        &[
            ("payment.last_before_service_end", 1),
            ("price_list.billed_not_listed", 1),
            ("price_list.heading_names_other_work", 1),
            ("price_list.heading_repeated", 1),
        ],
    ),
    (
        "hrss-exam-security-2021",
        &[
            ("law.repealed_at_signing", 1),
            ("party.several_addresses", 2),
            ("party.several_phones", 2),
            ("payment.printed_percent_differs", 1),
            ("tax.rate_not_statutory", 1),
        ],
    ),
    ("realestate-registration-2024", &[("window.factors_contradict", 1)]),
    (
        "student-card-2024",
        &[
            ("document.dated_before_contract", 1),
            ("payment.last_before_service_end", 1),
            ("window.excludes_working_days", 1),
        ],
    ),
];

#[test]
fn every_fixture_reads_and_is_named_by_its_slug() {
    let fixtures = fixtures();
    assert!(!fixtures.is_empty());
    for (name, _, contract) in fixtures {
        assert_eq!(contract.contract.slug, name);
    }
}

#[test]
fn the_checker_finds_what_each_fixture_contradicts_and_nothing_else() {
    for (slug, _, contract) in fixtures() {
        let findings = check(&[contract], &WorkCalendar::published());
        let mut codes: Vec<&str> =
            findings.iter().filter(|f| f.severity != Severity::Note).map(|f| f.code.as_str()).collect();
        codes.sort_unstable();
        let found: Vec<(&str, usize)> = codes.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
        let expected =
            EXPECTED.iter().find(|(name, _)| *name == slug).unwrap_or_else(|| panic!("no line for {slug}: {found:?}"));
        assert_eq!(found, expected.1, "{slug}: {findings:#?}");
        assert!(findings.iter().all(|finding| finding.severity != Severity::Error), "{slug} cannot be run");
    }
}

#[test]
fn no_two_fixtures_share_a_name_or_prefix() {
    let contracts: Vec<Contract> = fixtures().into_iter().map(|(_, _, contract)| contract).collect();
    let findings = check(&contracts, &WorkCalendar::published());
    assert!(findings.iter().all(|finding| !finding.code.starts_with("contracts.")));
}

/// The walk over the rules misses no table that has an id, and what is derived reaches every rule.
#[test]
fn every_rule_of_every_fixture_is_reached_by_its_plan() {
    for (slug, text, contract) in fixtures() {
        let rules = contract.rules();
        let ids = text.lines().filter(|line| line.starts_with("id = ")).count();
        assert_eq!(rules.len(), ids, "{slug}: the walk misses rules");
        let plan = derive(&contract, &WorkCalendar::published(), None, None);
        let reached = plan.rules();
        let missed: Vec<&str> = rules.iter().map(|rule| rule.id).filter(|id| !reached.contains(id)).collect();
        assert!(missed.is_empty(), "{slug}: nothing follows from {missed:?}");
        assert!(plan.problems.is_empty(), "{slug}: {:#?}", plan.problems);
    }
}

#[test]
fn no_phone_mailbox_or_account_is_in_a_fixture() {
    for (slug, text, _) in fixtures() {
        assert!(!text.contains('@'), "{slug} has a mailbox");
        let digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
        assert!(digits < 11, "{slug} has a number of {digits} digits");
    }
}
