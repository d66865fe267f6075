//! Lists as Excel files: what may be seen and nothing else, all of it, as the filters say.

use std::{io::Cursor, sync::Arc};

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use jianyue_kernel::{Actor, Role};
use jianyue_platform::{
    args, builds,
    db::Db,
    operations::{OperationsConfig, OperationsModule},
};
use jianyue_testkit::{Answer, actor, on_both_databases};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Stage, new, new_re};

struct Scene {
    stage: Stage,
    _data: TempDir,
}

impl Scene {
    async fn new(db: Db) -> Self {
        Self::at(db, "2021-12-06T10:00:00+08:00").await
    }

    async fn at(db: Db, at: &str) -> Self {
        let data = TempDir::new().unwrap();
        let config = OperationsConfig { data: data.path().to_owned(), events_keep_days: 14 };
        Self { stage: Stage::with(db, at, Some(Arc::new(OperationsModule::new(config)))).await, _data: data }
    }

    async fn ask(&self, by: &Actor, filters: &Value) -> Answer {
        self.stage.app.post("/api/v1/exports/tickets").by(by).json(filters).send().await
    }

    async fn build(&self, by: &Actor, filters: &Value) -> Value {
        let id = self.ask(by, filters).await.expect(202).json()["id"].as_str().unwrap().to_owned();
        builds::run_waiting(self.stage.app.app()).await.unwrap();
        self.stage.get(by, &format!("/builds/{id}")).await.expect(200).json()
    }

    /// The rows of the file, its heads first.
    async fn rows(&self, by: &Actor, filters: &Value) -> Vec<Vec<String>> {
        let build = self.build(by, filters).await;
        assert_eq!(build["state"], "done", "{build}");
        let file = self.stage.get(by, &format!("/builds/{}/file", build["id"].as_str().unwrap())).await.expect(200);
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(file.body.to_vec())).unwrap();
        assert!(book.worksheet_formula("数据").unwrap().is_empty());
        let range = book.worksheet_range("数据").unwrap();
        range.rows().skip(1).map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    async fn numbers(&self, by: &Actor, filters: &Value) -> Vec<String> {
        self.rows(by, filters).await[1..].iter().map(|row| row[0].clone()).collect()
    }

    async fn open(&self, title: &str) -> Value {
        let mut body = new("HS-S3");
        body["title"] = json!(title);
        body["reporter"]["phone"] = json!("010-55550101");
        self.stage.open_as(&self.stage.agent(), self.stage.hs, &body).await.expect(201).json()
    }
}

