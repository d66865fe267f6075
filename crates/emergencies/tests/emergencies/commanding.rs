//! From the first command to the confirmed report.

use chrono::TimeDelta;
use jianyue_platform::{Module as _, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, id, plan, report};

/// The duties of a contract that are listed in March 2022.
async fn duties(stage: &Stage, contract: jianyue_kernel::ContractId) -> Vec<jianyue_platform::duties::Duty> {
    let source = jianyue_emergencies::EmergenciesModule.duties().unwrap();
    let day = |text: &str| text.parse().unwrap();
    let mut tx = stage.db.read().await.unwrap();
    source.duties(stage.app.app(), &mut tx, contract, day("2022-03-01"), day("2022-03-31")).await.unwrap()
}

on_both_databases! {
    async fn it_is_commanded_stood_down_reported_and_confirmed(db: Db) {
        let stage = Stage::new(db).await;
        stage.published().await;
        let (engineer, manager, client) = (stage.engineer(), stage.manager(), stage.client());
        let file = stage.open(stage.hs, json!({ "affects_use": true })).await;
        assert_eq!(file["emergency"]["number"], "HS-YJ-2022-001");
        assert_eq!((&file["emergency"]["rule"], &file["plan"]["number"]), (&json!("HS-O3"), &json!(1)));
        assert_eq!(stage.act(&engineer, &file, "stand-down", json!({ "text": "好了" })).await.expect(409).code(), "emergencies.not_commander");
        stage.act(&engineer, &file, "roles", json!({ "role": "总指挥" })).await.expect(200);
        let none = stage.act(&engineer, &file, "stand-down", json!({ "text": "好了" })).await.expect(409);
        assert_eq!(none.code(), "emergencies.no_decision");
        assert!(none.text().contains("附件一 三.3.2、7"), "the clause is named: {}", none.text());
        stage.env.advance(TimeDelta::minutes(3));
        let told = stage.log(&file, "decision", "切换到备用系统").await;
        assert_eq!((&told["emergency"]["first_command_seconds"], &told["emergency"]["state"]), (&json!(180), &json!("open")));
        let done = stage.act(&engineer, &file, "entries", json!({ "kind": "standby", "text": "已切换", "step": 2 })).await;
        let done = done.expect(201).json();
        assert_eq!((&done["emergency"]["state"], &done["entries"][3]["step"], &done["entries"][3]["role"]), (&json!("controlled"), &json!(2), &json!("总指挥")));
        assert_eq!(stage.act(&manager, &file, "report", report()).await.expect(409).code(), "emergencies.not_stood_down");
        assert_eq!(stage.act(&manager, &file, "stand-down", json!({ "text": "好了" })).await.expect(409).code(), "emergencies.not_commander");
        stage.act(&engineer, &file, "stand-down", json!({ "text": "恢复正常" })).await.expect(200);
        assert_eq!(stage.act(&engineer, &file, "entries", json!({ "kind": "action", "text": "再记" })).await.expect(409).code(), "emergencies.wrong_state");
        stage.act(&engineer, &file, "report", report()).await.expect(403);
        stage.act(&manager, &file, "report", report()).await.expect(200);
        stage.act(&manager, &file, "confirm", json!({})).await.expect(403);
        let back = stage.act(&client, &file, "return", json!({ "reason": "请补充损失" })).await.expect(200).json();
        assert_eq!((&back["emergency"]["state"], &back["emergency"]["reported_by"]), (&json!("stood_down"), &Value::Null));
        stage.act(&manager, &file, "report", report()).await.expect(200);
        let over = stage.act(&client, &file, "confirm", json!({ "note": "同意" })).await.expect(200).json();
        assert_eq!((&over["emergency"]["state"], &over["report"]["users_affected"]), (&json!("confirmed"), &json!(320)));
        let kinds: Vec<_> = over["entries"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["opened", "role", "decision", "standby", "stood_down", "reported", "returned", "reported", "confirmed"]);
        let duty = &duties(&stage, stage.hs).await[0];
        assert_eq!((duty.rule.as_str(), duty.state, duty.evidence.len()), ("HS-O3", jianyue_platform::duties::DutyState::Done, 1));
    }

    async fn nobody_confirms_their_own_report(db: Db) {
        use jianyue_kernel::Role;
        let stage = Stage::new(db).await;
        let both = jianyue_testkit::actor(7).on(stage.hs, Role::VendorManager).on(stage.hs, Role::ClientOfficial).done();
        let file = stage.open(stage.hs, json!({})).await;
        stage.act(&both, &file, "roles", json!({ "role": "总指挥" })).await.expect(200);
        stage.log(&file, "decision", "重启").await;
        stage.act(&both, &file, "stand-down", json!({ "text": "恢复" })).await.expect(200);
        let told = stage.act(&both, &file, "report", report()).await.expect(200).json();
        assert!(!told["allowed_actions"].as_array().unwrap().contains(&json!("confirm")));
        assert_eq!(stage.act(&both, &file, "confirm", json!({})).await.expect(409).code(), "emergencies.own_report");
    }

    async fn at_once_is_counted_to_the_first_command_and_a_day_is_agreed(db: Db) {
        let stage = Stage::new(db).await;
        let (engineer, manager, client) = (stage.engineer(), stage.manager(), stage.client());
        let file = stage.open(stage.hc, json!({ "works": ["1"] })).await;
        assert_eq!((&file["emergency"]["at_once"], &file["emergency"]["within"], &file["emergency"]["due_on"]), (&json!(true), &json!("立即"), &Value::Null));
        stage.act(&engineer, &file, "roles", json!({ "role": "总指挥" })).await.expect(200);
        stage.log(&file, "decision", "断开外网").await;
        stage.act(&engineer, &file, "report-day", json!({ "on": "2022-03-05" })).await.expect(403);
        let told = stage.act(&client, &file, "report-day", json!({ "on": "2022-03-05" })).await.expect(200).json();
        assert_eq!((&told["emergency"]["due_on"], &told["emergency"]["due_agreed"]), (&json!("2022-03-05"), &json!(true)));
        stage.act(&client, &file, "report-day", json!({ "on": "2022-03-01" })).await.expect(422);
        stage.act(&engineer, &file, "stand-down", json!({ "text": "恢复" })).await.expect(200);
        stage.env.set("2022-03-07T10:00:00+08:00");
        let late = stage.act(&manager, &file, "report", report()).await.expect(200).json();
        assert_eq!(late["emergency"]["late"], true);
        let duty = duties(&stage, stage.hc).await.remove(0);
        assert_eq!((duty.rule.as_str(), duty.due.unwrap().to_string().as_str(), duty.state), ("HC-O1.emergency", "2022-03-05", jianyue_platform::duties::DutyState::DoneLate));
    }

    async fn a_report_of_lost_use_says_when_and_how_many(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let file = stage.open(stage.hs, json!({ "affects_use": true })).await;
        stage.act(&engineer, &file, "roles", json!({ "role": "总指挥" })).await.expect(200);
        stage.log(&file, "decision", "重启").await;
        stage.act(&engineer, &file, "stand-down", json!({ "text": "恢复" })).await.expect(200);
        let bare = json!({ "cause": "断电", "effect": "不能登录", "handling": "送电", "measures": " " });
        let faults = stage.act(&stage.manager(), &file, "report", bare).await.expect(422).json();
        let fields: Vec<_> = faults["errors"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["measures", "effect_from", "users_affected"]);
    }

    async fn what_is_sent_again_is_there_once(db: Db) {
        let stage = Stage::new(db).await;
        let file = stage.open(stage.hs, json!({})).await;
        let body = json!({ "id": "01900000-0000-7000-8000-000000000001", "kind": "decision", "text": "切换", "happened_at": "2022-03-02T08:59:00+08:00" });
        for _ in 0..2 {
            let told = stage.act(&stage.engineer(), &file, "entries", body.clone()).await.expect(201).json();
            assert_eq!(told["entries"].as_array().unwrap().len(), 2);
        }
        for (member, value) in [("happened_at", json!("2022-03-02T09:10:00+08:00")), ("kind", json!("confirmed")), ("text", json!(" ")), ("step", json!(1))] {
            let mut body = json!({ "kind": "action", "text": "查日志" });
            body[member] = value;
            let answer = stage.act(&stage.engineer(), &file, "entries", body).await.expect(422);
            assert_eq!(answer.json()["errors"][0]["field"], member);
        }
    }

    async fn the_client_reads_and_opens_but_does_not_command(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/emergencies", stage.hs);
        let file = stage.post(&stage.client(), &path, json!({ "title": "不能登录" })).await.expect(201).json();
        stage.act(&stage.client(), &file, "entries", json!({ "kind": "action", "text": "看" })).await.expect(403);
        stage.act(&stage.client(), &file, "roles", json!({ "role": "总指挥" })).await.expect(403);
        let unknown = stage.act(&stage.engineer(), &file, "roles", json!({ "role": "看客" })).await.expect(422);
        assert_eq!(unknown.json()["errors"][0]["field"], "role");
        let own = format!("/emergencies/{}", id(&file["emergency"]));
        stage.get(&stage.member(), &own).await.expect(404);
        assert_eq!(stage.list(&stage.client(), "?state=open,controlled").await.len(), 1);
        assert_eq!(stage.list(&stage.client(), "?state=confirmed").await.len(), 0);
        stage.get(&stage.client(), "/emergencies?state=lost").await.expect(422);
    }

    async fn a_contract_without_the_duty_opens_none(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/emergencies", stage.re);
        let manager = jianyue_testkit::actor(5).on(stage.re, jianyue_kernel::Role::VendorManager).done();
        let refused = stage.post(&manager, &path, json!({ "title": "叫号机故障", "works": ["1"] })).await.expect(409);
        assert_eq!(refused.code(), "emergencies.no_duty");
        stage.post(&manager, &path, json!({ "title": "门禁全部打开", "works": ["3"] })).await.expect(201);
        assert_eq!((stage.list(&stage.member(), "").await.len(), stage.list(&stage.other_member(), "").await.len()), (1, 0));
        let rules = stage.get(&stage.engineer(), &format!("/contracts/{}/emergency-rules", stage.hc)).await.expect(200).json();
        assert_eq!(rules.as_array().unwrap().len(), 2);
    }

    async fn a_plan_keeps_its_version(db: Db) {
        let stage = Stage::new(db).await;
        let first = stage.published().await;
        let file = stage.open(stage.hs, json!({})).await;
        let mut edit = plan();
        edit["body"]["steps"] = json!([{ "role": "总指挥", "text": "另一步" }]);
        let path = format!("/emergency-plans/{}", id(&first));
        let draft = stage.put(&stage.manager(), &path, &first["version"], edit).await.expect(200).json();
        stage.at(&stage.manager(), &format!("{path}/publish"), &draft["version"], json!({})).await.expect(200);
        let own = format!("/emergencies/{}", id(&file["emergency"]));
        let told = stage.get(&stage.engineer(), &own).await.expect(200).json();
        assert_eq!((&told["plan"]["number"], told["plan"]["body"]["steps"].as_array().unwrap().len()), (&json!(1), 2));
        let next = stage.open(stage.hs, json!({})).await;
        assert_eq!((&next["plan"]["number"], &next["emergency"]["number"]), (&json!(2), &json!("HS-YJ-2022-002")));
    }
}
