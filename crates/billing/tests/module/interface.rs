//! The examples of `docs/finance-interface.md` are what the server says.

use jianyue_billing::model::Entry;
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

const DOCUMENT: &str = include_str!("../../../../docs/finance-interface.md");

fn example(name: &str) -> Value {
    let (_, rest) = DOCUMENT.split_once(&format!("```json {name}\n")).unwrap();
    serde_json::from_str(rest.split_once("```").unwrap().0).unwrap()
}

/// Whether everything that `said` says is in `found`, place by place.
fn holds(said: &Value, found: &Value, at: &str) {
    match said {
        Value::Object(members) => {
            for (name, said) in members {
                let found = found.get(name).unwrap_or_else(|| panic!("{at}.{name} is not there: {found}"));
                holds(said, found, &format!("{at}.{name}"));
            }
        }
        Value::Array(items) => {
            for (n, said) in items.iter().enumerate() {
                holds(said, found.get(n).unwrap_or_else(|| panic!("{at}[{n}] is not there")), &format!("{at}[{n}]"));
            }
        }
        said => assert_eq!(said, found, "{at}"),
    }
}

on_both_databases! {
    async fn the_examples_hold(db: Db) {
        let stage = Stage::new(db).await;
        for (fact, on) in [("reports_accepted", "2024-09-10"), ("invoice_received", "2024-09-12")] {
            let body = json!({ "kind": "happened", "fact": fact, "for": "HC-M1.2", "on": on });
            stage.tell(&stage.manager(), stage.hc, &body).await.expect(201);
        }
        for amount in ["500001.00", "-1.00"] {
            let body = json!({ "kind": "payment", "for": "HC-M1.2", "on": "2024-09-20", "amount": amount, "voucher": "国库-0920" });
            stage.tell(&stage.finance(), stage.hc, &body).await.expect(201);
        }
        let schedule = stage.get(&stage.finance(), "billing/schedule?at=2024-09-30").await.expect(200).json();
        holds(&example("schedule"), &schedule, "schedule");
        let journal = stage.get(&stage.finance(), &format!("contracts/{}/billing-journal?after=2", stage.hc)).await;
        holds(&example("journal"), &journal.expect(200).json(), "journal");
    }

    async fn every_word_of_the_account_is_described(db: Db) {
        let stage = Stage::new(db).await;
        let schedule = stage.get(&stage.finance(), "billing/schedule").await.expect(200).json();
        for member in schedule.as_object().unwrap().keys().filter(|member| !["at", "undecided"].contains(&member.as_str())) {
            assert!(DOCUMENT.contains(&format!("`{member}[]`")), "{member} is not described");
        }
        let unknown = serde_json::from_value::<Entry>(json!({ "kind": "?" })).unwrap_err().to_string();
        let kinds: Vec<&str> = unknown.split('`').skip(1).step_by(2).filter(|word| *word != "?").collect();
        assert!(kinds.len() > 15, "{unknown}");
        for kind in kinds {
            assert!(DOCUMENT.contains(&format!("`{kind}`")), "{kind} is not named");
        }
    }
}
