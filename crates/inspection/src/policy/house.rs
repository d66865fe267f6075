//! The checklists of the house: made from what the contract names, with the points of `house.toml`.

use std::sync::OnceLock;

use jianyue_contracts::{
    Contract,
    model::{Frequency, InspectionKind, Rule as _},
};
use serde::Deserialize;

use crate::model::{Body, Item, ItemKind, Kind, SheetKind, Signer};

const TEXT: &str = include_str!("house.toml");

/// Points that are asked where a name has one of the words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LookedAt {
    words: Vec<String>,
    points: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    points: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signatures {
    always: Vec<Signer>,
    witnessed: Vec<Signer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct House {
    looked_at: Vec<LookedAt>,
    backup: Points,
    backup_check: Points,
    stock_count: Points,
    duty: Points,
    assurance: Points,
    tests: Points,
    closing: Points,
    signatures: Signatures,
}

fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    HOUSE.get_or_init(|| toml::from_str(TEXT).expect("the house's own points can be read; a test reads them"))
}

impl House {
    fn points_of(&self, name: &str) -> &[Item] {
        let found = self.looked_at.iter().find(|entry| {
            entry.words.is_empty() || entry.words.iter().any(|word| name.to_lowercase().contains(&word.to_lowercase()))
        });
        found.map_or(&[], |entry| &entry.points)
    }
}

/// What a rule is made of, whatever section it stands in.
struct Source<'a> {
    title: String,
    things: &'a [String],
    works: &'a [String],
    frequency: Option<&'a Frequency>,
    points: Option<&'static [Item]>,
    tests: Option<u32>,
    witnessed: bool,
    closing: bool,
}

/// Every rule of the contract that runs are made for, with what its runs are.
#[must_use]
pub fn rules(contract: &Contract) -> Vec<(String, Kind)> {
    let mut rules = Vec::new();
    for rule in contract.inspections.iter().filter(|rule| !rule.is_visit()) {
        if !matches!(rule.frequency, Frequency::Continuous) {
            rules.push((rule.id.clone(), Kind::Inspection));
        }
    }
    for rule in &contract.backups {
        if !matches!(rule.frequency, Frequency::Continuous) {
            rules.push((rule.id.clone(), Kind::Backup));
        }
        if rule.checked.is_some() {
            rules.push((rule.id.clone(), Kind::BackupCheck));
        }
    }
    let counted = contract.asset_rules.iter().filter(|rule| rule.stock_count.is_some());
    rules.extend(counted.map(|rule| (rule.id.clone(), Kind::StockCount)));
    let duties = contract.duties.iter().filter(|rule| rule.frequency.is_some());
    rules.extend(duties.map(|rule| (rule.id.clone(), Kind::Duty)));
    rules
}

/// What the runs of a rule are called, and its clause; `None` when the contract has no such rule.
#[must_use]
pub fn words_of(contract: &Contract, rule: &str, kind: Kind) -> Option<(String, String)> {
    let source = source(contract, rule, kind)?;
    let clause = contract.rules().iter().find(|one| one.id == rule).map(|one| one.clause.to_owned());
    // A sheet is called as the contract calls it; the work itself has a name of its own.
    let named = contract.inspections.iter().find(|one| kind == Kind::Inspection && one.id == rule);
    Some((named.map_or(source.title, |one| one.title.clone()), clause.unwrap_or_default()))
}

/// Keys of the works that a rule concerns; empty means all.
#[must_use]
pub fn works_of(contract: &Contract, rule: &str) -> Vec<String> {
    let inspections = contract.inspections.iter().map(|one| (&one.id, &one.works));
    let backups = contract.backups.iter().map(|one| (&one.id, &one.works));
    let assets = contract.asset_rules.iter().map(|one| (&one.id, &one.works));
    let duties = contract.duties.iter().map(|one| (&one.id, &one.works));
    let found = inspections.chain(backups).chain(assets).chain(duties).find(|(id, _)| *id == rule);
    found.map(|(_, works)| works.clone()).unwrap_or_default()
}

/// The house's checklist for a rule; `None` when the contract has no such rule.
#[must_use]
pub fn checklist(contract: &Contract, rule: &str, kind: Kind) -> Option<Body> {
    let house = house();
    let source = source(contract, rule, kind)?;
    let works: Vec<Option<&String>> =
        if source.works.len() > 1 { source.works.iter().map(Some).collect() } else { vec![None] };
    let mut items = Vec::new();
    for work in works {
        let of = work.and_then(|key| contract.works.iter().find(|of| of.key == *key));
        for (n, thing) in source.things.iter().enumerate() {
            let group = of.map_or_else(|| thing.clone(), |work| format!("{} · {thing}", work.title));
            for point in source.points.unwrap_or_else(|| house.points_of(thing)) {
                let prefix = work.map(|key| format!("{key}.")).unwrap_or_default();
                items.push(Item {
                    key: format!("{prefix}{}.{}", n + 1, point.key),
                    group: group.clone(),
                    work: work.cloned(),
                    ..point.clone()
                });
            }
        }
    }
    if let Some(tests) = source.tests {
        for point in &house.tests.points {
            let repeat = (point.kind == ItemKind::YesNo && tests > 1).then_some(tests);
            items.push(Item {
                key: format!("test.{}", point.key),
                group: "修复后测试".to_owned(),
                repeat,
                ..point.clone()
            });
        }
    }
    if source.closing {
        let last = house.closing.points.iter().map(|point| Item { group: "小结".to_owned(), ..point.clone() });
        items.extend(last);
    }
    let sheet = match source.frequency {
        Some(Frequency::Daily | Frequency::Workdays) => SheetKind::Daily,
        Some(Frequency::Weekly | Frequency::On(_)) => SheetKind::Weekly,
        _ => SheetKind::Plain,
    };
    let signatures = if source.witnessed { &house.signatures.witnessed } else { &house.signatures.always };
    Some(Body { title: source.title, items, signatures: signatures.clone(), sheet, made_by_machine: false })
}

