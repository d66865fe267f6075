//! Several steps at once: all or nothing, on one ticket and on many.

use jianyue_kernel::Role;
use jianyue_platform::{args, db::Db};
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, id, kinds, new};

fn steps(steps: &Value) -> Value {
    json!({ "steps": steps })
}

/// What is kept of how many tickets stand where equals what there is.
async fn counts_are_exact(stage: &Stage) {
    let mut tx = stage.db.read().await.unwrap();
    let kept = "SELECT state, CAST(SUM(n) AS BIGINT) FROM ticket_count WHERE n <> 0 GROUP BY state ORDER BY 1";
    let kept: Vec<(String, i64)> = tx.all(kept, args![]).await.unwrap();
    let counted: Vec<(String, i64)> =
        tx.all("SELECT state, COUNT(*) FROM ticket GROUP BY 1 ORDER BY 1", args![]).await.unwrap();
    assert_eq!(kept, counted);
}

async fn audited(stage: &Stage, ticket: &Value) -> Vec<String> {
    let id: uuid::Uuid = id(ticket).parse().unwrap();
    let mut tx = stage.db.read().await.unwrap();
    let sql = "SELECT action FROM audit_entry WHERE subject = $1 ORDER BY seq";
    let rows: Vec<(String,)> = tx.all(sql, args![id]).await.unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

on_both_databases! {
    async fn steps_are_done_in_order_and_together(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let asked = steps(&json!([
            { "do": "take" }, { "do": "reply", "text": "收到" }, { "do": "note", "text": "先看证书" },
            { "do": "resolve", "solution": "更换证书" },
        ]));
        let done = stage.act(&stage.engineer(), &ticket, "steps", asked).await.expect(200);
        assert_eq!(done.header("etag"), "\"4\"");
        assert_eq!(done.json()["state"], "resolved");
        let history = stage.history(&stage.engineer(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "taken", "replied", "noted", "resolved"]);
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await), ["opened", "taken", "replied", "resolved"]);
        let trail = ["ticketing.open", "ticketing.take", "ticketing.reply", "ticketing.note", "ticketing.resolve"];
        assert_eq!(audited(&stage, &ticket).await, trail);
        counts_are_exact(&stage).await;
    }

    async fn one_refusal_leaves_nothing_and_says_where(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let asked = steps(&json!([{ "do": "take" }, { "do": "reply", "text": "收到" }, { "do": "resume" }]));
        let refused = stage.act(&stage.engineer(), &ticket, "steps", asked).await.expect(409);
        assert_eq!((refused.code().as_str(), &refused.json()["step"]), ("ticketing.wrong_state", &json!(2)));
        assert!(refused.json()["detail"].as_str().unwrap().starts_with("第 3 步没有完成，所有步骤都没有生效。"));
        assert_eq!((&stage.now(&ticket).await["state"], &stage.now(&ticket).await["version"]), (&json!("open"), &json!(1)));
        assert_eq!(kinds(&stage.history(&stage.engineer(), &ticket).await), ["opened"]);
        assert_eq!(audited(&stage, &ticket).await, ["ticketing.open"]);
        assert_eq!(stage.events(&ticket).await.len(), 1);
        // What one may not do is refused by its step too, and a field that does not fit.
        let sly = steps(&json!([{ "do": "reply", "text": "请查看" }, { "do": "note", "text": "x" }]));
        let denied = stage.act(&stage.client(), &ticket, "steps", sly).await.expect(403);
        assert_eq!((denied.code().as_str(), &denied.json()["step"]), ("denied", &json!(1)));
        let empty = steps(&json!([{ "do": "reply", "text": " " }]));
        let empty = stage.act(&stage.client(), &ticket, "steps", empty).await.expect(422);
        assert_eq!((&empty.json()["step"], &empty.json()["errors"][0]["field"]), (&json!(0), &json!("text")));
        counts_are_exact(&stage).await;
    }

    async fn steps_are_few_and_known(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let many = vec![json!({ "do": "note", "text": "x" }); 11];
        for bad in [json!([]), json!(many), json!([{ "do": "split", "title": "x" }]), json!([{ "do": "take", "x": 1 }])] {
            stage.act(&stage.engineer(), &ticket, "steps", steps(&bad)).await.expect(422);
        }
        stage.act(&stage.stranger(), &ticket, "steps", steps(&json!([{ "do": "take" }]))).await.expect(404);
        assert_eq!(stage.now(&ticket).await["version"], 1);
    }

    async fn steps_may_name_the_version_they_were_made_from(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let asked = || steps(&json!([{ "do": "reply", "text": "收到" }]));
        stage.act_on(&stage.engineer(), &ticket, "steps", asked()).await.expect(200);
        let stale = stage.act_on(&stage.engineer(), &ticket, "steps", asked()).await.expect(412);
        assert_eq!((stale.code().as_str(), &stale.json()["current"]["version"]), ("ticketing.stale_version", &json!(2)));
        assert!(stale.json().get("step").is_none());
        stage.act(&stage.engineer(), &ticket, "steps", asked()).await.expect(200);
        let odd = stage.app.post(&format!("/api/v1/tickets/{}/steps", id(&ticket))).by(&stage.engineer());
        odd.header("if-match", "x").json(&asked()).send().await.expect(400);
    }

    async fn every_step_does_what_its_endpoint_does(db: Db) {
        let stage = Stage::new(db).await;
        let (ticket, other) = (stage.open("HS-S3").await, stage.open("HS-S3").await);
        let (person, watcher) = (actor(3).done().person, actor(6).done().person);
        let asked = steps(&json!([
            { "do": "assign", "person_id": person }, { "do": "respond", "text": "收到" }, { "do": "watch", "person_id": watcher },
            { "do": "check-in", "latitude": 39.9, "longitude": 116.4 }, { "do": "escalate", "reason": "需二线" },
            { "do": "link", "other": id(&other), "relation": "causes" },
            { "do": "pause", "reason": "等待", "evidence": "邮件", "agreed_by": "甲方" }, { "do": "resume" },
            { "do": "work-around", "text": "改用备机" }, { "do": "restore", "text": "主机恢复" },
        ]));
        let done = stage.act(&stage.manager(), &ticket, "steps", asked).await.expect(200).json();
        assert_eq!((&done["state"], &done["escalation_level"]), (&json!("restored"), &json!(2)));
        assert_eq!(done["assignee"]["id"], json!(person));
        let client = steps(&json!([
            { "do": "urge" }, { "do": "unwatch", "person_id": watcher }, { "do": "severity", "case": "HS-S2", "reason": "扩大" },
            { "do": "cancel", "reason": "误报" }, { "do": "reopen", "reason": "仍有" },
        ]));
        let done = stage.act(&stage.client(), &ticket, "steps", client).await.expect(200).json();
        assert_eq!((&done["case"], &done["cycle"], &done["urged"]), (&json!("HS-S2"), &json!(2), &json!(1)));
        assert_eq!(done["watchers"], json!([]));
        stage.act(&stage.engineer(), &ticket, "resolve", json!({ "solution": "已处理" })).await.expect(200);
        let back = steps(&json!([{ "do": "refuse", "reason": "仍不行" }]));
        assert_eq!(stage.act(&stage.client(), &ticket, "steps", back).await.expect(200).json()["state"], "working");
        stage.act(&stage.engineer(), &ticket, "resolve", json!({ "solution": "再次处理" })).await.expect(200);
        let accept = steps(&json!([{ "do": "accept", "satisfaction": 4, "comment": "可以" }]));
        assert_eq!(stage.act(&stage.client(), &ticket, "steps", accept).await.expect(200).json()["satisfaction"], 4);
        let merge = steps(&json!([{ "do": "note", "text": "重复" }, { "do": "merge", "into": id(&stage.open("HS-S3").await) }]));
        assert_eq!(stage.act(&stage.engineer(), &other, "steps", merge).await.expect(200).json()["state"], "merged");
        counts_are_exact(&stage).await;
    }

    async fn many_tickets_each_for_itself(db: Db) {
        let stage = Stage::new(db).await;
        let mut ids = Vec::new();
        for _ in 0..12 {
            ids.push(id(&stage.open("HS-S3").await).to_owned());
        }
        let cancelled = stage.open("HS-S3").await;
        stage.act(&stage.client(), &cancelled, "cancel", json!({ "reason": "误报" })).await.expect(200);
        stage.env.set("2024-07-01T10:00:00+08:00");
        let foreign = stage.open_as(&stage.agent(), stage.re, &crate::common::new_re("RE-3", "3")).await.expect(201).json();
        let unknown = uuid::Uuid::from_u128(99).to_string();
        let mut asked = ids.clone();
        asked.extend([id(&cancelled).to_owned(), id(&foreign).to_owned(), unknown.clone(), ids[0].clone()]);
        // Belongs to the security contract only.
        let engineer = actor(2).on(stage.hs, Role::Engineer).done();
        let body = json!({ "ids": asked, "steps": [{ "do": "take" }, { "do": "note", "text": "批量接单" }] });
        let bulk = |body: Value| stage.app.post("/api/v1/tickets/bulk").by(&engineer).json(&body).send();
        let answer = bulk(body).await.expect(200).json();
        let results = answer["results"].as_array().unwrap();
        assert_eq!(results.len(), 15, "an id that is named twice is done once");
        for (result, id) in results.iter().zip(&ids) {
            assert_eq!((&result["id"], &result["ok"]), (&json!(id), &json!(true)));
            assert!(result["number"].as_str().unwrap().starts_with("HS-2021-") && result.get("code").is_none());
        }
        let ended = &results[12];
        assert_eq!((&ended["ok"], &ended["code"], &ended["step"]), (&json!(false), &json!("ticketing.wrong_state"), &json!(0)));
        assert_eq!(ended["number"], cancelled["number"]);
        for (result, id) in results[13..].iter().zip([id(&foreign), &unknown]) {
            let unseen = json!({ "id": id, "number": null, "ok": false, "code": "ticketing.no_ticket", "detail": result["detail"] });
            assert_eq!(result, &unseen);
        }
        assert_eq!(results[13]["detail"], results[14]["detail"]);
        let mine = stage.get(&engineer, "/tickets?assignee=me&limit=50").await.expect(200).json();
        assert_eq!(mine["items"].as_array().unwrap().len(), 12);
        counts_are_exact(&stage).await;
        for bad in [json!({ "ids": [], "steps": [{ "do": "take" }] }), json!({ "ids": vec![unknown; 201], "steps": [{ "do": "take" }] }),
            json!({ "ids": [ids[0]], "steps": [] })] {
            bulk(bad).await.expect(422);
        }
    }

    async fn two_who_merge_crosswise_do_not_wait_for_each_other(db: Db) {
        let stage = Stage::new(db).await;
        let mut pairs = Vec::new();
        for _ in 0..6 {
            pairs.push((stage.open("HS-S3").await, stage.open("HS-S3").await));
        }
        let engineer = stage.engineer();
        for (one, other) in &pairs {
            let into = |ticket: &Value| steps(&json!([{ "do": "note", "text": "重复" }, { "do": "merge", "into": id(ticket) }]));
            let (there, back) = tokio::join!(
                stage.act(&engineer, one, "steps", into(other)),
                stage.act(&engineer, other, "steps", into(one)),
            );
            let mut both = [there.status.as_u16(), back.status.as_u16()];
            both.sort_unstable();
            assert_eq!(both, [200, 409]);
        }
        counts_are_exact(&stage).await;
    }

    async fn many_steps_beside_each_other_do_not_wait_for_each_other(db: Db) {
        let stage = Stage::new(db).await;
        let mut tickets = Vec::new();
        for _ in 0..16 {
            tickets.push(stage.open_as(&stage.agent(), stage.hs, &new("HS-S3")).await.expect(201).json());
        }
        let engineer = stage.engineer();
        let asked = || steps(&json!([
            { "do": "take" }, { "do": "work-around", "text": "x" }, { "do": "restore", "text": "x" }, { "do": "resolve", "solution": "x" },
        ]));
        let all = tickets.iter().map(|ticket| stage.act(&engineer, ticket, "steps", asked()));
        for answer in futures::future::join_all(all).await {
            answer.expect(200);
        }
        counts_are_exact(&stage).await;
    }
}
