//! Policies over HTTP: who may, what fits, and what their rule asks for.

use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, text};

on_both_databases! {
    async fn a_policy_follows_its_rule_and_is_never_looser(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy_of(stage.ex, "zip", "*.zip", json!({ "rule": "EX-B1", "work": "platform" })).await;
        assert_eq!((&policy["every_hours"], &policy["keep_days"], &policy["grace_minutes"]), (&json!(24), &json!(30), &json!(0)));
        assert_eq!(policy["clause"], "第二条 2(4)");
        assert_eq!(policy["state"], "unknown");
        let path = format!("/contracts/{}/backup-policies", stage.ex);
        let looser = stage.wanted("zip", "*", json!({ "rule": "EX-B1", "every_hours": 25, "keep_days": 29 }));
        let refused = stage.post(&stage.engineer(), &path, looser).await.expect(422).json();
        let errors = refused["errors"].as_array().unwrap();
        assert_eq!(errors.iter().map(|one| one["field"].clone()).collect::<Vec<_>>(), ["every_hours", "keep_days"]);
        assert!(text(&errors[0]["message"]).contains("第二条 2(4)"), "{refused}");
        let stricter = stage.wanted("zip", "*", json!({ "rule": "EX-B1", "every_hours": 6, "keep_days": 90 }));
        stage.post(&stage.engineer(), &path, stricter).await.expect(201);
        // A change is held to the rule, too.
        stage.patch(&stage.engineer(), &policy, json!({ "keep_days": 7 })).await.expect(422);
        // Without a rule nobody says how often.
        let free = stage.policy("plain", "*", json!({ "every_hours": 720, "keep_days": 7 })).await;
        assert_eq!((&free["clause"], &free["grace_minutes"]), (&json!(null), &json!(3600)));
        // A frequency without a printed interval grants a little.
        let daily = stage.policy("plain", "*", json!({ "rule": "HS-B1" })).await;
        assert_eq!((&daily["every_hours"], &daily["keep_days"], &daily["grace_minutes"]), (&json!(24), &json!(30), &json!(120)));
    }

    async fn what_is_set_up_wrong_is_named(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/backup-policies", stage.hs);
        for (change, field) in [
            (json!({ "title": " " }), "title"),
            (json!({ "pattern": "a/b" }), "pattern"),
            (json!({ "source": { "kind": "folder", "path": "relative" } }), "source"),
            (json!({ "rule": "HS-NONE" }), "rule"),
            (json!({ "work": "none" }), "work"),
            (json!({ "every_hours": 0 }), "every_hours"),
            (json!({ "keep_days": 0 }), "keep_days"),
            (json!({ "shrink_percent": 0 }), "shrink_percent"),
            (json!({ "drill_every_days": 400 }), "drill_every_days"),
            (json!({ "min_bytes": -1 }), "min_bytes"),
        ] {
            let answer = stage.post(&stage.engineer(), &path, stage.wanted("plain", "*", change.clone())).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], field, "{change}: {answer}");
        }
        stage.post(&stage.engineer(), &path, stage.wanted("rar", "*", json!({}))).await.expect(422);
    }

    async fn others_know_nothing_of_it(db: Db) {
        let stage = Stage::new(db).await;
        stage.put("a.txt", "x", 1);
        let policy = stage.policy("plain", "*.txt", json!({})).await;
        let drill = stage.drill(&policy).await;
        let path = format!("/backup-policies/{}", text(&policy["id"]));
        for by in [stage.stranger(), stage.member()] {
            for read in [path.clone(), format!("{path}/checks"), format!("{path}/files"), format!("{path}/drills"),
                format!("/backup-drills/{}", text(&drill["id"])), format!("/contracts/{}/backup-policies", stage.hs),
                format!("/backup-policies?contract={}", stage.hs)] {
                stage.get(&by, &read).await.expect(404);
            }
            for write in ["check", "drills"] {
                stage.post(&by, &format!("{path}/{write}"), json!({})).await.expect(404);
            }
            stage.patch(&by, &policy, json!({ "title": "x" })).await.expect(404);
            stage.delete(&by, &path).await.expect(404);
            assert_eq!(stage.get(&by, "/backup-policies").await.expect(200).json()["items"], json!([]));
        }
        stage.delete(&stage.client(), &path).await.expect(403);
        for write in ["check", "drills"] {
            stage.post(&stage.client(), &format!("{path}/{write}"), json!({})).await.expect(403);
        }
    }

    async fn a_secret_goes_in_never_comes_out_and_goes_to_no_other_door(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/backup-policies", stage.hs);
        let source = json!({ "kind": "sftp", "host": "127.0.0.1", "port": 9, "path": "/b", "username": "watch", "password": "s3cret-word" });
        let body = stage.wanted("plain", "*", json!({ "source": source }));
        stage.post(&stage.engineer(), &path, body.clone()).await.expect(403);
        let added = stage.post(&stage.manager(), &path, body).await.expect(201);
        let policy = added.json();
        assert_eq!((&policy["source"]["has_secret"], &policy["source"]["username"]), (&json!(true), &json!("watch")));
        // What was read can be sent back; the folder may be changed by whoever sets up policies.
        let mut same = policy["source"].clone();
        same["path"] = json!("/c");
        let moved = stage.patch(&stage.engineer(), &policy, json!({ "source": same })).await.expect(200).json();
        assert_eq!((&moved["source"]["path"], &moved["source"]["has_secret"]), (&json!("/c"), &json!(true)));
        // Another door is the manager's, and needs the secret again.
        let mut other = moved["source"].clone();
        other["host"] = json!("127.0.0.2");
        stage.patch(&stage.engineer(), &moved, json!({ "source": other.clone() })).await.expect(403);
        let asked = stage.patch(&stage.manager(), &moved, json!({ "source": other.clone() })).await.expect(422).json();
        assert_eq!(asked["errors"][0]["field"], "source");
        other["private_key"] = json!("s3cret-key");
        let replaced = stage.patch(&stage.manager(), &moved, json!({ "source": other })).await.expect(200);
        let mut tx = stage.db.read().await.unwrap();
        let (sealed,): (Vec<u8>,) = tx.one("SELECT sealed FROM backup_policy", args![]).await.unwrap();
        let audit: Vec<(String,)> = tx.all("SELECT CAST(detail AS TEXT) FROM audit_entry", args![]).await.unwrap();
        drop(tx);
        let mut said = vec![added.text(), replaced.text(), String::from_utf8_lossy(&sealed).into_owned()];
        said.extend(audit.into_iter().map(|(detail,)| detail));
        for said in said {
            assert!(!said.contains("s3cret"), "{said}");
        }
        let gone = format!("/backup-policies/{}", text(&policy["id"]));
        stage.delete(&stage.manager(), &gone).await.expect(204);
        let mut tx = stage.db.read().await.unwrap();
        let (sealed,): (Option<Vec<u8>>,) = tx.one("SELECT sealed FROM backup_policy", args![]).await.unwrap();
        assert_eq!(sealed, None);
    }

    async fn an_edit_of_an_old_version_is_refused_and_lists_go_on(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*", json!({ "min_bytes": 5, "drill_every_days": 7 })).await;
        assert_eq!(policy["next_drill_at"], "2026-03-02T19:00:00Z");
        let changed = stage.patch(&stage.engineer(), &policy, json!({ "min_bytes": null, "title": "新名称", "drill_every_days": null })).await;
        let changed = changed.expect(200).json();
        assert_eq!((&changed["min_bytes"], &changed["title"], &changed["version"]), (&json!(null), &json!("新名称"), &json!(2)));
        assert_eq!(changed["next_drill_at"], json!(null));
        let stale = stage.patch(&stage.engineer(), &policy, json!({ "title": "旧" })).await.expect(412).json();
        assert_eq!(stale["current"]["title"], "新名称");
        for _ in 0..2 {
            stage.policy("plain", "*", json!({})).await;
        }
        let first = stage.get(&stage.client(), "/backup-policies?limit=2").await.expect(200).json();
        let next = format!("/backup-policies?limit=2&after={}", text(&first["next"]));
        let second = stage.get(&stage.client(), &next).await.expect(200).json();
        assert_eq!((first["items"].as_array().unwrap().len(), second["items"].as_array().unwrap().len()), (2, 1));
        assert_eq!(stage.get(&stage.client(), "/backup-policies?state=late").await.json()["items"], json!([]));
        stage.get(&stage.client(), "/backup-policies?after=zz").await.expect(400);
    }
}
