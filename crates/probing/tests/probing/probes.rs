//! Systems, credentials and probes over HTTP.

use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Service, Stage, text};

on_both_databases! {
    async fn what_is_set_up_wrong_is_named(db: Db) {
        let stage = Stage::new(db).await;
        let system = stage.system().await;
        let path = format!("/contracts/{}/probes", stage.hs);
        let base = json!({ "system_id": system["id"], "title": "库", "kind": "tcp", "target": { "host": "a", "port": 1 } });
        for (change, field) in [
            (json!({ "kind": "http", "target": { "url": "ftp://a" } }), "target"),
            (json!({ "target": { "host": "a" } }), "target"),
            (json!({ "target": { "host": "a", "port": 1, "shell": "rm" } }), "target"),
            (json!({ "kind": "sql", "target": { "engine": "postgres", "host": "a", "database": "d", "query": "DROP TABLE a" } }), "target"),
            (json!({ "kind": "ssh", "target": { "host": "a", "questions": [{ "what": "cpu" }] } }), "credential_id"),
            (json!({ "every_seconds": 4 }), "every_seconds"),
            (json!({ "every_seconds": 5, "timeout_ms": 6000 }), "timeout_ms"),
            (json!({ "retries": 6 }), "retries"),
            (json!({ "title": " " }), "title"),
            (json!({ "thresholds": [{ "metric": "ms", "level": "down" }] }), "thresholds"),
            (json!({ "system_id": "00000000-0000-0000-0000-000000000001" }), "system_id"),
            (json!({ "credential_id": "00000000-0000-0000-0000-000000000001" }), "credential_id"),
            (json!({ "kind": "agent", "target": { "agent_id": "00000000-0000-0000-0000-000000000001" } }), "target"),
        ] {
            let mut body = base.clone();
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let answer = stage.post(&stage.engineer(), &path, body).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], field, "{change}: {answer}");
        }
        stage.post(&stage.engineer(), &path, base).await.expect(201);
        let again = json!({ "name": "网上报名" });
        let systems = format!("/contracts/{}/systems", stage.hs);
        assert_eq!(stage.post(&stage.engineer(), &systems, again).await.expect(422).json()["errors"][0]["field"], "name");
        let unknown = json!({ "name": "甲", "work": "no-such-work" });
        assert_eq!(stage.post(&stage.engineer(), &systems, unknown).await.expect(422).json()["errors"][0]["field"], "work");
        stage.delete(&stage.engineer(), &format!("/watched-systems/{}", text(&system["id"]))).await.expect(409);
    }

    async fn others_know_nothing_of_it(db: Db) {
        let stage = Stage::new(db).await;
        let service = Service::start().await;
        let probe = stage.probe("tcp", service.target(), json!({})).await;
        let path = format!("/probes/{}", text(&probe["id"]));
        for by in [stage.stranger(), stage.member()] {
            for path in [path.clone(), format!("{path}/history?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"),
                format!("/contracts/{}/probes", stage.hs), format!("/outages?contract={}", stage.hs),
                format!("/contracts/{}/systems", stage.hs), format!("/contracts/{}/watch-events", stage.hs)] {
                stage.get(&by, &path).await.expect(404);
            }
            stage.post(&by, &format!("{path}/try"), json!({})).await.expect(404);
            stage.delete(&by, &path).await.expect(404);
            let all = stage.get(&by, "/probes").await.expect(200).json();
            assert_eq!(all["items"].as_array().unwrap().len(), 0);
        }
        stage.delete(&stage.client(), &path).await.expect(403);
        stage.post(&stage.client(), &format!("{path}/try"), json!({})).await.expect(403);
        assert_eq!(stage.get(&stage.client(), "/probes").await.json()["items"][0]["id"], probe["id"]);
    }

    async fn a_secret_goes_in_and_never_comes_out(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/probe-credentials", stage.hs);
        let body = json!({ "name": "只读", "username": "watch", "password": "s3cret-word" });
        stage.post(&stage.engineer(), &path, body.clone()).await.expect(403);
        let kept = stage.post(&stage.manager(), &path, body.clone()).await.expect(201);
        let id = text(&kept.json()["id"]);
        let listed = stage.get(&stage.engineer(), &path).await.expect(200);
        let replaced = json!({ "name": "只读", "username": "watch2", "private_key": "s3cret-key" });
        let replaced = stage.app.put(&format!("/api/v1/probe-credentials/{id}")).by(&stage.manager()).json(&replaced).send().await;
        let mut tx = stage.db.read().await.unwrap();
        let (sealed,): (Vec<u8>,) = tx.one("SELECT sealed FROM probing_credential", args![]).await.unwrap();
        let (audit,): (String,) =
            tx.one("SELECT CAST(detail AS TEXT) FROM audit_entry WHERE action = 'probing.credential_add'", args![]).await.unwrap();
        drop(tx);
        for said in [kept.text(), listed.text(), replaced.text(), audit, String::from_utf8_lossy(&sealed).into_owned()] {
            assert!(!said.contains("s3cret"), "{said}");
        }
        assert_eq!(replaced.expect(200).json()["kind"], "private_key");
        let target = json!({ "host": "127.0.0.1", "questions": [{ "what": "cpu" }] });
        let probe = stage.probe("ssh", target, json!({ "credential_id": id })).await;
        stage.delete(&stage.manager(), &format!("/probe-credentials/{id}")).await.expect(409);
        assert_eq!(probe["credential_id"], id.as_str());
        for wrong in [json!({ "name": "乙" }), json!({ "name": "只读", "password": "x" }),
            json!({ "name": "丙", "password": "x", "private_key": "y" })] {
            stage.post(&stage.manager(), &path, wrong).await.expect(422);
        }
    }

    async fn a_trial_looks_at_once_and_keeps_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let mut service = Service::start().await;
        let limits = json!({ "thresholds": [{ "metric": "ms", "above": -1, "level": "warning" }] });
        let probe = stage.probe("tcp", service.target(), limits).await;
        let path = format!("/probes/{}/try", text(&probe["id"]));
        let tried = stage.post(&stage.engineer(), &path, json!({})).await.expect(200).json();
        assert_eq!(tried["verdict"]["state"], "warning", "{tried}");
        service.stop().await;
        let tried = stage.post(&stage.engineer(), &path, json!({})).await.expect(200).json();
        assert_eq!((&tried["verdict"]["state"], &tried["verdict"]["code"]), (&json!("down"), &json!("reach.no_connection")));
        assert_eq!(stage.read(&probe).await["state"], "unknown");
        assert_eq!(stage.outages("").await.len(), 0);
        let inside = stage.probe("tcp", json!({ "host": "10.0.0.1", "port": 22 }), json!({ "title": "内网" })).await;
        let refused = stage.post(&stage.engineer(), &format!("/probes/{}/try", text(&inside["id"])), json!({})).await;
        let refused = refused.expect(200).json();
        assert_eq!((&refused["verdict"]["state"], &refused["verdict"]["code"]), (&json!("unknown"), &json!("reach.not_allowed")));
    }

    async fn what_is_not_set_up_yet_is_tried_under_the_same_guards(db: Db) {
        let stage = Stage::new(db).await;
        let (service, system) = (Service::start().await, stage.system().await);
        let path = format!("/contracts/{}/probes/try", stage.hs);
        let body = json!({
            "system_id": system["id"], "title": "端口", "kind": "tcp", "target": service.target(),
            "thresholds": [{ "metric": "ms", "above": -1, "level": "warning" }],
        });
        let tried = stage.post(&stage.engineer(), &path, body.clone()).await.expect(200).json();
        assert_eq!(tried["verdict"]["state"], "warning", "{tried}");
        let probes = stage.get(&stage.engineer(), &format!("/contracts/{}/probes", stage.hs)).await.expect(200).json();
        assert_eq!(probes["items"], json!([]), "nothing is kept");
        let mut inside = body.clone();
        inside["target"] = json!({ "host": "10.0.0.1", "port": 22 });
        let refused = stage.post(&stage.engineer(), &path, inside).await.expect(200).json();
        assert_eq!(refused["verdict"]["code"], "reach.not_allowed");
        let mut bad = body.clone();
        bad["timeout_ms"] = json!(1);
        assert_eq!(stage.post(&stage.engineer(), &path, bad).await.expect(422).json()["errors"][0]["field"], "timeout_ms");
        let mut other = body.clone();
        other["credential_id"] = json!("00000000-0000-0000-0000-000000000001");
        stage.post(&stage.engineer(), &path, other).await.expect(422);
        stage.post(&stage.client(), &path, body.clone()).await.expect(403);
        for by in [stage.stranger(), stage.member()] {
            stage.post(&by, &path, body.clone()).await.expect(404);
        }
    }

    async fn changes_need_the_version_that_was_read(db: Db) {
        let stage = Stage::new(db).await;
        let service = Service::start().await;
        let probe = stage.probe("tcp", service.target(), json!({ "level": 2 })).await;
        let path = format!("/probes/{}", text(&probe["id"]));
        let changed = stage.patch(&stage.engineer(), &path, 1, json!({ "title": "端口", "level": null })).await.expect(200).json();
        assert_eq!((&changed["title"], &changed["level"], &changed["version"]), (&json!("端口"), &json!(null), &json!(2)));
        let stale = stage.patch(&stage.engineer(), &path, 1, json!({ "title": "别的" })).await.expect(412).json();
        assert_eq!(stale["current"]["title"], "端口");
        stage.patch(&stage.engineer(), &path, 2, json!({ "target": { "host": "a" } })).await.expect(422);
        stage.delete(&stage.engineer(), &path).await.expect(204);
        stage.get(&stage.client(), &path).await.expect(404);
        let history = format!("{path}/history?from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z");
        stage.get(&stage.client(), &history).await.expect(200);
    }
}
