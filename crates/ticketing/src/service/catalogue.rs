//! What a ticket may be about: the contract's works, services, systems and cases.

use jianyue_contracts::{
    model::{MatrixCase, Work},
    registry::Compiled,
};

use crate::error::BadField;

/// What a ticket is about, found in the contract.
#[derive(Debug)]
pub(super) struct Concern<'a> {
    pub(super) work: Option<&'a str>,
    pub(super) service: Option<&'a str>,
    pub(super) case: &'a MatrixCase,
}

/// Finds what was asked for; every fault is named with what there is instead.
pub(super) fn concern<'a>(
    contract: &'a Compiled,
    case: &str,
    work: Option<&str>,
    service: Option<&str>,
    asset: Option<&str>,
) -> Result<Concern<'a>, Vec<BadField>> {
    let mut bad = Vec::new();
    let work = find_work(contract, work, &mut bad);
    let service = service.and_then(|key| find_service(contract, work, key, &mut bad));
    if let Some(asset) = asset {
        check_asset(contract, work, asset, &mut bad);
    }
    let key = work.map(|work| work.key.as_str());
    let found = contract.cases_of(key).map(|(_, found)| found).find(|found| found.id == case);
    if found.is_none() && bad.is_empty() {
        let known = join(contract.cases_of(key).map(|(_, case)| (case.id.as_str(), case.title.as_str())));
        let hint = if known.is_empty() {
            "请先选择所属工作（work）".to_owned()
        } else {
            format!("可选：{known}")
        };
        bad.push(BadField::new("case", format!("没有“{case}”这个级别，{hint}")));
    }
    match found {
        Some(case) if bad.is_empty() => Ok(Concern { work: key, service, case }),
        _ => Err(bad),
    }
}

/// The work of a key; the only one there is when none is named.
fn find_work<'a>(contract: &'a Compiled, key: Option<&str>, bad: &mut Vec<BadField>) -> Option<&'a Work> {
    let works = &contract.model.works;
    let Some(key) = key else { return works.first().filter(|_| works.len() == 1) };
    let found = contract.model.work(key);
    if found.is_none() {
        let known = join(works.iter().map(|work| (work.key.as_str(), work.title.as_str())));
        bad.push(BadField::new("work", format!("合同中没有“{key}”这项工作，可选：{known}")));
    }
    found
}

fn find_service<'a>(
    contract: &'a Compiled,
    work: Option<&'a Work>,
    key: &str,
    bad: &mut Vec<BadField>,
) -> Option<&'a str> {
    let works = contract.model.works.iter().filter(|candidate| work.is_none_or(|work| work.key == candidate.key));
    let services: Vec<_> = works.flat_map(|work| &work.services).collect();
    let found = services.iter().find(|service| service.key == key || service.title == key);
    if found.is_none() {
        let known = join(services.iter().map(|service| (service.key.as_str(), service.title.as_str())));
        let known = if known.is_empty() {
            "这项工作没有列出服务，请留空".to_owned()
        } else {
            format!("可选：{known}")
        };
        bad.push(BadField::new("service", format!("合同中没有“{key}”这项服务，{known}")));
    }
    found.map(|service| service.key.as_str())
}

/// An asset is one of the systems that the work covers, by key or title; free text where the contract lists none.
fn check_asset(contract: &Compiled, work: Option<&Work>, asset: &str, bad: &mut Vec<BadField>) {
    let works = contract.model.works.iter().filter(|candidate| work.is_none_or(|work| work.key == candidate.key));
    let systems: Vec<_> = works.flat_map(|work| &work.systems).map(|s| (s.key.as_str(), s.title.as_str())).collect();
    let assets = contract.model.assets.iter().map(|asset| (asset.id.as_str(), asset.title.as_str()));
    let known: Vec<_> = systems.into_iter().chain(assets).collect();
    if !known.is_empty() && !known.iter().any(|(key, title)| *key == asset || *title == asset) {
        bad.push(BadField::new("asset", format!("合同中没有“{asset}”这个系统或设备，可选：{}", join(known))));
    }
}

fn join<'a>(known: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    known.into_iter().map(|(key, title)| format!("{key}（{title}）")).collect::<Vec<_>>().join("、")
}