fn source<'a>(contract: &'a Contract, rule: &str, kind: Kind) -> Option<Source<'a>> {
    let house = house();
    Some(match kind {
        Kind::Inspection => {
            let rule = contract.inspections.iter().find(|one| one.id() == rule)?;
            let assurance = rule.kind == InspectionKind::Assurance;
            Source {
                title: rule.sheet.clone().filter(|sheet| sheet.ends_with('单')).unwrap_or_else(|| rule.title.clone()),
                things: if rule.items.is_empty() { std::slice::from_ref(&rule.title) } else { &rule.items },
                works: &rule.works,
                frequency: Some(&rule.frequency),
                points: assurance.then_some(&*house.assurance.points),
                tests: rule.tests,
                witnessed: rule.witnessed,
                closing: true,
            }
        }
        Kind::Backup | Kind::BackupCheck => {
            let rule = contract.backups.iter().find(|one| one.id() == rule)?;
            let check = kind == Kind::BackupCheck;
            Source {
                title: if check { format!("{}检查", rule.title) } else { rule.title.clone() },
                things: &rule.covers,
                works: &rule.works,
                frequency: if check { rule.checked.as_ref() } else { Some(&rule.frequency) },
                points: Some(if check { &house.backup_check.points } else { &house.backup.points }),
                tests: None,
                witnessed: false,
                closing: false,
            }
        }
        Kind::StockCount => {
            let rule = contract.asset_rules.iter().find(|one| one.id() == rule)?;
            Source {
                title: format!("{}盘点", rule.title),
                things: std::slice::from_ref(&rule.title),
                works: &rule.works,
                frequency: rule.stock_count.as_ref(),
                points: Some(&house.stock_count.points),
                tests: None,
                witnessed: false,
                closing: false,
            }
        }
        Kind::Duty => {
            let rule = contract.duties.iter().find(|one| one.id() == rule)?;
            Source {
                title: rule.title.clone(),
                things: if rule.items.is_empty() { std::slice::from_ref(&rule.title) } else { &rule.items },
                works: &rule.works,
                frequency: rule.frequency.as_ref(),
                points: Some(&house.duty.points),
                tests: None,
                witnessed: false,
                closing: false,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
    const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
    const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");

    fn contract(text: &str) -> Contract {
        jianyue_contracts::parse(text).unwrap()
    }

    #[test]
    fn the_daily_sheet_names_the_eleven_applications() {
        let body = checklist(&contract(HS), "HS-I1.daily", Kind::Inspection).unwrap();
        let mut groups: Vec<&str> = body.items.iter().map(|item| item.group.as_str()).collect();
        groups.dedup();
        assert_eq!((groups.len(), groups[0], groups[10]), (12, "身份认证系统", "基于互联网用户证书管理系统"));
        assert_eq!((body.title.as_str(), body.sheet), ("系统日常监控单", SheetKind::Daily));
        assert_eq!(body.signatures, [Signer::Engineer]);
    }

    #[test]
    fn a_rule_over_several_subsystems_asks_for_each() {
        let body = checklist(&contract(HC), "HC-I1.weekly", Kind::Inspection).unwrap();
        for work in ["1", "3", "4", "5", "6"] {
            let of: Vec<&Item> = body.items.iter().filter(|item| item.work.as_deref() == Some(work)).collect();
            assert!(of.len() > 4, "{work}");
            assert!(of.iter().any(|item| item.group.ends_with("· 数据库") && item.title == "表空间使用率"));
        }
    }

    #[test]
    fn repairs_are_tested_as_often_as_the_contract_says_and_before_whom_it_says() {
        let re = contract(RE);
        let thrice = checklist(&re, "RE-I2.4", Kind::Inspection).unwrap();
        assert_eq!(thrice.item("test.passed").unwrap().repeat, Some(3));
        let witnessed = checklist(&re, "RE-I2.3", Kind::Inspection).unwrap();
        assert_eq!(witnessed.signatures, [Signer::Engineer, Signer::Client]);
        assert_eq!(witnessed.item("test.passed").unwrap().repeat, None);
    }

    #[test]
    fn every_rule_has_a_checklist_with_keys_of_its_own() {
        for text in [HS, HC, RE] {
            let contract = contract(text);
            for (rule, kind) in rules(&contract) {
                let body = checklist(&contract, &rule, kind).unwrap();
                let keys: std::collections::BTreeSet<&str> = body.items.iter().map(|item| item.key.as_str()).collect();
                assert_eq!(keys.len(), body.items.len(), "{rule}");
                assert!(body.items.iter().any(|item| item.required), "{rule}");
            }
        }
    }

    #[test]
    fn visits_are_left_to_the_hotline() {
        assert!(!rules(&contract(HS)).iter().any(|(rule, _)| rule == "HS-V1"));
    }
}
