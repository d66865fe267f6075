//! What a contract says of deliveries, money, readers and keys: found by the kind of its duties, never by name.

use jianyue_contracts::model::{Contract, Duty, DutyKind, Side};

fn vendors(contract: &Contract, kind: DutyKind) -> impl Iterator<Item = &Duty> {
    contract.duties.iter().filter(move |duty| duty.kind == kind && duty.owed_by != Side::Client)
}

/// The duties under which something is delivered to somebody. What is handed over in the exam room, without works of its own,
/// is told apart by whoever writes it down.
pub fn deliveries(contract: &Contract) -> impl Iterator<Item = &Duty> {
    vendors(contract, DutyKind::Delivery)
}

/// The duty that a table means by a text: its id, or words of its title. Without a text the first that has a term.
#[must_use]
pub fn delivery<'a>(contract: &'a Contract, text: Option<&str>) -> Option<&'a Duty> {
    match text {
        Some(text) => deliveries(contract).find(|duty| duty.id == text || duty.title.contains(text)),
        None => deliveries(contract).find(|duty| duty.within.is_some()).or_else(|| deliveries(contract).next()),
    }
}

/// The duty by which accounts are held against one another, again and again.
#[must_use]
pub fn reconciliation(contract: &Contract) -> Option<&Duty> {
    vendors(contract, DutyKind::Reconciliation).find(|duty| duty.frequency.is_some())
}

/// The duty about devices that something sets off: they break, or are called back.
#[must_use]
pub fn readers(contract: &Contract) -> Option<&Duty> {
    vendors(contract, DutyKind::Devices).find(|duty| duty.trigger.is_some())
}

/// The duty about devices that holds all the time: somebody has them, and it is known who.
#[must_use]
pub fn keys(contract: &Contract) -> Option<&Duty> {
    vendors(contract, DutyKind::Devices).find(|duty| duty.trigger.is_none())
}

/// The duty about what couriers tell: data of the works that deliver.
#[must_use]
pub fn couriers(contract: &Contract) -> Option<&Duty> {
    let delivers = |work: &String| deliveries(contract).any(|duty| duty.works.contains(work));
    vendors(contract, DutyKind::Data).find(|duty| !duty.items.is_empty() && duty.works.iter().any(delivers))
}

/// The works of a rule; none where the contract does not know it (any more).
#[must_use]
pub fn works<'a>(contract: &'a Contract, rule: &str) -> &'a [String] {
    contract.duties.iter().find(|duty| duty.id == rule).map_or(&[], |duty| &duty.works)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SC: &str = include_str!("../../../../fixtures/contracts/student-card-2024.toml");

    #[test]
    fn the_rules_of_the_card_contract_are_found_by_kind() {
        let contract = jianyue_contracts::parse(SC).unwrap();
        let id = |duty: Option<&Duty>| duty.map(|duty| duty.id.clone()).unwrap();
        let found: Vec<String> = deliveries(&contract).map(|duty| duty.id.clone()).collect();
        assert_eq!(found, ["SC-O1.replacement", "SC-O1.new"]);
        assert_eq!(id(delivery(&contract, None)), "SC-O1.replacement");
        assert_eq!(id(delivery(&contract, Some("新办"))), "SC-O1.new");
        assert!(delivery(&contract, Some("快餐")).is_none());
        assert_eq!(id(reconciliation(&contract)), "SC-O1.reconciliation");
        assert_eq!(id(readers(&contract)), "SC-O1.readers");
        assert_eq!(id(keys(&contract)), "SC-O1.keys");
        assert_eq!(id(couriers(&contract)), "SC-O1.couriers");
        assert_eq!(works(&contract, "SC-O1.keys"), ["software"]);
    }
}
