//! The duties of a contract that emergencies are opened under.

use jianyue_contracts::{
    Contract,
    model::{Duty, DutyKind, Side},
};

/// Those of the vendor, in the order of the text.
pub fn emergency_rules(contract: &Contract) -> impl Iterator<Item = &Duty> {
    contract.duties.iter().filter(|duty| duty.kind == DutyKind::Emergency && duty.owed_by != Side::Client)
}

/// The first that concerns `works` (none: the whole contract), or the one that is `named`.
#[must_use]
pub fn rule_for<'a>(contract: &'a Contract, works: &[String], named: Option<&str>) -> Option<&'a Duty> {
    emergency_rules(contract)
        .filter(|duty| named.is_none_or(|named| duty.id == named))
        .find(|duty| concerns(&duty.works, works))
}

/// Whether something that holds for `held` (none: all works) concerns `works` (none: the whole contract).
#[must_use]
pub fn concerns(held: &[String], works: &[String]) -> bool {
    held.is_empty() || (!works.is_empty() && works.iter().all(|work| held.contains(work)))
}

#[cfg(test)]
mod tests {
    use jianyue_contracts::parse;

    use super::*;

    const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
    const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");

    #[test]
    fn a_rule_is_found_by_work_and_by_name() {
        let (hc, re) = (parse(HC).unwrap(), parse(RE).unwrap());
        let works = |key: &str| vec![key.to_owned()];
        let id = |rule: Option<&Duty>| rule.map(|rule| rule.id.clone());
        assert_eq!(id(rule_for(&hc, &works("1"), None)).as_deref(), Some("HC-O1.emergency"));
        assert_eq!(id(rule_for(&hc, &[], Some("HC-O1.repair"))).as_deref(), Some("HC-O1.repair"));
        assert_eq!(id(rule_for(&re, &works("3"), None)).as_deref(), Some("RE-O1.emergency"));
        assert_eq!([id(rule_for(&re, &works("1"), None)), id(rule_for(&re, &[], None))], [None, None]);
    }
}
