//! What reports are told, and the paper of a week.

use jianyue_contracts::{Desk, Letterhead};
use jianyue_deliveries::{DeliveriesModule, paper, service};
use jianyue_kernel::Value;
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};
use serde_json::json;

use super::{
    common::{PIXEL, Stage, text},
    money::week,
};

async fn told(stage: &Stage, code: &str, (from, to): (&str, &str), works: &[&str]) -> Option<Section> {
    let ask = ReportAsk {
        contract: stage.sc,
        works: works.iter().map(ToString::to_string).collect(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        subject: None,
    };
    let mut tx = stage.db.read().await.unwrap();
    let sources = DeliveriesModule.report_sources();
    let source = sources.iter().find(|source| source.code() == code).unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

const MARCH: (&str, &str) = ("2026-03-01", "2026-03-31");

/// The week of 2 March, explained and closed.
async fn closed(stage: &Stage) -> String {
    let id = text(&week(stage).await["id"]);
    let path = format!("/reconciliations/{id}");
    for line in stage.read(&path).await["lines"].as_array().unwrap() {
        let body = json!({ "key": line["key"], "text": "已与支付平台核对，下周退补" });
        stage.put(&stage.manager(), &format!("{path}/explanations"), body).await.expect(200);
    }
    stage.post(&stage.manager(), &format!("{path}/close"), json!({})).await.expect(200);
    id
}

on_both_databases! {
    async fn orders_are_counted_by_their_last_day_and_late_ones_are_listed(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("R1", 2), ("R2", 3), ("R3", 9)]).await;
        stage.env.set("2026-03-14T09:00:00+08:00");
        let march = told(&stage, "deliveries.orders", MARCH, &[]).await.unwrap();
        figures_hold(&march);
        assert_eq!(["due", "delivered", "late"].map(|key| figure(&march, key).clone()), [3, 0, 2].map(Value::Count));
        assert_eq!(figure(&march, "in_time").to_string(), "33.33%");
        let note = march.figures[0].note.as_deref().unwrap();
        assert!(note.contains("（附件 1.2.1、1.5(2)），7 个工作日"), "{note}");
        assert_eq!(march.rows[0].rows[0].cells[0], Value::from("R1"));
        let table = march.tables.iter().find(|table| table.key == "rules").unwrap();
        assert_eq!(table.total.as_deref().unwrap()[2..], [3, 0, 0].map(Value::Count));
        let april = told(&stage, "deliveries.orders", ("2026-04-01", "2026-04-30"), &[]).await.unwrap();
        figures_hold(&april);
        assert_eq!(figure(&april, "due"), &Value::Count(0));
    }

    async fn weeks_are_told_with_their_sums_and_differences(db: Db) {
        let stage = Stage::new(db).await;
        closed(&stage).await;
        let march = told(&stage, "deliveries.money", MARCH, &[]).await.unwrap();
        figures_hold(&march);
        assert_eq!(["weeks", "closed", "open", "differences"].map(|key| figure(&march, key).clone()), [1, 1, 0, 3].map(Value::Count));
        assert_eq!(["paid", "stored"].map(|key| figure(&march, key).to_string()), ["¥81.00", "¥81.00"]);
        // A week belongs to the month in which it ends.
        let february = told(&stage, "deliveries.money", ("2026-02-01", "2026-03-07"), &[]).await.unwrap();
        assert_eq!(figure(&february, "weeks"), &Value::Count(0));
        assert!(told(&stage, "deliveries.money", MARCH, &["devices-of-nobody"]).await.is_none(), "other works have no such duty");
    }

    async fn readers_and_keys_are_told(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.post(&stage.manager(), &stage.of("/card-readers"), json!({ "number": "DK-1" })).await.expect(201).json();
        let sent = json!({ "kind": "sent_in", "due_on": "2026-03-13", "custodian": "维修点（演示）" });
        stage.post(&stage.manager(), &format!("/card-readers/{}/movements", text(&one["id"])), sent).await.expect(201);
        let new = json!({ "number": "PSAM-1", "kind": "psam", "title": "发卡密钥", "custodian": "王工（演示）", "place": "保密柜 1" });
        let key = stage.post(&stage.manager(), &stage.of("/card-keys"), new).await.expect(201).json();
        let issued = json!({ "kind": "issued", "to_name": "刘工（演示）", "place": "发卡室", "signature": PIXEL });
        stage.post(&stage.manager(), &format!("/card-keys/{}/movements", text(&key["id"])), issued).await.expect(201);
        stage.env.set("2026-03-20T09:00:00+08:00");
        let march = told(&stage, "deliveries.devices", MARCH, &[]).await.unwrap();
        figures_hold(&march);
        assert_eq!(["readers", "cases", "cases_late"].map(|key| figure(&march, key).clone()), [1, 1, 1].map(Value::Count));
        let keys = march.rows.iter().find(|table| table.key == "keys").unwrap();
        assert!(keys.rows.iter().any(|row| row.cells[5] == Value::from("刘工（演示）")), "{keys:?}");
    }

    async fn the_paper_of_a_week_says_each_difference_with_why(db: Db) {
        let stage = Stage::new(db).await;
        let id = closed(&stage).await;
        let client = stage.client();
        let desk = Desk::of(stage.app.app(), &client);
        let mut tx = stage.db.read().await.unwrap();
        let detail = service::week(&mut tx, desk, id.parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.sc, desk.today()).await.unwrap();
        drop(tx);
        let words = paper::paper(&detail, &Letterhead::of(&version.model, &[]), desk.now()).words();
        paper_holds(&serde_json::to_value(&detail).unwrap(), &words, &["rule", "state", "key", "kind"]);
        for said in ["¥81.00", "¥21.00", "缺票据", "已与支付平台核对，下周退补"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        let path = format!("/reconciliations/{id}/paper?format=html");
        stage.get(&stage.stranger(), &path).await.expect(404);
        assert!(stage.get(&client, &path).await.expect(200).text().contains("缺票据"));
    }
}
