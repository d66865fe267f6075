//! What reports are told, and the paper of a request.

use jianyue_catalogue::{CatalogueModule, paper, service};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};
use serde_json::json;

use super::common::{PIXEL, Stage};

async fn told(stage: &Stage, contract: ContractId, (from, to): (&str, &str)) -> Option<Section> {
    let ask =
        ReportAsk { contract, works: Vec::new(), from: from.parse().unwrap(), to: to.parse().unwrap(), subject: None };
    let mut tx = stage.db.read().await.unwrap();
    CatalogueModule.report_sources()[0].section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

/// An export that was approved for the 5th.
async fn working(stage: &Stage) -> serde_json::Value {
    let draft = stage.export(&stage.client()).await;
    stage.file(&stage.client(), &draft, "asked/临时需求单").await.expect(201);
    let sent = stage.done(&stage.client(), &draft, "submit", json!({})).await;
    let yes = json!({ "approve": true, "due_on": "2024-09-05", "note": "同意导出" });
    let request = stage.done(&stage.chief(), &sent, "decide", yes).await;
    stage.done(&stage.engineer(), &request, "take", json!({})).await
}

/// The same, done on the present day, checked and signed.
async fn signed(stage: &Stage) -> serde_json::Value {
    let request = working(stage).await;
    stage.file(&stage.engineer(), &request, "result/数据报表").await.expect(201);
    let result = json!({ "note": "已导出到内网盘", "figures": [{ "what": "条数", "before": "0", "after": "1203" }] });
    let request = stage.done(&stage.engineer(), &request, "finish", result).await;
    let request = stage.done(&stage.second(), &request, "check", json!({ "ok": true, "note": "核对无误" })).await;
    stage.done(&stage.client(), &request, "accept", json!({ "name": "李处（演示）", "signature": PIXEL })).await
}

on_both_databases! {
    async fn a_period_counts_what_was_asked_and_what_was_due(db: Db) {
        let stage = Stage::new(db).await;
        signed(&stage).await;
        working(&stage).await;
        stage.export(&stage.client()).await;
        stage.env.set("2024-09-09T09:00:00+08:00");
        let section = told(&stage, stage.hc, ("2024-09-01", "2024-09-30")).await.unwrap();
        figures_hold(&section);
        let values = ["asked", "done", "late", "export", "permission", "waiting"].map(|key| figure(&section, key).clone());
        assert_eq!(values, [2, 1, 1, 2, 0, 0].map(Value::Count), "a draft is nobody's");
        assert_eq!(figure(&section, "in_time").to_string(), "50%");
        let table = &section.tables[0];
        assert_eq!(table.total.as_deref().unwrap()[1..], [2, 2, 1, 1].map(Value::Count));
        let next = told(&stage, stage.hc, ("2024-10-01", "2024-10-31")).await.unwrap();
        figures_hold(&next);
        assert_eq!((figure(&next, "asked"), next.rows.len()), (&Value::Count(0), 0));
    }

    async fn the_person_month_of_the_contract_is_told_with_what_is_left(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.change(&stage.client(), "界面调整").await;
        let sent = stage.done(&stage.client(), &draft, "submit", json!({})).await;
        let sent = stage.done(&stage.engineer(), &sent, "estimate", json!({ "days": "18", "note": "开发和测试" })).await;
        let yes = json!({ "approve": true, "due_on": "2024-10-31" });
        stage.done(&stage.chief(), &sent, "decide", yes).await;
        let section = told(&stage, stage.re, ("2024-09-01", "2024-09-30")).await.unwrap();
        figures_hold(&section);
        let used = section.figures.iter().find(|figure| figure.key == "quota-RE-O1.quota").unwrap();
        let note = used.note.as_deref().unwrap();
        assert_eq!(used.value.to_string(), "18 人天");
        assert!(note.contains("1 人月（附件三 一(一)(1)）") && note.ends_with("剩余 3.75 人天"), "{note}");
    }

    async fn the_paper_is_the_form_with_what_was_done_and_signed(db: Db) {
        let stage = Stage::new(db).await;
        let request = signed(&stage).await;
        let chief = stage.chief();
        let desk = Desk::of(stage.app.app(), &chief);
        let mut tx = stage.db.read().await.unwrap();
        let one = service::request(&mut tx, desk, request["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.hc, desk.today()).await.unwrap();
        drop(tx);
        let head = Letterhead::of(&version.model, one.summary.work.as_slice());
        let words = paper::paper(&one, &head, Some(vec![1]), desk.now()).words();
        let mut record = serde_json::to_value(&one).unwrap();
        // The picture of the signature is no paper beside it.
        record["files"].as_array_mut().unwrap().retain(|file| file["part"] != "signature");
        paper_holds(&record, &words, &["form", "form_key", "state", "kind", "rule", "work", "actions", "what", "part",
            "digest", "media_type", "duty_key", "updated_at", "by", "at", "forbidden"]);
        for said in ["临时需求单：a.txt", "数据报表：a.txt", "核对无误", "办完，待复核", "同意导出"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        let path = format!("/service-requests/{}/paper?format=html", request["id"].as_str().unwrap());
        stage.get(&stage.member(), &path).await.expect(404);
        let file = stage.get(&chief, &path).await.expect(200);
        assert!(file.text().contains("已导出到内网盘"));
    }

    async fn a_list_is_saved_as_it_is_filtered(db: Db) {
        let stage = Stage::new(db).await;
        let request = signed(&stage).await;
        working(&stage).await;
        let all = stage.get(&stage.chief(), "/service-requests/export?format=html").await.expect(200).text();
        let number = request["number"].as_str().unwrap();
        assert!(all.contains(number) && all.contains("HC-FW-2024-0002"), "{all}");
        let some = stage.get(&stage.chief(), "/service-requests/export?format=html&state=working").await.expect(200).text();
        assert!(!some.contains(number) && some.contains("HC-FW-2024-0002"), "{some}");
        let none = stage.get(&stage.member(), "/service-requests/export?format=html").await.expect(200).text();
        assert!(none.contains("没有符合条件的服务申请。"), "{none}");
        stage.get(&stage.chief(), "/service-requests/export?format=html&state=lost").await.expect(422);
    }

    async fn a_draft_has_a_paper_for_its_writer_alone(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.export(&stage.client()).await;
        let path = format!("/service-requests/{}/paper?format=html", draft["id"].as_str().unwrap());
        stage.get(&stage.chief(), &path).await.expect(404);
        let text = stage.get(&stage.client(), &path).await.expect(200).text();
        assert!(text.contains("请上传附件") && text.contains("尚未审批。"), "{text}");
    }
}
