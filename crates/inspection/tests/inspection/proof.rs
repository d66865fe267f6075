//! What machines prove of what is owed.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{Proved, Stage, id};

/// What a policy of the module of backups tells of the daily backups of the security contract.
fn backup(stage: &Stage, policy: u128, at: &str, ok: bool) -> Value {
    json!({
        "contract_id": stage.hs.0, "rule": "HS-B1", "kind": "backup", "at": at, "ok": ok,
        "text": format!("库 {policy}：{}", if ok { "3.2 GB，可读" } else { "文件打不开" }),
        "record": { "kind": "backup_policy", "id": Uuid::from_u128(policy) }, "client_path": "/backups/1",
    })
}

on_both_databases! {
    async fn what_is_proved_is_made_once(db: Db) {
        let stage = Stage::new(db).await;
        let day = stage.list(&stage.manager(), &format!("contract={}&rule=HS-B1&kind=backup", stage.hs)).await[0].clone();
        assert_eq!((&day["from"], &day["proof"]), (&json!("2021-12-06"), &Value::Null));
        let told = backup(&stage, 1, "2021-12-06T01:00:00Z", true);
        stage.tell(&Proved(told.clone())).await;
        let made = stage.now(&day).await;
        assert_eq!((&made["state"], &made["ended_at"], &made["allowed_actions"]), (&json!("done"), &json!("2021-12-06T01:00:00Z"), &json!([])));
        let proof = json!({
            "ok": true, "at": "2021-12-06T01:00:00Z", "text": "库 1：3.2 GB，可读", "client_path": "/backups/1",
            "record": { "kind": "backup_policy", "id": Uuid::from_u128(1) },
        });
        assert_eq!(made["proof"], proof);
        let counts = stage.counts("HS-B1", "2021-12-06", "2021-12-06").await;
        assert_eq!((&counts["planned"], &counts["done"]), (&json!(1), &json!(1)));
        // Told again, later or of another time of that day: it is made already.
        stage.tell(&Proved(told)).await;
        stage.tell(&Proved(backup(&stage, 1, "2021-12-06T00:30:00Z", true))).await;
        stage.tell(&Proved(backup(&stage, 1, "2021-12-06T02:30:00Z", false))).await;
        assert_eq!(stage.now(&day).await["version"], made["version"]);
        stage.post(&stage.engineer(), &format!("/occurrences/{}/run", id(&day)), json!({})).await.expect(409);
        let sheet = stage.get(&stage.client(), &format!("/contracts/{}/sheets/daily?day=2021-12-06", stage.hs)).await.expect(200).json();
        let part = sheet["parts"].as_array().unwrap().iter().find(|part| part["kind"] == "backup").unwrap();
        assert_eq!((&part["proof"], &sheet["made"]), (&proof, &json!(1)));
    }

    async fn it_counts_on_the_day_on_which_it_was_so(db: Db) {
        let stage = Stage::new(db).await;
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-B1&kind=backup", stage.hs)).await;
        // The day before the contract was planned, another rule, another kind.
        stage.tell(&Proved(backup(&stage, 1, "2021-12-05T10:00:00+08:00", true))).await;
        let mut other = backup(&stage, 1, "2021-12-06T10:00:00+08:00", true);
        other["rule"] = json!("HS-B9");
        stage.tell(&Proved(other.clone())).await;
        (other["rule"], other["kind"]) = (json!("HS-B1"), json!("stock_count"));
        stage.tell(&Proved(other)).await;
        assert_eq!(stage.now(&rows[0]).await["state"], "planned");
        stage.env.set("2021-12-07T09:00:00+08:00");
        stage.app.run_job("inspection.sweep").await.unwrap();
        assert_eq!(stage.now(&rows[0]).await["state"], "missed");
        // Told in the wrong order, and of yesterday only today: it was so in time.
        stage.tell(&Proved(backup(&stage, 1, "2021-12-07T01:00:00+08:00", true))).await;
        stage.tell(&Proved(backup(&stage, 1, "2021-12-06T23:59:00+08:00", true))).await;
        for row in &rows[..2] {
            assert_eq!(stage.now(row).await["state"], "done");
        }
        let counts = stage.counts("HS-B1", "2021-12-06", "2021-12-07").await;
        assert_eq!((&counts["done"], &counts["missed"], &counts["late"]), (&json!(2), &json!(0), &json!(0)));
    }

    async fn every_record_of_a_rule_proves_itself(db: Db) {
        let stage = Stage::new(db).await;
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-B1&kind=backup", stage.hs)).await;
        let needed = json!([Uuid::from_u128(1), Uuid::from_u128(2)]);
        let told = async |policy, hour: u32, ok| {
            let mut told = backup(&stage, policy, &format!("2021-12-06T{hour:02}:00:00+08:00"), ok);
            // Two modules, two words for it.
            told[if hour.is_multiple_of(2) { "all" } else { "needed" }] = needed.clone();
            stage.tell(&Proved(told)).await;
            let now = stage.now(&rows[0]).await;
            (now["state"].clone(), now["proof"]["text"].clone(), now["proof"]["ok"].clone())
        };
        assert_eq!(told(1, 1, true).await, (json!("planned"), Value::Null, Value::Null));
        assert_eq!(told(1, 2, true).await.0, "planned");
        assert_eq!(told(2, 3, false).await, (json!("planned"), json!("库 2：文件打不开"), json!(false)));
        // What held once is not taken back by what comes later.
        assert_eq!(told(1, 4, false).await.0, "planned");
        assert_eq!(told(2, 5, true).await, (json!("done"), json!("库 1：3.2 GB，可读；库 2：3.2 GB，可读"), json!(true)));
        let audited = stage.events("inspection.occurrence_changed").await;
        assert_eq!(audited.iter().filter(|told| told["occurrence_id"] == rows[0]["id"] && told["state"] == "done").count(), 1);
    }

    async fn what_is_proved_behind_its_day_is_late(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=RE-I1.4", stage.re)).await;
        assert_eq!((&rows[0]["from"], &rows[0]["to"], &rows[1]["from"]), (&json!("2024-07-02"), &json!("2024-07-02"), &json!("2024-07-04")));
        stage.env.set("2024-07-03T10:00:00+08:00");
        stage.app.run_job("inspection.sweep").await.unwrap();
        let told = json!({
            "contract_id": stage.re.0, "rule": "RE-I1.4", "kind": "inspection", "at": "2024-07-03T10:00:00+08:00", "ok": true,
            "text": "已核对", "record": { "kind": "data_inventory", "id": Uuid::from_u128(1) }, "client_path": "https://elsewhere/",
        });
        stage.tell(&Proved(told)).await;
        let late = stage.now(&rows[0]).await;
        assert_eq!((&late["state"], &late["proof"]["client_path"]), (&json!("done_late"), &Value::Null));
        assert_eq!(stage.now(&rows[1]).await["state"], "planned");
    }
}
