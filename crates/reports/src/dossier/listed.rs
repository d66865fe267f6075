//! The rules of a contract as a dossier lists them.

use jianyue_contracts::{Contract, model::RuleRef};
use serde_json::Value;

/// A rule that something has to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub title: String,
    pub kind: &'static str,
    pub works: Vec<String>,
}

/// What a rule at this place of the format is; `None` for one that only says what words, hours and amounts are, or what follows
/// from a breach.
fn kind(path: &str, at: &Value) -> Option<&'static str> {
    let place: String = path.chars().filter(|c| !c.is_ascii_digit()).collect();
    Some(match place.as_str() {
        "matrices[].cases[]" => "clock",
        "quality[]" => "quality",
        "inspections[]" => "inspection",
        "backups[]" => "backup",
        "certificates[]" => "certificate",
        "assets[]" | "asset_rules[]" => "asset",
        "data_inventories[]" => "inventory",
        "exchanges[]" => "exchange",
        "reports[]" | "duties[]" if is_on_event(at) => "event",
        "reports[]" => "document",
        "acceptances[]" => "acceptance",
        "staffing[]" | "team" => "staffing",
        "duties[]" => "duty",
        "payments.instalments[]" | "bond" | "hand_overs[]" => "payment",
        "exam.limits[]" | "exam.functions[]" => "exam",
        _ => return None,
    })
}

fn is_on_event(rule: &Value) -> bool {
    match rule.get("frequency") {
        None | Some(Value::Null) => true,
        Some(frequency) => frequency.as_str() == Some("on event"),
    }
}

/// The rules that something has to show, in the order of the contract, and how many others there are.
pub(super) fn listed(contract: &Contract) -> (Vec<Listed>, i64) {
    let text = serde_json::to_value(contract).unwrap_or_default();
    let rules = contract.rules();
    let all = i64::try_from(rules.len()).unwrap_or(i64::MAX);
    let listed: Vec<Listed> = rules.iter().filter_map(|rule| of(rule, &text)).collect();
    let named = i64::try_from(listed.len()).unwrap_or(i64::MAX);
    (listed, all - named)
}

fn of(rule: &RuleRef<'_>, text: &Value) -> Option<Listed> {
    let (at, above) = found(text, &rule.path)?;
    let kind = kind(&rule.path, at)?;
    let words = |key: &str| at.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let keys = |of: &Value| {
        let one = of.get("work").and_then(Value::as_str).map(|work| vec![work.to_owned()]);
        let many = of.get("works").and_then(Value::as_array);
        let many = many.map(|works| works.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>());
        many.or(one).unwrap_or_default()
    };
    let own = keys(at);
    Some(Listed {
        rule: rule.id.to_owned(),
        clause: rule.clause.to_owned(),
        assumed: rule.assumed.map(str::to_owned),
        title: words("title").or_else(|| words("text")).unwrap_or_else(|| rule.id.to_owned()),
        kind,
        // A case holds for the works of its matrix.
        works: if own.is_empty() { above.map(keys).unwrap_or_default() } else { own },
    })
}

/// What is at `path` (`matrices[0].cases[1]`), and what is above it in a list.
fn found<'a>(text: &'a Value, path: &str) -> Option<(&'a Value, Option<&'a Value>)> {
    let (mut at, mut above) = (text, None);
    for step in path.split('.') {
        let (name, place) = step.split_once('[').map_or((step, None), |(name, rest)| (name, rest.strip_suffix(']')));
        let outer = at;
        at = at.get(name)?;
        if let Some(place) = place {
            at = at.get(place.parse::<usize>().ok()?)?;
        }
        above = (!std::ptr::eq(outer, text)).then_some(outer);
    }
    Some((at, above))
}

#[cfg(test)]
mod tests {
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
    fn every_rule_is_listed_or_only_defines() {
        for text in ALL {
            let contract = parse(text).unwrap();
            let (listed, definitions) = listed(&contract);
            assert_eq!(listed.len() + usize::try_from(definitions).unwrap(), contract.rules().len());
            assert!(listed.len() > 10, "{} is short", contract.contract.slug);
            for one in &listed {
                assert!(!one.clause.is_empty() && !one.title.is_empty(), "{one:?}");
                let known = |key: &String| contract.work(key).is_some();
                assert!(one.works.iter().all(known), "{one:?} names works that there are not");
            }
        }
    }

    #[test]
    fn cases_hold_for_the_works_of_their_matrix_and_events_are_told_apart() {
        let contract = parse(ALL[3]).unwrap();
        let (rules, _) = listed(&contract);
        let of = |rule: &str| rules.iter().find(|one| one.rule == rule).unwrap_or_else(|| panic!("no {rule}"));
        assert_eq!((of("RE-3").kind, of("RE-3").works.as_slice()), ("clock", &["3".to_owned()][..]));
        for duty in contract.duties.iter().filter(|duty| duty.frequency.is_none()) {
            assert_eq!(of(&duty.id).kind, "event", "{}", duty.id);
        }
        assert!(rules.iter().any(|one| one.kind == "payment") && rules.iter().any(|one| one.kind == "inspection"));
    }
}