on_both_databases! {
    async fn a_list_goes_into_a_file_the_newest_first(db: Db) {
        let scene = Scene::new(db).await;
        let first = scene.open("=打印机异常").await;
        scene.stage.act(&scene.stage.engineer(), &first, "take", json!({})).await.expect(200);
        let text = json!({ "text": "已安排" });
        scene.stage.act(&scene.stage.engineer(), &first, "respond", text).await.expect(200);
        scene.open("扫描仪异常").await;
        let rows = scene.rows(&scene.stage.manager(), &json!({ "state": "live", "sort": "due" })).await;
        assert_eq!(rows[0][..4], ["工单号", "合同", "类型", "严重程度"]);
        assert_eq!([&rows[1][0], &rows[2][0]], ["HS-2021-000002", "HS-2021-000001"]);
        assert_eq!(rows[2][4], "=打印机异常", "a text stays a text");
        assert_eq!(rows[2][5], "处理中");
        assert!(rows[2][1].contains("考试"), "{:?}", rows[2]);
        assert_eq!(rows[2][18], "达标", "{:?}", rows[2]);
        let build = scene.build(&scene.stage.manager(), &json!({})).await;
        assert_eq!((&build["step"], &build["steps"]), (&json!(2), &json!(2)));
        assert_eq!(build["files"][0]["name"], "工单导出 2021-12-06.xlsx");
    }

    async fn the_filters_of_the_list_are_those_of_the_file(db: Db) {
        let scene = Scene::new(db).await;
        for title in ["打印机异常", "扫描仪异常", "打印任务堵塞"] {
            scene.open(title).await;
        }
        let manager = scene.stage.manager();
        assert_eq!(scene.numbers(&manager, &json!({ "q": "打印" })).await, ["HS-2021-000003", "HS-2021-000001"]);
        assert_eq!(scene.numbers(&manager, &json!({ "q": "没有" })).await, Vec::<String>::new());
        assert_eq!(scene.numbers(&manager, &json!({ "state": "closed" })).await, Vec::<String>::new());
        assert_eq!(scene.numbers(&manager, &json!({ "contract": scene.stage.hs })).await.len(), 3);
        let bad = scene.ask(&manager, &json!({ "state": "gone" })).await;
        assert_eq!((bad.status.as_u16(), bad.code().as_str()), (422, "ticketing.bad_fields"));
    }

    async fn nothing_of_other_contracts_and_works_is_in_it(db: Db) {
        let scene = Scene::new(db.clone()).await;
        scene.open("打印机异常").await;
        let stranger = scene.stage.stranger();
        assert_eq!(scene.numbers(&stranger, &json!({})).await, Vec::<String>::new());
        let other = scene.ask(&stranger, &json!({ "contract": scene.stage.hs })).await;
        assert_eq!((other.status.as_u16(), other.code().as_str()), (403, "denied"));
        let nobody = actor(9).everywhere(Role::SecurityAdministrator).done();
        assert_eq!(scene.ask(&nobody, &json!({})).await.status, 403);
    }

    async fn somebody_of_one_work_gets_that_work(db: Db) {
        let scene = Scene::at(db, "2024-07-01T10:00:00+08:00").await;
        let stage = &scene.stage;
        for (case, work) in [("RE-1", "1"), ("RE-5a", "5")] {
            let body = new_re(case, work);
            stage.open_as(&stage.agent(), stage.re, &body).await.expect(201);
        }
        let member = actor(8).on_works(stage.re, Role::Engineer, &["1"]).done();
        let rows = scene.rows(&member, &json!({})).await;
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(scene.rows(&stage.manager(), &json!({})).await.len(), 3);
    }

    async fn internal_notes_and_phone_numbers_are_in_no_file_nor_kept_with_it(db: Db) {
        let scene = Scene::new(db.clone()).await;
        let ticket = scene.open("打印机异常").await;
        scene.stage.act(&scene.stage.engineer(), &ticket, "notes", json!({ "text": "客户态度差" })).await.expect(200);
        let manager = scene.stage.manager();
        let phone = "010-55550101";
        let rows = scene.rows(&manager, &json!({})).await;
        assert!(!rows.concat().iter().any(|cell| cell.contains("态度") || cell.contains("5555")), "{rows:?}");
        scene.rows(&manager, &json!({ "q": phone })).await;
        let mut tx = db.peek().await.unwrap();
        let asks: Vec<(String,)> = tx.all("SELECT CAST(ask AS TEXT) FROM build", args![]).await.unwrap();
        let details: Vec<(String,)> = tx
            .all("SELECT detail FROM audit_entry WHERE action = 'ticketing.export'", args![])
            .await
            .unwrap();
        assert_eq!(asks.len(), 2);
        assert!(details.len() >= 2 && asks.iter().chain(&details).all(|(text,)| !text.contains("5555")), "{asks:?}");
    }

    async fn many_pages_leave_nothing_out(db: Db) {
        let scene = Scene::new(db.clone()).await;
        scene.open("第一张").await;
        let copy = "INSERT INTO ticket (id, number, contract_id, contract_prefix, contract_version_id, contract_version, \
                    kind, channel, case_key, case_name, level, severity_set_by, title, description, reporter, \
                    reporter_name, state, escalation_level, cycle, urged, clocks, verdicts, alarm, watchers, links, \
                    attachments, opened_by, opened_at, updated_at, due_key, swept_at, last_seq, version) \
                    SELECT $1, $2, contract_id, contract_prefix, contract_version_id, contract_version, kind, channel, \
                    case_key, case_name, level, severity_set_by, title, description, reporter, reporter_name, state, \
                    escalation_level, cycle, urged, clocks, verdicts, alarm, watchers, links, attachments, opened_by, \
                    opened_at, updated_at, due_key, swept_at, last_seq, version FROM ticket WHERE number = 'HS-2021-000001'";
        let mut tx = db.write().await.unwrap();
        for n in 2..=2_101_u128 {
            tx.execute(copy, args![uuid::Uuid::from_u128(n), format!("HS-2021-{n:06}")]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut numbers = scene.numbers(&scene.stage.manager(), &json!({})).await;
        assert_eq!((numbers.len(), numbers[0].as_str(), numbers[2_100].as_str()), (2_101, "HS-2021-002101", "HS-2021-000001"));
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 2_101);
    }

    async fn whoever_lost_the_contract_has_no_file_of_it_any_more(db: Db) {
        let scene = Scene::new(db).await;
        scene.open("打印机异常").await;
        let build = scene.build(&scene.stage.manager(), &json!({})).await;
        let path = format!("/builds/{}/file", build["id"].as_str().unwrap());
        let without = actor(4).on(scene.stage.re, Role::VendorManager).done();
        assert_eq!(scene.stage.get(&without, &path).await.code(), "platform.no_build");
        let token = actor(4).on(scene.stage.hs, Role::VendorManager).on(scene.stage.re, Role::VendorManager);
        assert_eq!(scene.stage.get(&token.token(&["contracts.read"]).done(), &path).await.status, 404);
        scene.stage.get(&scene.stage.manager(), &path).await.expect(200);
    }
}

#[test]
fn an_export_is_said_in_words() {
    use jianyue_platform::Module;
    let says = |detail: Value| jianyue_ticketing::TicketingModule.says("ticketing.export", &detail).unwrap();
    assert_eq!(says(json!({ "filters": {}, "searched": false })), "导出了工单清单");
    assert_eq!(says(json!({ "filters": { "state": "live" }, "searched": false })), "导出了筛选后的工单清单");
}
