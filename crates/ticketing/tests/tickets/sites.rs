//! Places where a contract is served, and how far from them people check in.

use jianyue_kernel::Actor;
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, clock, id, new};

/// Adds a site to the security contract.
pub async fn add(stage: &Stage, by: &Actor, body: Value) -> Answer {
    stage.app.post(&format!("/api/v1/contracts/{}/sites", stage.hs)).by(by).json(&body).send().await
}

async fn change(stage: &Stage, by: &Actor, site: &Value, version: i64, body: Value) -> Answer {
    let path = format!("/api/v1/sites/{}", id(site));
    stage.app.patch(&path).by(by).header("if-match", &format!("\"{version}\"")).json(&body).send().await
}

/// A machine room with a position.
fn room() -> Value {
    json!({ "key": "room", "name": "机房（测试）", "address": "一层", "latitude": 39.9, "longitude": 116.4, "tolerance_m": 100 })
}

/// A ticket at `site`.
async fn ticket_at(stage: &Stage, site: &Value) -> Value {
    let mut body = new("HS-S2");
    body["site_id"] = site["id"].clone();
    stage.open_as(&stage.agent(), stage.hs, &body).await.expect(201).json()
}

/// The particulars of the last arrival.
async fn arrival(stage: &Stage, ticket: &Value) -> Value {
    let history = stage.history(&stage.client(), ticket).await;
    history.iter().rev().find(|entry| entry["kind"] == "arrived").unwrap()["data"].clone()
}

