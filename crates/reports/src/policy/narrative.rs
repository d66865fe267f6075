//! The parts in words, written from figures: plain and correct, so that a report can be read as it is, and a start for whoever
//! knows more.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    model::{Frequency, Report},
};
use jianyue_kernel::Value;
use jianyue_platform::reports::{Figure, Hint, HintPart, Section};

use super::house::{House, PartOfHouse, comes_round, house};
use crate::model::{Facts, Part};

/// Sections that the overview speaks of, and figures that it takes of each.
const OVERVIEW: usize = 4;
const FIGURES: usize = 4;
/// Sentences that are taken over into a part.
const TAKEN: usize = 8;
/// What the key of a part begins with that the contract asks for and nothing answers.
const CONTENT: &str = "content.";

/// A day as people write it.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    day.format("%Y 年 %-m 月 %-d 日").to_string()
}

/// A period as people write it.
#[must_use]
pub fn span(from: NaiveDate, to: NaiveDate) -> String {
    if from == to { day(from) } else { format!("{}至 {}", day(from), day(to)) }
}

/// Whether a part has to be written by somebody, because no figure answers it.
#[must_use]
pub fn asks_for_words(key: &str) -> bool {
    key.starts_with(CONTENT)
}

/// The parts of a report, written from its figures.
#[must_use]
pub fn parts(contract: &Contract, rule: &Report, facts: &Facts, sections: &[Section]) -> Vec<Part> {
    let house = house();
    let mut parts = Vec::new();
    for one in wanted(house, contract, rule, sections) {
        let (key, heading) = match one {
            Wanted::Standard(part) => (part.key.clone(), part.heading.clone()),
            Wanted::Content(n, content) => (format!("{CONTENT}{n}"), content.to_owned()),
        };
        let text = match key.as_str() {
            "overview" => overview(house, rule, facts, sections),
            "work" => work(house, sections),
            "next" => next(contract, rule),
            _ if asks_for_words(&key) => String::new(),
            _ => taken(house, &key, facts, sections),
        };
        parts.push(Part { key, heading, text });
    }
    parts
}

/// A part that a report has.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Standard(&'a PartOfHouse),
    /// What the contract asks for, by its place in the rule.
    Content(usize, &'a str),
}

/// The parts in their order: what comes round has the house's order; what answers an event has that of its rule.
fn wanted<'a>(house: &'a House, contract: &Contract, rule: &'a Report, sections: &[Section]) -> Vec<Wanted<'a>> {
    // A work that is named is what the report is about, and no part of it.
    let is_work = |content: &str| contract.works.iter().any(|work| work.title.contains(content));
    let codes = || sections.iter().map(|section| section.code.as_str());
    let open =
        rule.contents.iter().enumerate().filter(|(_, content)| !is_work(content) && !house.answered(content, codes()));
    let mut asked: Vec<Wanted<'a>> = Vec::new();
    for (n, content) in open {
        match house.part_for(content) {
            Some(part) if has(&asked, &part.key) => {}
            Some(part) => asked.push(Wanted::Standard(part)),
            None => asked.push(Wanted::Content(n, content)),
        }
    }
    let standard = house.standard(&rule.frequency.to_string());
    if !comes_round(&rule.frequency) {
        let begin = standard
            .into_iter()
            .map(Wanted::Standard)
            .filter(|one| !matches!(one, Wanted::Standard(part) if has(&asked, &part.key)));
        return begin.chain(asked.clone()).collect();
    }
    let mut all: Vec<Wanted<'a>> = Vec::new();
    for part in house.every_part() {
        let wanted = standard.iter().any(|one| one.key == part.key) || has(&asked, &part.key);
        if wanted {
            all.push(Wanted::Standard(part));
        }
        // What the contract asks for beside the house's parts stands behind what was done.
        if part.key == "work" {
            all.extend(asked.iter().filter(|one| matches!(one, Wanted::Content(..))).copied());
        }
    }
    all
}

