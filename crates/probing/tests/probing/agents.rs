//! What agents push.

use chrono::TimeDelta;
use jianyue_platform::{args, db::Db};
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, text};

struct Agent {
    id: String,
    token: String,
}

async fn agent(stage: &Stage) -> Agent {
    let body = json!({ "contract_id": stage.hs.0, "name": "申报库主机" });
    stage.post(&stage.engineer(), "/agents", body.clone()).await.expect(403);
    let made = stage.post(&stage.manager(), "/agents", body).await.expect(201).json();
    Agent { id: text(&made["id"]), token: text(&made["token"]) }
}

fn reading(stage: &Stage, seq: i64, cpu: f64, runs: f64) -> Value {
    json!({ "seq": seq, "at": stage.env.now(), "metrics": { "cpu_percent": cpu, "service:nginx": runs }, "text": "好" })
}

async fn push(stage: &Stage, agent: &Agent, readings: Value) -> Answer {
    let body = json!({ "every_seconds": 60, "host": "db1", "readings": readings });
    let path = format!("/api/v1/agents/{}/readings", agent.id);
    stage.app.post(&path).header("authorization", &format!("Bearer {}", agent.token)).json(&body).send().await
}

on_both_databases! {
    async fn a_reading_counts_once_however_often_it_comes(db: Db) {
        let stage = Stage::new(db).await;
        let agent = agent(&stage).await;
        let limits = json!({ "thresholds": [{ "metric": "cpu_percent", "above": 90, "level": "warning" }] });
        let probe = stage.probe("agent", json!({ "agent_id": agent.id }), limits).await;
        let first = reading(&stage, 1, 20.0, 1.0);
        let taken = push(&stage, &agent, json!([first])).await.expect(200).json();
        assert_eq!((&taken["taken"], &taken["last_seq"]), (&json!(1), &json!(1)));
        assert_eq!(stage.read(&probe).await["state"], "up");
        stage.env.advance(TimeDelta::seconds(60));
        let second = reading(&stage, 2, 95.0, 1.0);
        // Nobody knows whether the first push arrived: it comes again, with the next one.
        let taken = push(&stage, &agent, json!([first, second, second])).await.expect(200).json();
        assert_eq!((&taken["taken"], &taken["last_seq"]), (&json!(1), &json!(2)));
        assert_eq!(push(&stage, &agent, json!([first, second])).await.expect(200).json()["taken"], 0);
        let now = stage.read(&probe).await;
        assert_eq!((&now["state"], &now["last_text"]), (&json!("warning"), &json!("CPU 使用率 95 高于 90；好")));
        let history = format!("/probes/{}/history?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z", text(&probe["id"]));
        let hours = stage.get(&stage.client(), &history).await.expect(200).json();
        assert_eq!((&hours[0]["n"], &hours[0]["ok"]), (&json!(2), &json!(2)), "{hours}");
    }

    async fn what_was_kept_while_the_server_was_away_is_told_in_its_order(db: Db) {
        let stage = Stage::new(db).await;
        let agent = agent(&stage).await;
        let probe = stage.probe("agent", json!({ "agent_id": agent.id }), json!({})).await;
        let mut kept = Vec::new();
        for (seq, runs) in [(1, 1.0), (2, 0.0), (3, 0.0), (4, 1.0)] {
            kept.push(reading(&stage, seq, 10.0, runs));
            stage.env.advance(TimeDelta::seconds(60));
        }
        push(&stage, &agent, json!(kept)).await.expect(200);
        assert_eq!(stage.read(&probe).await["state"], "up");
        let outage = &stage.outages("").await[0];
        assert_eq!((&outage["seconds"], &outage["reason"]), (&json!(120), &json!("未运行：nginx；好")));
        assert_eq!(stage.events("probing.deviation_gone").await[0]["lasted_seconds"], 120);
    }

    async fn silence_is_told_after_three_intervals_and_ends_with_a_word(db: Db) {
        let stage = Stage::new(db).await;
        let agent = agent(&stage).await;
        let probe = stage.probe("agent", json!({ "agent_id": agent.id }), json!({})).await;
        // One that was never heard of is no outage.
        assert_eq!(stage.look(&probe).await["state"], "unknown");
        push(&stage, &agent, json!([reading(&stage, 1, 10.0, 1.0)])).await.expect(200);
        for _ in 0..3 {
            assert_eq!(stage.look(&probe).await["state"], "up");
        }
        assert_eq!(stage.look(&probe).await["state"], "unknown");
        let found = stage.events("probing.deviation_found").await;
        assert_eq!((found.len(), &found[0]["title"]), (1, &json!("网上报名 · 登录页 失联")));
        assert_eq!(stage.outages("&open=true").await[0]["problem"], "silent");
        stage.env.advance(TimeDelta::seconds(30));
        push(&stage, &agent, json!([reading(&stage, 2, 10.0, 1.0)])).await.expect(200);
        assert_eq!(stage.read(&probe).await["state"], "up");
        assert_eq!(stage.events("probing.deviation_gone").await.len(), 1);
        let tried = stage.post(&stage.engineer(), &format!("/probes/{}/try", text(&probe["id"])), json!({})).await;
        assert_eq!(tried.expect(200).json()["verdict"]["state"], "up");
    }

    async fn a_token_is_shown_once_kept_as_a_digest_and_can_be_taken_away(db: Db) {
        let stage = Stage::new(db).await;
        let mut agent = agent(&stage).await;
        assert!(agent.token.starts_with("jya_"));
        let listed = stage.get(&stage.client(), &format!("/contracts/{}/agents", stage.hs)).await.expect(200);
        let mut tx = stage.db.read().await.unwrap();
        let (hash,): (Vec<u8>,) = tx.one("SELECT token_hash FROM probing_agent", args![]).await.unwrap();
        drop(tx);
        let secret = agent.token.rsplit('_').next().unwrap().to_owned();
        assert!(!listed.text().contains(&secret) && hash.len() == 32 && !hash.windows(8).any(|part| secret.as_bytes().starts_with(part)));
        let one = json!([reading(&stage, 1, 1.0, 1.0)]);
        let rotated = stage.post(&stage.manager(), &format!("/agents/{}/rotate", agent.id), json!({})).await.expect(200).json();
        assert_eq!(push(&stage, &agent, one.clone()).await.expect(401).code(), "probing.bad_token");
        agent.token = text(&rotated["token"]);
        push(&stage, &agent, one.clone()).await.expect(200);
        stage.delete(&stage.manager(), &format!("/agents/{}", agent.id)).await.expect(204);
        push(&stage, &agent, one).await.expect(401);
        let nobody = stage.app.post(&format!("/api/v1/agents/{}/readings", agent.id)).json(&json!({ "every_seconds": 60, "readings": [] }));
        nobody.send().await.expect(401);
    }
}
