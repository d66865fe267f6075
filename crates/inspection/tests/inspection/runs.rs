//! Walking through checklists.

use chrono::TimeDelta;
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use uuid::Uuid;

use crate::common::{PIXEL, PROBE, Stage, Ticketed, id};

on_both_databases! {
    async fn a_run_is_answered_piece_by_piece_and_closed_when_it_is_whole(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        let run = stage.start(&daily).await;
        assert_eq!((&run["checklist"]["title"], &run["checklist"]["sheet"]), (&json!("系统日常监控单"), &json!("daily")));
        assert_eq!(run["missing"].as_array().unwrap().len(), 11);
        assert_eq!(id(&stage.start(&daily).await), id(&run), "the open one");
        assert_eq!(stage.now(&daily).await["state"], "running");
        let short = stage.close(&run).await.expect(422);
        assert_eq!(short.code(), "inspection.incomplete");
        assert!(short.text().contains("还有 11 项没有填写"), "{}", short.text());
        let bad = stage.answer(&run, json!({ "1.state": { "value": "很好" }, "99.x": { "value": 1 } })).await.expect(422).json();
        assert_eq!(bad["errors"].as_array().unwrap().len(), 2);
        // An answer that is older on its device does not replace a younger one; the same again changes nothing.
        let young = json!({ "1.state": { "value": "正常", "at": "2021-12-06T01:30:00Z" } });
        let first = stage.answer(&run, young.clone()).await.expect(200).json();
        assert_eq!(first["answers"]["1.state"]["device_at"], "2021-12-06T01:30:00Z");
        let again = stage.answer(&run, young).await.expect(200).json();
        assert_eq!(again["version"], first["version"]);
        let old = stage.answer(&run, json!({ "1.state": { "value": "异常", "at": "2021-12-06T01:00:00Z" } })).await.expect(200).json();
        assert_eq!(old["answers"]["1.state"]["value"], "正常");
        stage.fill(&run).await;
        let signed = stage.get(&stage.client(), &format!("/runs/{}", id(&run))).await.expect(200).json();
        assert_eq!((&signed["state"], &signed["unsigned"]), (&json!("signed"), &json!([])));
        // What was signed for and changes is signed for again.
        let moved = stage.answer(&run, json!({ "2.state": { "value": "正常", "note": "复核" } })).await.expect(200).json();
        assert_eq!((&moved["state"], &moved["unsigned"]), (&json!("open"), &json!(["engineer"])));
        stage.sign(&run, "engineer").await;
        let closed = stage.close(&run).await.expect(200).json();
        assert_eq!((&closed["state"], closed["digest"].as_str().unwrap().len()), (&json!("closed"), 64));
        assert_eq!(stage.now(&daily).await["state"], "done");
        assert_eq!(stage.answer(&run, json!({ "1.state": { "value": "异常" } })).await.expect(409).code(), "inspection.closed");
        stage.close(&run).await.expect(409);
    }

    async fn a_deviation_is_told_once_while_it_lasts(db: Db) {
        let stage = Stage::new(db).await;
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.daily", stage.hs)).await;
        for (day, (row, state)) in rows.iter().zip(["异常", "异常", "正常", "异常"]).enumerate() {
            stage.env.set("2021-12-06T10:00:00+08:00");
            stage.env.advance(TimeDelta::days(i64::try_from(day).unwrap()));
            let run = stage.start(row).await;
            stage.fill(&run).await;
            stage.answer(&run, json!({ "3.state": { "value": state, "note": "加密机告警" } })).await.expect(200);
            stage.sign(&run, "engineer").await;
            stage.close(&run).await.expect(200);
        }
        let found = stage.events("inspection.deviation_found").await;
        assert_eq!(found.len(), 2);
        assert_eq!(found[0]["key"], format!("inspection:{}:HS-I1.daily:3.state", stage.hs));
        assert_eq!((&found[0]["title"], &found[0]["work"]), (&json!("安全应用系统日常监测：密码服务系统 运行状态异常"), &json!("apps")));
        assert!(found[0]["description"].as_str().unwrap().contains("加密机告警"));
        let gone = stage.events("inspection.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["lasted_seconds"]), (1, &json!(2 * 86_400)));
    }

    async fn what_is_wrong_names_its_ticket(db: Db) {
        let stage = Stage::new(db).await;
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.daily", stage.hs)).await;
        let key = format!("inspection:{}:HS-I1.daily:3.state", stage.hs);
        let ticketed = |n: u128, number| Ticketed { key: key.clone(), contract_id: stage.hs.0, ticket_id: Uuid::from_u128(n), number };
        let mut runs = Vec::new();
        for (day, (row, state)) in rows.iter().zip(["异常", "异常", "正常", "异常"]).enumerate() {
            stage.env.set("2021-12-06T10:00:00+08:00");
            stage.env.advance(TimeDelta::days(i64::try_from(day).unwrap()));
            let run = stage.start(row).await;
            stage.fill(&run).await;
            stage.answer(&run, json!({ "3.state": { "value": state } })).await.expect(200);
            stage.sign(&run, "engineer").await;
            let closed = stage.close(&run).await.expect(200).json();
            if day == 0 {
                stage.tell(&ticketed(7, "HS-7")).await;
            } else if day == 1 {
                assert_eq!(closed["answers"]["3.state"]["ticket_number"], "HS-7", "known when it is found again");
            }
            runs.push(run);
        }
        let number = async |run: &Value| {
            let run = stage.get(&stage.client(), &format!("/runs/{}", id(run))).await.expect(200).json();
            run["answers"]["3.state"]["ticket_number"].clone()
        };
        assert_eq!((number(&runs[0]).await, number(&runs[3]).await), (json!("HS-7"), Value::Null));
        stage.tell(&ticketed(9, "HS-9")).await;
        assert_eq!((number(&runs[0]).await, number(&runs[2]).await, number(&runs[3]).await), (json!("HS-7"), Value::Null, json!("HS-9")));
        let sheet = stage.get(&stage.client(), &format!("/contracts/{}/sheets/daily?day=2021-12-09", stage.hs)).await.expect(200).json();
        let told = sheet["parts"].as_array().unwrap().iter().flat_map(|part| part["groups"].as_array().unwrap())
            .flat_map(|group| group["rows"].as_array().unwrap()).find(|row| row["key"] == "3.state").unwrap();
        assert_eq!((&told["ticket_number"], &told["ticket_id"]), (&json!("HS-9"), &json!(Uuid::from_u128(9))));
    }

    async fn a_correction_is_a_new_run(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        let old = stage.make(&daily).await;
        let path = format!("/runs/{}/correct", id(&old));
        stage.post(&stage.client(), &path, json!({ "reason": "填错" })).await.expect(403);
        stage.post(&stage.engineer(), &path, json!({ "reason": " " })).await.expect(422);
        let new = stage.post(&stage.engineer(), &path, json!({ "reason": "第一项填错" })).await.expect(200).json();
        assert_eq!((&new["corrects"], &new["answers"]["1.state"]["value"]), (&old["id"], &json!("正常")));
        stage.env.advance(TimeDelta::days(30));
        stage.answer(&new, json!({ "1.state": { "value": "异常" } })).await.expect(200);
        stage.sign(&new, "engineer").await;
        stage.close(&new).await.expect(200);
        let before = stage.get(&stage.client(), &format!("/runs/{}", id(&old))).await.expect(200).json();
        assert_eq!((&before["corrected_by"], &before["digest"], &before["answers"]), (&new["id"], &old["digest"], &old["answers"]));
        let now = stage.now(&daily).await;
        assert_eq!((&now["state"], &now["run_id"]), (&json!("done"), &new["id"]));
        stage.post(&stage.engineer(), &path, json!({ "reason": "再来" })).await.expect(409);
    }

    async fn checklists_have_versions_and_runs_keep_theirs(db: Db) {
        let stage = Stage::new(db).await;
        let all = stage.get(&stage.client(), &format!("/contracts/{}/checklists", stage.hs)).await.expect(200).json();
        let weekly = all["items"].as_array().unwrap().iter().find(|one| one["rule"] == "HS-I1.weekly").unwrap().clone();
        assert_eq!((&weekly["title"], &weekly["house"]), (&json!("系统周巡检单"), &json!(true)));
        let run = stage.start(&stage.first("HS-I1.weekly").await).await;
        let items = json!([
            { "key": "cpu", "title": "处理器", "kind": "reading", "unit": "%", "high": 90, "required": true },
            { "key": "ms", "title": "登录响应", "kind": "automatic", "unit": "毫秒", "high": 100, "probe_id": PROBE, "required": true },
        ]);
        let body = json!({ "title": "系统周巡检单", "items": items, "signatures": ["engineer", "client"], "sheet": "weekly" });
        let path = format!("/api/v1/checklists/{}", id(&weekly));
        let (engineer, manager) = (stage.engineer(), stage.manager());
        let put = async |by, body: &Value| stage.app.put(&path).by(by).header("if-match", "\"1\"").json(body).send().await;
        put(&engineer, &body).await.expect(403);
        let mut bad = body.clone();
        bad["items"][1]["probe_id"] = Value::Null;
        put(&manager, &bad).await.expect(422);
        let changed = put(&manager, &body).await.expect(200).json();
        assert_eq!((&changed["version"], &changed["house"]), (&json!(2), &json!(false)));
        put(&manager, &body).await.expect(412);
        // The plan leaves it alone from now on, and the run that was begun keeps what it was begun with.
        stage.app.run_job("inspection.plan").await.unwrap();
        let kept = stage.get(&stage.engineer(), &format!("/runs/{}", id(&run))).await.expect(200).json();
        assert_eq!((&kept["checklist_version"], &kept["checklist"]), (&json!(1), &run["checklist"]));
        let next = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.weekly&from=2021-12-13", stage.hs)).await[0].clone();
        stage.env.set("2021-12-13T10:00:00+08:00");
        let run = stage.start(&next).await;
        // A probe has answered already.
        assert_eq!((&run["answers"]["ms"]["value"], &run["answers"]["ms"]["by"]), (&json!(42.0), &json!("探针")));
        assert_eq!(run["missing"], json!(["cpu"]));
        stage.answer(&run, json!({ "cpu": { "value": 97 } })).await.expect(200);
        stage.sign(&run, "engineer").await;
        assert!(stage.close(&run).await.expect(422).text().contains("还缺甲方人员签字"));
        stage.sign(&run, "client").await;
        stage.close(&run).await.expect(200);
        assert!(stage.events("inspection.deviation_found").await[0]["description"].as_str().unwrap().starts_with("97 %，应不高于 90 %"));
    }

    async fn signatures_and_photos_are_pictures_of_the_run(db: Db) {
        let stage = Stage::new(db).await;
        let run = stage.start(&stage.first("HS-I1.weekly").await).await;
        let path = format!("/runs/{}/sign", id(&run));
        let sign = |image: &str| json!({ "who": "engineer", "name": "王工", "image": image });
        for bad in ["0".repeat(64).as_str(), "data:text/html;base64,PGI+", "data:image/png;base64,PGI+"] {
            let answer = stage.post(&stage.engineer(), &path, sign(bad)).await;
            assert!(matches!(answer.status.as_u16(), 415 | 422), "{bad}: {}", answer.text());
        }
        let signed = stage.post(&stage.engineer(), &path, sign(PIXEL)).await.expect(200).json();
        let digest = signed["signatures"][0]["image"].as_str().unwrap();
        let picture = stage.get(&stage.client(), &format!("/runs/{}/photos/{digest}", id(&run))).await.expect(200);
        assert_eq!(picture.header("content-type"), "image/png");
        stage.get(&stage.stranger(), &format!("/runs/{}/photos/{digest}", id(&run))).await.expect(404);
        let photo = json!({ "1.state": { "value": "正常", "photos": [digest] } });
        stage.answer(&run, photo).await.expect(200);
        stage.answer(&run, json!({ "1.state": { "value": "正常", "photos": ["0".repeat(64)] } })).await.expect(422);
    }

    async fn the_sheets_show_what_was_made(db: Db) {
        let stage = Stage::new(db).await;
        stage.make(&stage.first("HS-I1.daily").await).await;
        stage.make(&stage.first("HS-I1.weekly").await).await;
        let daily = stage.get(&stage.client(), &format!("/contracts/{}/sheets/daily?day=2021-12-06", stage.hs)).await.expect(200).json();
        assert_eq!((&daily["title"], &daily["planned"], &daily["made"]), (&json!("系统日常监控单"), &json!(2), &json!(1)));
        let made = daily["parts"].as_array().unwrap().iter().find(|part| part["rule"] == "HS-I1.daily").unwrap();
        assert_eq!((&made["groups"][0]["title"], &made["groups"][0]["rows"][0]["value"]), (&json!("身份认证系统"), &json!("正常")));
        assert_eq!(made["signatures"][0]["name"], "签字人");
        assert!(daily["client"].as_str().unwrap().chars().count() > 4);
        let weekly = stage.get(&stage.client(), &format!("/contracts/{}/sheets/weekly?week=2021-12-09", stage.hs)).await.expect(200).json();
        assert_eq!((&weekly["title"], &weekly["from"], &weekly["to"]), (&json!("系统周巡检单"), &json!("2021-12-06"), &json!("2021-12-12")));
        assert_eq!((&weekly["planned"], &weekly["made"]), (&json!(4), &json!(1)), "{weekly}");
    }
}
