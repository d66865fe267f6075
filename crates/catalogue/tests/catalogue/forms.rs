//! What may be asked for.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

async fn forms(stage: &Stage) -> Vec<Value> {
    let path = format!("/contracts/{}/service-forms", stage.hc);
    stage.get(&stage.client(), &path).await.expect(200).json().as_array().unwrap().clone()
}

async fn form(stage: &Stage, key: &str) -> Value {
    forms(stage).await.into_iter().find(|form| form["key"] == key).unwrap_or(Value::Null)
}

on_both_databases! {
    async fn the_catalogue_cites_a_rule_for_each_form(db: Db) {
        let stage = Stage::new(db).await;
        let all = forms(&stage).await;
        assert!(all.len() >= 9, "{}", all.len());
        let export = form(&stage, "HC-P1.export").await;
        assert_eq!((&export["clause"], &export["version_no"], &export["id"]), (&json!("二 (一)–(四)5"), &json!(0), &Value::Null));
        assert_eq!(export["definition"]["attachments"], json!([{ "name": "临时需求单", "required": true }]));
        assert_eq!(export["works"].as_array().unwrap().len(), 4);
        assert_eq!(form(&stage, "HC-P1.data.6").await["assumed"], "印作“需求数单”，读作需求单");
    }

    async fn a_change_is_a_new_version_and_old_requests_keep_theirs(db: Db) {
        let stage = Stage::new(db).await;
        let before = stage.export(&stage.client()).await;
        let mut definition = form(&stage, "HC-P1.export").await["definition"].clone();
        definition["fields"].as_array_mut().unwrap().push(json!({ "key": "secret", "title": "密级", "kind": "text", "required": true }));
        let mut body = json!({ "key": "HC-P1.export", "based_on": 0, "rule": "HC-P1.export", "enabled": true, "definition": definition, "note": "加密级" });
        let path = format!("/contracts/{}/service-forms", stage.hc);
        let saved = stage.post(&stage.manager(), &path, body.clone()).await.expect(201).json();
        assert_eq!((&saved["version_no"], &saved["changed"]["note"]), (&json!(2), &json!("加密级")));
        let after = stage.export(&stage.client()).await;
        let fields = |request: &Value| request["form"]["fields"].as_array().unwrap().len();
        assert_eq!((fields(&after), &after["form_version"]), (fields(&before) + 1, &json!(2)));
        let path_of = |request: &Value| format!("/service-requests/{}", request["id"].as_str().unwrap());
        let old = stage.get(&stage.client(), &path_of(&before)).await.expect(200).json();
        assert_eq!((fields(&old), &old["form_version"]), (fields(&before), &json!(1)), "the old request keeps its form");
        assert!(old["missing"].as_array().unwrap().iter().all(|one| one["name"] != "secret"));
        // Somebody else saw the version before.
        assert_eq!(stage.post(&stage.manager(), &path, body.clone()).await.expect(412).code(), "catalogue.stale");
        body["based_on"] = json!(2);
        body["enabled"] = json!(false);
        stage.post(&stage.manager(), &path, body.clone()).await.expect(201);
        assert_eq!(form(&stage, "HC-P1.export").await, Value::Null, "no longer offered");
        let versions = stage.get(&stage.client(), &format!("{path}/versions?key=HC-P1.export")).await.expect(200).json();
        let told: Vec<_> = versions.as_array().unwrap().iter().map(|one| one["version_no"].as_i64().unwrap()).collect();
        assert_eq!(told, [3, 2, 1]);
    }

    async fn what_is_wrong_with_a_form_is_told_and_only_managers_change_it(db: Db) {
        let stage = Stage::new(db).await;
        let definition = form(&stage, "HC-P1.export").await["definition"].clone();
        let path = format!("/contracts/{}/service-forms", stage.hc);
        let good = json!({ "based_on": 0, "rule": "HC-P1.export", "enabled": true, "definition": definition, "note": "另一张" });
        assert_eq!(stage.post(&stage.engineer(), &path, good.clone()).await.expect(403).code(), "denied");
        assert_eq!(stage.post(&stage.client(), &path, good.clone()).await.expect(403).code(), "denied");
        for (member, value, field) in [
            ("/rule", json!("HC-P9"), "rule"),
            ("/note", json!(" "), "note"),
            ("/definition/title", json!(""), "title"),
            ("/definition/fields", json!([]), "fields"),
            ("/definition/fields/0/key", json!("大"), "fields"),
            ("/definition/works", json!(["9"]), "works"),
            ("/definition/attachments", json!([{ "name": "a/b" }]), "attachments"),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(member).unwrap() = value;
            let answer = stage.post(&stage.manager(), &path, bad).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], field, "{answer}");
        }
        let other = stage.post(&stage.manager(), &path, good).await.expect(201).json();
        assert_eq!((&other["key"], &other["version_no"]), (&json!("HC-P1.export#2"), &json!(1)));
    }
}
