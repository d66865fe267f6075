//! Plans, their versions and their contacts.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, id, plan};

on_both_databases! {
    async fn a_plan_is_published_and_agreed_to_and_then_begins_anew(db: Db) {
        let stage = Stage::new(db).await;
        let (manager, client) = (stage.manager(), stage.client());
        let path = format!("/contracts/{}/emergency-plans", stage.hs);
        stage.post(&stage.engineer(), &path, plan()).await.expect(403);
        let draft = stage.post(&manager, &path, plan()).await.expect(201).json();
        let own = format!("/emergency-plans/{}", id(&draft));
        stage.get(&client, &own).await.expect(404);
        assert_eq!(stage.get(&client, "/emergency-plans").await.expect(200).json()["items"], json!([]));
        let early = stage.at(&client, &format!("{own}/agree"), &draft["version"], json!({})).await.expect(409);
        assert_eq!(early.code(), "emergencies.wrong_state");
        let published = stage.at(&manager, &format!("{own}/publish"), &draft["version"], json!({})).await.expect(200).json();
        assert_eq!((&published["state"], &published["in_force"]), (&json!("published"), &json!(1)));
        let stale = stage.at(&client, &format!("{own}/agree"), &json!(1), json!({})).await.expect(412);
        assert_eq!(stale.code(), "emergencies.stale");
        stage.at(&manager, &format!("{own}/agree"), &published["version"], json!({})).await.expect(403);
        let agreed = stage.at(&client, &format!("{own}/agree"), &published["version"], json!({ "note": "同意" })).await.expect(200).json();
        assert_eq!((&agreed["state"], &agreed["versions"][0]["agreed_by"]), (&json!("agreed"), &json!("甲方")));
        let mut edit = plan();
        edit["title"] = json!("系统瘫痪应急预案（修订）");
        let second = stage.put(&manager, &own, &agreed["version"], edit).await.expect(200).json();
        assert_eq!((&second["newest"], &second["state"], &second["in_force"]), (&json!(2), &json!("draft"), &json!(1)));
        let seen = stage.get(&client, &own).await.expect(200).json();
        assert_eq!((&seen["number"], seen["versions"].as_array().unwrap().len()), (&json!(1), 1), "a draft is the vendor's own");
        let first = stage.get(&manager, &format!("{own}?number=1")).await.expect(200).json();
        assert_eq!(first["body"]["steps"].as_array().unwrap().len(), 2);
    }

    async fn all_that_is_wrong_is_told(db: Db) {
        let stage = Stage::new(db).await;
        let body = json!({ "title": "", "works": ["x"], "body": { "scenario": "瘫痪", "roles": [{ "role": "联络人", "holder": "某岗" }], "steps": [] } });
        let faults = stage.post(&stage.manager(), &format!("/contracts/{}/emergency-plans", stage.hs), body).await.expect(422).json();
        let fields: Vec<_> = faults["errors"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["title", "works", "roles", "steps"]);
    }

    async fn numbers_are_sealed_and_contacts_keep_what_was_found_out(db: Db) {
        let stage = Stage::new(db).await;
        let published = stage.published().await;
        assert_eq!(published["body"]["contacts"][0]["phone"], "010-55550101");
        let mut tx = stage.db.read().await.unwrap();
        let kept: Vec<(Vec<u8>,)> = tx.all("SELECT phones FROM emergency_plan_version", vec![]).await.unwrap();
        assert!(!String::from_utf8_lossy(&kept[0].0).contains("55550101"));
        drop(tx);
        let list = stage.get(&stage.engineer(), "/emergency-contacts").await.expect(200).json();
        let standing = |list: &Value, n: usize| list["items"][n]["standing"].clone();
        assert_eq!((standing(&list, 0), &list["items"][0]["phone"]), (json!("never"), &json!("010-55550101")));
        let path = format!("/emergency-contacts/{}/tests", id(&list["items"][0]));
        stage.post(&stage.client(), &path, json!({ "reached": true, "minutes": 2 })).await.expect(403);
        stage.post(&stage.engineer(), &path, json!({ "reached": true })).await.expect(422);
        stage.post(&stage.engineer(), &path, json!({ "reached": true, "minutes": 2 })).await.expect(201);
        let other = format!("/emergency-contacts/{}/tests", id(&list["items"][1]));
        stage.post(&stage.engineer(), &other, json!({ "reached": false })).await.expect(201);
        // A new version that names one of them only.
        let mut edit = plan();
        edit["body"]["contacts"] = json!([published["body"]["contacts"][0]]);
        let own = format!("/emergency-plans/{}", id(&published));
        let draft = stage.put(&stage.manager(), &own, &published["version"], edit).await.expect(200).json();
        stage.at(&stage.manager(), &format!("{own}/publish"), &draft["version"], json!({})).await.expect(200);
        let list = stage.get(&stage.engineer(), "/emergency-contacts").await.expect(200).json();
        assert_eq!((list["items"].as_array().unwrap().len(), standing(&list, 0)), (1, json!("good")));
        stage.env.set("2022-04-10T09:00:00+08:00");
        let list = stage.get(&stage.engineer(), "/emergency-contacts").await.expect(200).json();
        assert_eq!(standing(&list, 0), "stale");
        let tests = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((tests.as_array().unwrap().len(), &tests[0]["minutes"]), (1, &json!(2)));
    }

    async fn a_contact_of_another_plan_is_not_taken_over(db: Db) {
        let stage = Stage::new(db).await;
        let first = stage.published().await;
        let mut new = plan();
        new["body"]["contacts"] = json!([first["body"]["contacts"][0]]);
        let answer = stage.post(&stage.manager(), &format!("/contracts/{}/emergency-plans", stage.hc), new).await;
        let second = answer.expect(201).json();
        assert_ne!(second["body"]["contacts"][0]["id"], first["body"]["contacts"][0]["id"]);
    }
}
