//! The rules of a contract that changes answer.

use jianyue_contracts::{
    Contract,
    model::{Duty, DutyKind, Side},
};

/// The rules that a change on `works` may answer, the nearest first: those of exactly these works come before those of all.
#[must_use]
pub fn rules_of<'a>(contract: &'a Contract, works: &[String]) -> Vec<&'a Duty> {
    let asks = |duty: &&Duty| duty.kind == DutyKind::Change && duty.owed_by == Side::Vendor && duty.frequency.is_none();
    let covers = |duty: &&Duty| duty.works.is_empty() || works.iter().all(|work| duty.works.contains(work));
    let mut found: Vec<&Duty> = contract.duties.iter().filter(asks).filter(covers).collect();
    found.sort_by_key(|duty| duty.works.is_empty());
    found
}

/// The rule of a name.
#[must_use]
pub fn rule_named<'a>(contract: &'a Contract, name: &str) -> Option<&'a Duty> {
    contract.duties.iter().find(|duty| duty.id == name)
}

/// The clause that asks for the inventory of data to be kept current, for a change on `works`.
#[must_use]
pub fn inventory_clause<'a>(contract: &'a Contract, works: &[String]) -> Option<&'a str> {
    let concerns = |of: &[String]| of.is_empty() || works.iter().any(|work| of.contains(work));
    let mut kept = contract.data_inventories.iter().filter(|rule| rule.after_each_change && concerns(&rule.works));
    kept.next().map(|rule| rule.clause.as_str())
}

/// Titles of the systems of `works`.
#[must_use]
pub fn systems_of(contract: &Contract, works: &[String]) -> Vec<String> {
    let of = contract.works.iter().filter(|work| works.contains(&work.key));
    of.flat_map(|work| work.systems.iter().map(|system| system.title.clone())).collect()
}

#[cfg(test)]
mod tests {
    use jianyue_contracts::parse;

    use super::*;

    fn nearest(text: &str, work: &str) -> Option<String> {
        let contract = parse(text).unwrap();
        rules_of(&contract, &[work.to_owned()]).first().map(|rule| rule.id.clone())
    }

    #[test]
    fn a_change_answers_the_rule_of_its_work() {
        let hs = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
        let hc = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
        let re = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");
        let ex = include_str!("../../../../fixtures/contracts/construction-exam-2024.toml");
        assert_eq!(nearest(hs, "apps").as_deref(), Some("HS-O1.change"));
        assert_eq!(nearest(hs, "infra").as_deref(), Some("HS-O1.requirements"), "a rule of all works");
        assert_eq!(nearest(hc, "5").as_deref(), Some("HC-O1.other.5"));
        assert_eq!(nearest(re, "2").as_deref(), Some("RE-O1.2.upgrade"));
        assert_eq!(nearest(ex, "1"), None, "a contract without such a rule");
        let contract = parse(hc).unwrap();
        assert!(inventory_clause(&contract, &["1".to_owned()]).is_some());
    }
}