on_both_databases! {
    async fn sites_are_kept_by_manager_and_official_and_seen_by_all_of_the_contract(db: Db) {
        let stage = Stage::new(db).await;
        let site = add(&stage, &stage.manager(), room()).await.expect(201).json();
        assert_eq!((&site["key"], &site["latitude"], &site["longitude"]), (&json!("room"), &json!(39.9), &json!(116.4)));
        let plain = add(&stage, &stage.client(), json!({ "name": "大厅（测试）" })).await.expect(201).json();
        assert_eq!((&plain["key"], &plain["tolerance_m"], &plain["latitude"]), (&json!("s1"), &json!(200), &Value::Null));
        let listed = stage.get(&stage.engineer(), &format!("/contracts/{}/sites", stage.hs)).await.expect(200).json();
        assert_eq!(listed, json!([site, plain]));
        add(&stage, &stage.engineer(), json!({ "name": "x" })).await.expect(403);
        let foreign = add(&stage, &stage.stranger(), json!({ "name": "x" })).await.expect(404);
        assert_eq!(foreign.code(), "contracts.not_found");
        stage.get(&stage.stranger(), &format!("/contracts/{}/sites", stage.hs)).await.expect(404);
        assert_eq!(change(&stage, &stage.stranger(), &site, 1, json!({ "name": "y" })).await.expect(404).code(), "ticketing.no_site");
        change(&stage, &stage.engineer(), &site, 1, json!({ "name": "y" })).await.expect(403);
    }

    async fn what_does_not_fit_is_named(db: Db) {
        let stage = Stage::new(db).await;
        add(&stage, &stage.manager(), room()).await.expect(201);
        for (body, field) in [
            (json!({ "name": "" }), "name"),
            (json!({ "name": "机房（测试）" }), "name"),
            (json!({ "name": "x", "key": "room" }), "key"),
            (json!({ "name": "x", "key": "机房" }), "key"),
            (json!({ "name": "x", "latitude": 39.9 }), "latitude"),
            (json!({ "name": "x", "latitude": 91, "longitude": 0 }), "latitude"),
            (json!({ "name": "x", "tolerance_m": 5 }), "tolerance_m"),
        ] {
            let answer = add(&stage, &stage.manager(), body.clone()).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], field, "{body}");
        }
    }

    async fn a_correction_names_its_version_and_reaches_live_tickets(db: Db) {
        let stage = Stage::new(db).await;
        let site = add(&stage, &stage.manager(), room()).await.expect(201).json();
        let (live, ended) = (ticket_at(&stage, &site).await, ticket_at(&stage, &site).await);
        stage.act(&stage.client(), &ended, "cancel", json!({ "reason": "误报" })).await.expect(200);
        let moved = change(&stage, &stage.client(), &site, 1, json!({ "name": "新机房（测试）", "latitude": 39.95 })).await.expect(200);
        assert_eq!(moved.header("etag"), "\"2\"");
        let stale = change(&stage, &stage.client(), &site, 1, json!({ "name": "z" })).await.expect(412).json();
        assert_eq!(stale["current"]["name"], "新机房（测试）");
        let names = [&live, &ended].map(|ticket| stage.now(ticket));
        let names = futures::future::join_all(names).await;
        let name = |ticket: &Value| ticket["site"]["name"].as_str().unwrap().to_owned();
        assert_eq!(names.iter().map(name).collect::<Vec<_>>(), ["新机房（测试）", "机房（测试）"]);
        let unknown = change(&stage, &stage.client(), &site, 2, json!({ "latitude": null, "longitude": null })).await.expect(200).json();
        assert_eq!((&unknown["latitude"], &unknown["version"]), (&Value::Null, &json!(3)));
    }

    async fn a_ticket_has_a_site_of_its_own_contract_only(db: Db) {
        let stage = Stage::new(db).await;
        let site = add(&stage, &stage.manager(), room()).await.expect(201).json();
        let theirs = stage.app.post(&format!("/api/v1/contracts/{}/sites", stage.re)).by(&stage.stranger())
            .json(&json!({ "name": "登记大厅（测试）" })).send().await.expect(201).json();
        for wrong in [theirs["id"].clone(), json!(uuid::Uuid::nil())] {
            let mut body = new("HS-S2");
            body["site_id"] = wrong;
            let answer = stage.open_as(&stage.agent(), stage.hs, &body).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], "site_id");
        }
        let ticket = ticket_at(&stage, &site).await;
        assert_eq!(ticket["site"]["name"], "机房（测试）");
        let listed = stage.get(&stage.engineer(), "/tickets").await.expect(200).json();
        assert_eq!(listed["items"][0]["site"], ticket["site"]);
        let path = format!("/api/v1/tickets/{}", id(&ticket));
        let edit = |version: i64, site: Value| {
            let tag = format!("\"{version}\"");
            stage.app.patch(&path).by(&stage.agent()).header("if-match", &tag).json(&json!({ "site_id": site })).send()
        };
        edit(1, theirs["id"].clone()).await.expect(422);
        assert_eq!(edit(1, Value::Null).await.expect(200).json()["site"], Value::Null);
        assert_eq!(stage.now(&ticket).await["site"], Value::Null);
        let back = edit(2, site["id"].clone()).await.expect(200).json();
        assert_eq!(back["site"], ticket["site"]);
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(history[2]["data"]["site"], json!({ "from": null, "to": "机房（测试）" }));
        // A part of it is at the same place, even when the place is no longer offered.
        stage.app.delete(&format!("/api/v1/sites/{}", id(&site))).by(&stage.manager()).send().await.expect(204);
        let part = stage.act(&stage.engineer(), &ticket, "split", json!({ "title": "另一处" })).await.expect(201).json();
        assert_eq!(stage.now(&part).await["site"], ticket["site"]);
        let mut body = new("HS-S2");
        body["site_id"] = site["id"].clone();
        stage.open_as(&stage.agent(), stage.hs, &body).await.expect(422);
        assert_eq!(stage.get(&stage.agent(), &format!("/contracts/{}/sites", stage.hs)).await.json(), json!([]));
        // Its name and key are free again.
        add(&stage, &stage.manager(), room()).await.expect(201);
    }

    async fn a_check_in_is_measured_and_never_refused_for_its_place(db: Db) {
        let stage = Stage::new(db).await;
        let site = add(&stage, &stage.manager(), room()).await.expect(201).json();
        let ticket = ticket_at(&stage, &site).await;
        stage.act(&stage.engineer(), &ticket, "take", json!({})).await.expect(200);
        for (visit, distance, within) in [
            (json!({ "latitude": 39.9005, "longitude": 116.4, "accuracy": 8.0 }), json!(56), json!(true)),
            (json!({ "latitude": 39.91, "longitude": 116.4 }), json!(1112), json!(false)),
            (json!({}), Value::Null, Value::Null),
        ] {
            let there = stage.act(&stage.engineer(), &ticket, "check-in", visit.clone()).await.expect(200).json();
            assert_eq!(clock(&there, "arrive")["state"], "met");
            let data = arrival(&stage, &ticket).await;
            assert_eq!((&data["distance_m"], &data["within"]), (&distance, &within), "{visit}");
            assert_eq!(data["site"]["name"], "机房（测试）");
        }
        // Without a site, or with one that has no position, nothing is known.
        let elsewhere = stage.open("HS-S2").await;
        stage.act(&stage.engineer(), &elsewhere, "check-in", json!({ "latitude": 39.9, "longitude": 116.4 })).await.expect(200);
        assert_eq!(arrival(&stage, &elsewhere).await.get("within"), None);
        let vague = add(&stage, &stage.manager(), json!({ "name": "库房（测试）" })).await.expect(201).json();
        let vague = ticket_at(&stage, &vague).await;
        stage.act(&stage.engineer(), &vague, "check-in", json!({ "latitude": 39.9, "longitude": 116.4 })).await.expect(200);
        assert_eq!(arrival(&stage, &vague).await["within"], Value::Null);
    }

    async fn the_devices_time_is_kept_and_moves_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let told = |action: &str, body: Value, at: &str| {
            let path = format!("/api/v1/tickets/{}/{action}", id(&ticket));
            stage.app.post(&path).by(&stage.engineer()).header("x-device-time", at).json(&body).send()
        };
        // The promise of two hours is over when the phone has a network again.
        stage.sweep_at("2021-12-06T12:30:00+08:00").await;
        told("take", json!({}), "2021-12-06T10:05:00+08:00").await.expect(200);
        let said = json!({ "text": "已到现场" });
        let late = told("respond", said.clone(), "2021-12-06T10:06:00+08:00").await.expect(200).json();
        assert_eq!(clock(&late, "response")["state"], "breached");
        let history = stage.history(&stage.client(), &ticket).await;
        let data = &history.last().unwrap()["data"];
        assert_eq!((&data["device_at"], &data["received_at"]), (&json!("2021-12-06T02:06:00Z"), &json!("2021-12-06T04:30:00Z")));
        assert_eq!(history.last().unwrap()["at"], "2021-12-06T04:30:00Z");
        let breach = history.iter().find(|entry| entry["kind"] == "clock_breached").unwrap();
        assert_eq!(breach["data"].get("device_at"), None);
        let ahead = told("respond", said.clone(), "2021-12-06T12:35:01+08:00").await.expect(422);
        assert_eq!(ahead.code(), "ticketing.device_time_ahead");
        assert_eq!(told("respond", said.clone(), "yesterday").await.expect(400).code(), "ticketing.bad_device_time");
        let body = json!({ "at": "2021-12-06T13:00:00+08:00" });
        assert_eq!(stage.act(&stage.engineer(), &ticket, "check-in", body).await.expect(422).code(), "ticketing.device_time_ahead");
        assert_eq!(stage.history(&stage.client(), &ticket).await.len(), history.len());
    }
}
