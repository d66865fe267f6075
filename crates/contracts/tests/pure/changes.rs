//! What an amendment changes.

use jianyue_contracts::{
    changes::{Change, ChangeKind, changes},
    parse,
};
use serde_json::json;

const SMALL: &str = include_str!("../registry/small.toml");

fn between(after: &str) -> Vec<Change> {
    changes(&parse(SMALL).unwrap(), &parse(after).unwrap())
}

#[test]
fn the_same_text_and_another_order_change_nothing() {
    assert_eq!(between(SMALL), []);
    let (first, second) = (SMALL.find("[[windows]]").unwrap(), SMALL.rfind("[[windows]]").unwrap());
    let end = second + SMALL[second..].find("\n[[matrices]]").unwrap();
    let swapped = [&SMALL[..first], &SMALL[second..end], "\n", &SMALL[first..second], &SMALL[end..]].concat();
    assert_ne!(parse(&swapped).unwrap(), parse(SMALL).unwrap());
    assert_eq!(between(&swapped), []);
}

#[test]
fn a_changed_rule_is_named_with_its_section_clause_and_both_values() {
    let after = SMALL.replace("within = \"6h\"", "within = \"4h\"");
    let [change] = &between(&after)[..] else { panic!("one change") };
    assert_eq!((change.section.as_str(), change.rule.as_str()), ("matrices.cases", "SM-S2"));
    assert_eq!((change.clause.as_str(), change.change), ("第四条 3", ChangeKind::Changed));
    let within = |value: &Option<serde_json::Value>| value.as_ref().unwrap()["targets"][0]["within"].clone();
    assert_eq!((within(&change.before), within(&change.after)), (json!("6h"), json!("4h")));
    assert!(change.after.as_ref().unwrap().get("assumed").is_none(), "what is not said is left out");
}

#[test]
fn rules_that_come_and_go_are_told_in_the_order_of_the_format() {
    let duty = SMALL.find("[[duties]]").unwrap();
    let payments = SMALL.find("[payments]").unwrap();
    let window =
        "[[windows]]\nid = \"SM-W3\"\nclause = \"补充协议 1\"\ntitle = \"白天\"\nhours = \"daily 08:00-20:00\"\n\n";
    let after = [&SMALL[..duty], window, &SMALL[payments..]].concat().replace("甲公司", "丙公司");
    let told: Vec<_> = between(&after)
        .into_iter()
        .map(|c| (c.section, c.rule, c.change, c.before.is_none(), c.after.is_none()))
        .collect();
    let row =
        |section: &str, rule: &str, kind, before, after| (section.to_owned(), rule.to_owned(), kind, before, after);
    assert_eq!(
        told,
        [
            row("parties", "first", ChangeKind::Changed, false, false),
            row("windows", "SM-W3", ChangeKind::Added, true, false),
            row("duties", "SM-O1", ChangeKind::Removed, false, true),
        ]
    );
}
