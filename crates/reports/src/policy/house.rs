//! Which sections and parts belong into which report: the house's map, as data.

use std::{collections::BTreeMap, sync::OnceLock};

use jianyue_contracts::model::{Frequency, Report};
use jianyue_platform::reports::HintPart;
use serde::Deserialize;

/// The map.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct House {
    order: Vec<String>,
    narrow: Vec<Narrow>,
    single: Vec<Narrow>,
    answers: Vec<Narrow>,
    part: Vec<PartOfHouse>,
    parts: BTreeMap<String, Vec<String>>,
    period: BTreeMap<String, String>,
    unit: Vec<Unit>,
}

/// Words, and the sections that they mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Narrow {
    words: Vec<String>,
    #[serde(default)]
    sections: Vec<String>,
    #[serde(default)]
    all: bool,
}

/// A part in words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartOfHouse {
    /// Its stable name.
    pub key: String,
    /// Its heading.
    pub heading: String,
    words: Vec<String>,
    /// What of the sections' sentences fits into it.
    #[serde(default)]
    pub hint: Option<HintPart>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    word: String,
    unit: String,
}

/// Which sections a report has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sections<'a> {
    /// All that the contract has anything to do with.
    All,
    /// Those whose codes begin so.
    Some(&'a [String]),
}

impl Sections<'_> {
    /// Whether the section of this code belongs to it.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(named) => named.iter().any(|name| means(name, code)),
        }
    }
}

/// Whether `name` means the section of this code: itself, or the module whose section it is.
fn means(name: &str, code: &str) -> bool {
    code.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The map of this house.
///
/// # Panics
/// When the embedded file is broken, which a test would show.
#[must_use]
pub fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "the file is part of the program")]
    HOUSE.get_or_init(|| toml::from_str(include_str!("../sections.toml")).expect("sections.toml is whole"))
}

/// Whether documents of this frequency come round.
#[must_use]
pub const fn comes_round(frequency: &Frequency) -> bool {
    !matches!(frequency, Frequency::Once | Frequency::OnEvent)
}

impl House {
    /// The sections of reports of a rule.
    #[must_use]
    pub fn sections(&self, rule: &Report) -> Sections<'_> {
        let said = |texts: &[&str], entry: &&Narrow| {
            entry.words.iter().any(|word| texts.iter().any(|text| text.contains(word.as_str())))
        };
        if comes_round(&rule.frequency) {
            let found = self.narrow.iter().find(|entry| said(&[&rule.title], entry));
            return found.map_or(Sections::All, |entry| Sections::Some(&entry.sections));
        }
        let mut texts = vec![rule.title.as_str()];
        texts.extend(rule.contents.iter().map(String::as_str));
        texts.extend(rule.trigger.as_deref());
        match self.single.iter().find(|entry| said(&texts, entry)) {
            Some(Narrow { all: true, .. }) => Sections::All,
            Some(entry) => Sections::Some(&entry.sections),
            None => Sections::Some(&[]),
        }
    }

    /// Where the section of this code stands in a report.
    #[must_use]
    pub fn place<'a>(&self, code: &'a str) -> (usize, &'a str) {
        (self.order.iter().position(|name| means(name, code)).unwrap_or(self.order.len()), code)
    }

    /// Whether one of the sections that are there answers what the rule wants the report to contain.
    #[must_use]
    pub fn answered<'a>(&self, content: &str, mut there: impl Iterator<Item = &'a str>) -> bool {
        let entries =
            self.answers.iter().filter(|entry| entry.words.iter().any(|word| content.contains(word.as_str())));
        let names: Vec<&String> = entries.flat_map(|entry| &entry.sections).collect();
        there.any(|code| names.iter().any(|name| means(name, code)))
    }

    /// The standard parts of a report of this frequency, in their order.
    #[must_use]
    pub fn standard(&self, frequency: &str) -> Vec<&PartOfHouse> {
        let wanted = self.parts.get(frequency).or_else(|| self.parts.get("monthly"));
        self.part.iter().filter(|part| wanted.is_some_and(|keys| keys.contains(&part.key))).collect()
    }

    /// Every part, in the order of a report.
    pub fn every_part(&self) -> impl Iterator<Item = &PartOfHouse> {
        self.part.iter()
    }

    /// The standard part that answers what the rule wants the report to contain.
    #[must_use]
    pub fn part_for(&self, content: &str) -> Option<&PartOfHouse> {
        self.part.iter().find(|part| part.words.iter().any(|word| content.contains(word.as_str())))
    }

    /// The standard part of a key.
    #[must_use]
    pub fn part(&self, key: &str) -> Option<&PartOfHouse> {
        self.part.iter().find(|part| part.key == key)
    }

    /// How a period of this frequency is called in sentences.
    #[must_use]
    pub fn period(&self, frequency: &str) -> &str {
        self.period.get(frequency).map_or("本期", String::as_str)
    }

    /// What the things of a figure are counted in.
    #[must_use]
    pub fn unit(&self, label: &str) -> &str {
        self.unit.iter().find(|one| label.contains(&one.word)).map_or("项", |one| one.unit.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jianyue_contracts::parse;

    use super::*;

    const ALL: [&str; 5] = [
        include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
        include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
        include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
        include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
        include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
    ];

    #[test]
    fn the_map_names_parts_that_there_are_and_every_frequency_of_the_contracts() {
        let house = house();
        let known: BTreeSet<_> = house.part.iter().map(|part| &part.key).collect();
        assert!(house.parts.values().flatten().all(|key| known.contains(key)));
        for text in ALL {
            for report in parse(text).unwrap().reports {
                let frequency = report.frequency.to_string();
                assert!(house.parts.contains_key(&frequency) && house.period.contains_key(&frequency), "{}", report.id);
            }
        }
    }

    #[test]
    fn periodic_reports_have_everything_and_narrow_ones_what_they_are_about() {
        let contract = parse(ALL[1]).unwrap();
        let of = |id: &str| house().sections(contract.reports.iter().find(|one| one.id == id).unwrap());
        assert_eq!(of("HC-R1.monthly"), Sections::All);
        let rounds = of("HC-R2");
        assert!(rounds.has("inspection.rounds") && !rounds.has("ticketing.clocks"));
        let security = of("HC-R3");
        assert!(
            security.has("security.vulnerabilities")
                && security.has("staffing.people")
                && !security.has("hotline.calls")
        );
        assert!(of("HC-R4").has("security.vulnerabilities"));
        let contract = parse(ALL[2]).unwrap();
        let of = |id: &str| house().sections(contract.reports.iter().find(|one| one.id == id).unwrap());
        assert_eq!(of("SC-R1"), Sections::All, "the acceptance of the whole");
        assert!(of("SC-R3").has("deliveries.cards") && !of("SC-R3").has("security.vulnerabilities"));
    }

    #[test]
    fn contents_are_answered_by_sections_that_are_there() {
        let there = ["backups.runs", "ticketing.clocks"];
        let answered = |content| house().answered(content, there.into_iter());
        assert_eq!([answered("数据备份情况"), answered("故障次数"), answered("产生原因")], [true, true, false]);
        assert!(!answered("巡检记录汇总"), "no such section");
        assert_eq!(house().part_for("产生原因").map(|part| part.key.as_str()), Some("cause"));
        assert!(house().place("ticketing.clocks") < house().place("backups.runs"));
        assert!(house().place("billing.payments") < house().place("unknown.things"));
    }
}
