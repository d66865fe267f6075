//! What every paper of a contract says of it: its title and parties, and what its works are called.

use std::collections::BTreeMap;

use crate::model::{Contract, Side};

/// Title, parties and works of a contract, as papers print them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// The contract's title.
    pub title: String,
    /// Its number as printed, where it has one.
    pub number: Option<String>,
    /// The client.
    pub client: String,
    /// Whoever does the works concerned; several are joined by `、`.
    pub vendor: String,
    /// Titles of all works by their keys.
    works: BTreeMap<String, String>,
}

impl Letterhead {
    /// Of a paper that concerns `works`; none: all of them.
    #[must_use]
    pub fn of(contract: &Contract, works: &[String]) -> Self {
        let named = |side: Side| {
            let concerned =
                |of: &[String]| of.is_empty() || works.is_empty() || of.iter().any(|work| works.contains(work));
            let of = contract.parties.iter().filter(|party| party.side == side && concerned(&party.works));
            of.map(|party| party.name.as_str()).collect::<Vec<_>>().join("、")
        };
        Self {
            title: contract.contract.title.clone(),
            number: contract.contract.number.clone(),
            client: named(Side::Client),
            vendor: named(Side::Vendor),
            works: contract.works.iter().map(|work| (work.key.clone(), work.title.clone())).collect(),
        }
    }

    /// Titles of `works`, joined by `、`; `全部工作内容` for none.
    #[must_use]
    pub fn works(&self, works: &[String]) -> String {
        if works.is_empty() {
            return "全部工作内容".to_owned();
        }
        let title = |key: &String| self.works.get(key).cloned().unwrap_or_else(|| key.clone());
        works.iter().map(title).collect::<Vec<_>>().join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_consortium_only_those_who_do_the_works_are_named() {
        let text = include_str!("../../../fixtures/contracts/realestate-registration-2024.toml");
        let contract = crate::parse(text).unwrap();
        let head = Letterhead::of(&contract, &["5".to_owned()]);
        assert_eq!(
            (head.client.as_str(), head.vendor.as_str()),
            ("北京市规划和自然资源委员会朝阳分局", "北京英格尔科技有限公司")
        );
        assert_eq!(Letterhead::of(&contract, &[]).vendor.split('、').count(), 3);
        assert_eq!(head.works(&[]), "全部工作内容");
        assert_eq!(head.works(&["5".to_owned(), "?".to_owned()]), format!("{}、?", contract.work("5").unwrap().title));
    }
}