fn has(parts: &[Wanted<'_>], key: &str) -> bool {
    parts.iter().any(|one| matches!(one, Wanted::Standard(part) if part.key == key))
}

/// `受理工单 42 件`.
fn said(house: &House, figure: &Figure) -> Option<String> {
    let label = figure.label.as_str();
    match &figure.value {
        Value::Empty => None,
        Value::Count(n) if label.ends_with('）') => Some(format!("{label} {n}")),
        Value::Count(n) => Some(format!("{label} {n} {}", house.unit(label))),
        value => Some(format!("{label} {value}")),
    }
}

/// `工单办理：受理工单 42 件，……。`
fn sentence(house: &House, section: &Section) -> Option<String> {
    let figures: Vec<String> = section.figures.iter().filter_map(|figure| said(house, figure)).take(FIGURES).collect();
    (!figures.is_empty()).then(|| format!("{}：{}。", section.title, figures.join("，")))
}

fn overview(house: &House, rule: &Report, facts: &Facts, sections: &[Section]) -> String {
    let vendor = facts.vendor.join("、");
    let works: Vec<&str> = facts.works.iter().map(|work| work.title.as_str()).collect();
    let of_works = if works.is_empty() { String::new() } else { format!("“{}”", works.join("”、“")) };
    let mut text = if comes_round(&rule.frequency) {
        format!(
            "{vendor}按《{}》（{}）提供{of_works}服务。本报告所述期间为 {}。",
            facts.contract_title,
            facts.clause,
            span(facts.from, facts.to)
        )
    } else {
        let trigger = rule.trigger.as_deref().map(|trigger| format!("“{trigger}”时")).unwrap_or_default();
        format!("{vendor}按《{}》（{}）{trigger}提交《{}》。", facts.contract_title, facts.clause, rule.title)
    };
    let told: Vec<String> = sections.iter().filter_map(|section| sentence(house, section)).take(OVERVIEW).collect();
    if !told.is_empty() {
        text = format!("{text}\n{}{}", house.period(&facts.frequency), told.join(""));
    }
    text
}

fn work(house: &House, sections: &[Section]) -> String {
    let hints = hints(sections, HintPart::Work);
    let mut lines: Vec<String> = hints.iter().take(TAKEN).map(|hint| ended(&hint.text)).collect();
    // What nothing happened in is told by its section.
    let busy = |section: &&Section| section.figures.iter().any(|figure| !is_nothing(&figure.value));
    let told = sections.iter().filter(|section| sentence(house, section).is_some()).skip(OVERVIEW);
    lines.extend(told.filter(busy).filter_map(|section| sentence(house, section)));
    if lines.is_empty() {
        return "按合同开展日常服务，数据见各节。".to_owned();
    }
    lines.join("\n")
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Empty => true,
        Value::Count(n) | Value::Seconds(n) => *n == 0,
        Value::Money(money) => money.fen() == 0,
        _ => false,
    }
}

/// With a full stop.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['。', '！', '？', '；']) { text.to_owned() } else { format!("{text}。") }
}

/// Sentences that fit into a part, in the order of the sections.
#[must_use]
pub fn hints(sections: &[Section], part: HintPart) -> Vec<&Hint> {
    sections.iter().flat_map(|section| &section.hints).filter(|hint| hint.part == part).collect()
}

/// A part made of sentences of the sections; what there is nothing to say of says so.
fn taken(house: &House, key: &str, facts: &Facts, sections: &[Section]) -> String {
    let part = house.part(key).and_then(|part| part.hint);
    let found = part.map(|part| hints(sections, part)).unwrap_or_default();
    if found.is_empty() {
        let period = house.period(&facts.frequency);
        return match key {
            "cause" => format!("{period}没有登记到需要说明原因的问题。"),
            "prevention" => format!("{period}没有新登记的防范措施。"),
            "suggestion" => "没有需要甲方决定的事项。".to_owned(),
            _ => format!("{period}没有需要说明的内容。"),
        };
    }
    let numbered = found.iter().take(TAKEN).enumerate().map(|(n, hint)| format!("{}. {}", n + 1, ended(&hint.text)));
    let mut lines: Vec<String> = numbered.collect();
    if found.len() > TAKEN {
        lines.push(format!("其余 {} 条见各节明细。", found.len() - TAKEN));
    }
    lines.join("\n")
}

