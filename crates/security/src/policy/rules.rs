//! The rules of a contract that what is kept here answers. They are found by their kind and their words; no contract is known
//! by name.

use jianyue_contracts::{
    Contract,
    model::{Duty, DutyKind, Rule, Side, Within},
};

use crate::model::{Cited, Source};

/// As a record quotes it.
#[must_use]
pub fn cited(duty: &Duty) -> Cited {
    Cited { rule: duty.id.clone(), clause: duty.clause().to_owned(), assumed: duty.assumed().map(str::to_owned) }
}

fn vendors(contract: &Contract) -> impl Iterator<Item = &Duty> {
    contract.duties.iter().filter(|duty| duty.owed_by != Side::Client && duty.frequency.is_none())
}

fn at_once(duty: &Duty) -> bool {
    matches!(duty.within, Some(Within::AtOnce | Within::SameDay))
}

fn trigger(duty: &Duty, words: &[&str]) -> bool {
    duty.trigger.as_deref().is_some_and(|trigger| words.iter().any(|word| trigger.contains(word)))
}

fn speaks(duty: &Duty, words: &[&str]) -> bool {
    let texts = [&duty.title, &duty.text].into_iter().chain(&duty.items);
    texts.into_iter().any(|text| words.iter().any(|word| text.contains(word)))
}

/// Told at once of what is found: no term for mending it.
fn is_report(duty: &Duty) -> bool {
    at_once(duty) && trigger(duty, &["发现"]) && matches!(duty.kind, DutyKind::Security | DutyKind::Emergency)
}

/// The rule under which a vulnerability from `source` is mended.
#[must_use]
pub fn fixing(contract: &Contract, source: Source) -> Option<&Duty> {
    let (holes, notices) = (["漏洞", "隐患"].as_slice(), ["补丁", "安全通"].as_slice());
    let rank = |duty: &Duty| match (source, trigger(duty, holes), trigger(duty, notices)) {
        (Source::Vendor, _, true) | (_, true, _) => Some(0),
        (_, _, true) => Some(1),
        _ if duty.trigger.is_none() && speaks(duty, holes) => Some(2),
        _ => None,
    };
    let found = vendors(contract).filter(|duty| duty.kind == DutyKind::Security && !is_report(duty));
    let mut ranked: Vec<_> = found.filter_map(|duty| Some((rank(duty)?, duty))).collect();
    if source == Source::Vendor {
        // Both may fit: what speaks of patches goes first.
        ranked.sort_by_key(|(rank, duty)| (*rank, !trigger(duty, notices)));
    } else {
        ranked.sort_by_key(|(rank, _)| *rank);
    }
    ranked.first().map(|(_, duty)| *duty)
}

/// The rule under which the client is told at once of a vulnerability from `source`.
#[must_use]
pub fn reporting(contract: &Contract, source: Source) -> Option<&Duty> {
    let found = matches!(source, Source::Own | Source::Scanner);
    vendors(contract).find(|duty| is_report(duty) && (found || trigger(duty, &["通告", "通知", "通报"])))
}

/// The rule about evaluations.
#[must_use]
pub fn evaluating(contract: &Contract) -> Option<&Duty> {
    let all = || vendors(contract).filter(|duty| duty.kind == DutyKind::Security);
    all().find(|duty| trigger(duty, &["测评"])).or_else(|| all().find(|duty| speaks(duty, &["测评"])))
}

/// The rule about what people of the team sign: a pledge of their own rather than an agreement of the company.
#[must_use]
pub fn pledging(contract: &Contract) -> Option<&Duty> {
    let all = || vendors(contract).filter(|duty| duty.kind == DutyKind::Confidentiality);
    let papers = all().find(|duty| speaks(duty, &["承诺书"]));
    papers
        .or_else(|| all().find(|duty| duty.items.iter().any(|item| item.contains("保密协议"))))
        .or_else(|| all().next())
}

/// The rule about what goes back at the end.
#[must_use]
pub fn returning(contract: &Contract) -> Option<&Duty> {
    vendors(contract).find(|duty| duty.kind == DutyKind::DataReturn)
}

#[cfg(test)]
mod tests {
    use jianyue_contracts::parse;

    use super::*;

    fn contract(text: &str) -> Contract {
        parse(text).unwrap()
    }

    fn id(duty: Option<&Duty>) -> &str {
        duty.map_or("", |duty| duty.id.as_str())
    }

    #[test]
    fn a_credit_platform_tells_notices_from_patches_and_from_what_is_found() {
        let hc = contract(include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"));
        assert_eq!(id(fixing(&hc, Source::Regulator)), "HC-V1.fix");
        assert_eq!(id(fixing(&hc, Source::Scanner)), "HC-V1.fix");
        assert_eq!(id(fixing(&hc, Source::Vendor)), "HC-V1.patch");
        assert_eq!(id(reporting(&hc, Source::Own)), "HC-V1.report");
        assert_eq!(id(reporting(&hc, Source::Scanner)), "HC-V1.report");
        assert_eq!(id(reporting(&hc, Source::Client)), "");
        assert_eq!(id(evaluating(&hc)), "HC-V1.evaluation");
        assert_eq!(id(pledging(&hc)), "HC-O3.secrecy");
        assert_eq!(id(returning(&hc)), "ALL-O2.data-return");
    }

    #[test]
    fn a_card_contract_has_one_rule_for_all_and_answers_notices_at_once() {
        let sc = contract(include_str!("../../../../fixtures/contracts/student-card-2024.toml"));
        assert_eq!(id(fixing(&sc, Source::Scanner)), "SC-O3.security");
        assert_eq!(id(reporting(&sc, Source::Regulator)), "SC-O1.emergency");
        assert_eq!(id(reporting(&sc, Source::Own)), "SC-O1.emergency");
        assert_eq!(id(evaluating(&sc)), "SC-O3.security");
        assert_eq!(id(pledging(&sc)), "SC-O3.secrecy");
    }

    #[test]
    fn other_contracts_have_the_rules_that_they_have() {
        let re = contract(include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"));
        let hs = contract(include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"));
        let ex = contract(include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"));
        assert_eq!(id(pledging(&re)), "RE-O3.personal");
        assert_eq!([id(pledging(&hs)), id(returning(&hs))], ["HS-O6", "HS-O7"]);
        assert_eq!([id(pledging(&ex)), id(returning(&ex))], ["EX-O1.secrecy", "ALL-O2.data-return"]);
        assert_eq!([id(fixing(&hs, Source::Client)), id(fixing(&ex, Source::Client))], ["", ""]);
    }
}