/// What the contract asks for in the next period too.
fn next(contract: &Contract, rule: &Report) -> String {
    let concerned = |works: &[String]| {
        works.is_empty() || rule.works.is_empty() || works.iter().any(|work| rule.works.contains(work))
    };
    let planned = |frequency: &Frequency| comes_round(frequency) && *frequency != Frequency::Continuous;
    let inspections = contract.inspections.iter().filter(|one| planned(&one.frequency) && concerned(&one.works));
    let backups = contract.backups.iter().filter(|one| planned(&one.frequency) && concerned(&one.works));
    let mut titles: Vec<&str> = Vec::new();
    for title in inspections.map(|one| one.title.as_str()).take(4).chain(backups.map(|one| one.title.as_str()).take(2))
    {
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    if titles.is_empty() {
        return "下期按合同继续提供服务，办结本期未完成的事项，按期提交报告。".to_owned();
    }
    format!("下期按合同继续开展{}，办结本期未完成的事项，按期提交报告。", titles.join("、"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use jianyue_contracts::parse;

    use super::*;

    const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");
    const EX: &str = include_str!("../../../../fixtures/contracts/construction-exam-2024.toml");

    fn facts(contract: &Contract, rule: &Report) -> Facts {
        let day = |text: &str| text.parse().unwrap();
        Facts {
            contract_id: uuid::Uuid::nil(),
            contract_title: contract.contract.title.clone(),
            contract_number: None,
            client: vec!["甲方单位".to_owned()],
            vendor: vec!["乙方公司".to_owned()],
            text_version: 1,
            text_from: day("2024-06-01"),
            rule: rule.id.clone(),
            clause: rule.clause.clone(),
            assumed: None,
            frequency: rule.frequency.to_string(),
            title: rule.title.clone(),
            number: "RE-BG-2024-0001".to_owned(),
            version: 1,
            from: day("2024-07-01"),
            to: day("2024-07-31"),
            subject: String::new(),
            works: Vec::new(),
            contents: rule.contents.clone(),
            composed_at: DateTime::UNIX_EPOCH,
            made_by: String::new(),
        }
    }

    fn tickets() -> Section {
        let hint =
            Hint {
                part: HintPart::Cause, text: "网络抖动致自助机离线".to_owned(), path: "/tickets/1".to_owned()
            };
        Section {
            code: "ticketing.clocks".to_owned(),
            title: "工单办理".to_owned(),
            figures: vec![
                Figure::new("opened", "受理工单", 42),
                Figure::new("rate", "响应达标率", Value::share(38, 39)),
                Figure::new("none", "满意度", Value::Empty),
            ],
            hints: vec![hint],
            ..Section::default()
        }
    }

    fn written(text: &str, id: &str, sections: &[Section]) -> Vec<Part> {
        let contract = parse(text).unwrap();
        let rule = contract.reports.iter().find(|one| one.id == id).unwrap();
        parts(&contract, rule, &facts(&contract, rule), sections)
    }

    #[test]
    fn a_month_is_told_in_the_parts_of_the_house_with_its_figures() {
        let parts = written(RE, "RE-R1.2.monthly", &[tickets()]);
        let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
        assert_eq!(keys, ["overview", "work", "cause", "prevention", "suggestion", "next"], "contents are answered");
        assert!(parts[0].text.contains("本月工单办理：受理工单 42 件，响应达标率 97.44%。"), "{}", parts[0].text);
        assert!(parts[0].text.contains("附件三 二(三)工作报告1"), "{}", parts[0].text);
        assert_eq!(parts[2].text, "1. 网络抖动致自助机离线。");
        assert_eq!(parts[3].text, "本月没有新登记的防范措施。");
        assert!(parts.iter().all(|part| !part.text.is_empty() && !part.text.contains('—')), "{parts:?}");
    }

    #[test]
    fn what_answers_an_event_has_the_parts_that_its_rule_asks_for() {
        let fault = written(RE, "RE-R2", &[]);
        let told: Vec<(&str, &str)> = fault.iter().map(|part| (part.key.as_str(), part.heading.as_str())).collect();
        assert_eq!(
            told,
            [("overview", "概述"), ("cause", "问题与原因"), ("content.1", "处理方案"), ("content.2", "计划")]
        );
        let exam = written(EX, "EX-R1", &[]);
        assert!(
            exam.iter().filter(|part| asks_for_words(&part.key)).count() == 4 && exam[1].text.is_empty(),
            "{exam:?}"
        );
    }
}
