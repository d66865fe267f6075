//! Reports are begun, written and found.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, allowed, text};

on_both_databases! {
    async fn a_draft_is_written_from_figures_and_belongs_to_who_drafts(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.november().await;
        assert_eq!((&draft["state"], &draft["draft"], &draft["title"]), (&json!("draft"), &json!(true), &json!("月度服务工作总结报告（2021 年 11 月）")));
        assert_eq!((&draft["number"], &draft["to"], &draft["due_on"], &draft["late"]), (&json!("HS-BG-2021-0001"), &json!("2021-11-30"), &json!(null), &json!(false)));
        let overview = draft["parts"][0]["text"].as_str().unwrap();
        assert!(overview.contains("受理工单 42 件，响应达标率 97.44%") && overview.contains("附件一 三.5.2"), "{overview}");
        let cause = draft["parts"].as_array().unwrap().iter().find(|part| part["key"] == "cause").unwrap();
        assert_eq!((&cause["text"], &cause["hints"][0]["path"]), (&json!("1. 交换机端口老化。"), &json!("/tickets/1")));
        // Rows are asked for apart.
        assert_eq!((&draft["sections"][0]["rows"][0]["rows"], &draft["rows"][0]["count"]), (&json!([]), &json!(42)));
        let path = format!("/reports/{}", text(&draft, "id"));
        let rows = format!("{path}/rows?section=ticketing.clocks&key=opened&limit=40");
        let page = stage.get(&stage.engineer(), &rows).await.expect(200).json();
        assert_eq!((page["items"].as_array().unwrap().len(), &page["count"]), (40, &json!(42)));
        let rest = stage.get(&stage.engineer(), &format!("{rows}&after={}", text(&page, "next"))).await.expect(200).json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"], &rest["items"][1]["path"]), (2, &json!(null), &json!("/tickets/42")));
        assert_eq!(allowed(&draft), ["edit", "recompose", "submit"]);
        for by in [stage.official(), stage.stranger()] {
            stage.get(&by, &path).await.expect(404);
            assert_eq!(stage.get(&by, "/reports").await.expect(200).json()["items"], json!([]));
        }
        assert_eq!(allowed(&stage.now(&stage.engineer(), &draft).await), ["edit", "recompose"]);
    }

    async fn what_was_written_stays_when_figures_are_taken_anew(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.november().await;
        let body = json!({ "parts": [{ "key": "cause", "text": "端口老化，已更换。" }], "title": "十一月总结" });
        let edited = stage.step(&stage.engineer(), &draft, "edit", body).await.expect(200).json();
        stage.tickets.0.store(7, std::sync::atomic::Ordering::SeqCst);
        let renewed = stage.step(&stage.manager(), &draft, "recompose", json!({})).await.expect(200).json();
        let part = |report: &Value, key: &str| report["parts"].as_array().unwrap().iter().find(|part| part["key"] == key).unwrap().clone();
        assert_eq!((&part(&edited, "cause")["written"], &edited["title"]), (&json!(true), &json!("十一月总结")));
        assert_eq!(part(&renewed, "cause")["text"], "端口老化，已更换。");
        assert!(text(&part(&renewed, "overview"), "text").contains("受理工单 7 件"));
        let back = stage.step(&stage.manager(), &draft, "edit", json!({ "parts": [{ "key": "cause" }] })).await.expect(200).json();
        assert_eq!((&part(&back, "cause")["text"], &part(&back, "cause")["written"]), (&json!("1. 交换机端口老化。"), &json!(false)));
        let wrong = stage.step(&stage.manager(), &draft, "edit", json!({ "parts": [{ "key": "none", "text": "x" }] })).await;
        assert_eq!(wrong.expect(422).json()["errors"][0]["field"], "parts");
        stage.step(&stage.official(), &draft, "edit", json!({ "parts": [] })).await.expect(404);
        let found = stage.get(&stage.manager(), "/reports?q=十一月").await.expect(200).json();
        assert_eq!(found["items"][0]["id"], draft["id"]);
    }

    async fn a_report_is_of_a_period_of_its_rule_and_there_once(db: Db) {
        let stage = Stage::new(db).await;
        let first = stage.november().await;
        for (body, field) in [
            (json!({ "rule": "HS-R1.monthly", "from": "2021-11-02" }), "from"),
            (json!({ "rule": "HS-R1.monthly", "from": "2022-02-01" }), "from"),
            (json!({ "rule": "HS-R1.monthly", "from": "2021-10-01", "subject": "/tickets/1" }), "from"),
            (json!({ "rule": "HS-I1.daily", "from": "2021-11-01" }), "rule"),
            (json!({ "rule": "HS-R2", "from": "2021-12-07" }), "from"),
            (json!({ "rule": "HS-R2", "from": "2021-12-01", "subject": "https://elsewhere.example" }), "subject"),
        ] {
            let answer = stage.add(&stage.manager(), stage.hs, &body).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], field, "{body}");
        }
        let again = stage.add(&stage.manager(), stage.hs, &json!({ "rule": "HS-R1.monthly", "from": "2021-11-01" })).await;
        let again = again.expect(409).json();
        assert_eq!((&again["code"], &again["report_id"]), (&json!("reports.already_there"), &first["id"]));
        // What a round leaves as its sheet is no report of ours.
        let sheet = stage.add(&stage.manager(), stage.hs, &json!({ "rule": "HS-R1.daily", "from": "2021-12-01" })).await;
        let sheet = sheet.expect(409);
        assert!(sheet.code() == "reports.left_by_inspection" && sheet.text().contains("附件一 三.5.2"), "{}", sheet.text());
        let ask = json!({ "rule": "HS-R2", "from": "2021-12-01", "subject": "/tickets/7" });
        stage.add(&stage.official(), stage.hs, &ask).await.expect(403);
        stage.add(&stage.stranger(), stage.hs, &ask).await.expect(404);
        let fault = stage.add(&stage.engineer(), stage.hs, &ask).await.expect(201).json();
        assert_eq!((&fault["subject"], &fault["title"]), (&json!("/tickets/7"), &json!("影响使用的情况书面材料（2021 年 12 月 1 日）")));
        let running = stage.add(&stage.manager(), stage.hs, &json!({ "rule": "HS-R1.monthly", "from": "2021-12-01" })).await.expect(201).json();
        let early = stage.step(&stage.manager(), &running, "submit", json!({})).await;
        assert_eq!((early.expect(409).code().as_str(), allowed(&running).contains(&"submit".to_owned())), ("reports.period_runs", false));
    }

    async fn the_same_request_begins_a_report_once(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/api/v1/contracts/{}/reports", stage.hs);
        let body = json!({ "rule": "HS-R1.monthly", "from": "2021-11-01" });
        let ask = || stage.app.post(&path).by(&stage.manager()).header("idempotency-key", "a").json(&body).send();
        let (first, second) = (ask().await.expect(201).json(), ask().await.expect(201).json());
        assert_eq!(first["id"], second["id"]);
    }

    async fn drafts_come_by_themselves_when_a_period_is_over_once(db: Db) {
        let stage = Stage::new(db).await;
        for _ in 0..2 {
            stage.app.run_job("reports.draft").await.unwrap();
        }
        let list = stage.get(&stage.manager(), &format!("/reports?contract={}", stage.hs)).await.expect(200).json();
        let titles: Vec<_> = list["items"].as_array().unwrap().iter().map(|one| text(one, "title")).collect();
        assert_eq!(titles, ["月度服务工作总结报告（2021 年 11 月）", "月度服务工作总结报告（2021 年 10 月）"], "no sheets of rounds");
        let told = stage.told("reports.draft_ready").await;
        assert_eq!((told.len(), &told[0]["side"]), (2, &json!("vendor")));
        let mine = stage.get(&stage.manager(), "/reports?waiting_for=me&state=draft").await.expect(200).json();
        assert_eq!(mine["items"].as_array().unwrap().len(), 2);
        assert_eq!(stage.get(&stage.official(), "/reports?waiting_for=me").await.expect(200).json()["items"], json!([]));
    }

    async fn what_the_contract_asks_for_and_no_figure_answers_is_written_first(db: Db) {
        let stage = Stage::at(db, "2024-12-06T10:00:00+08:00").await;
        let body = json!({ "rule": "EX-R1", "from": "2024-12-01" });
        let draft = stage.add(&stage.manager(), stage.ex, &body).await.expect(201).json();
        let missing: Vec<_> = draft["parts"].as_array().unwrap().iter().filter(|part| part["missing"] == true).map(|part| text(part, "heading")).collect();
        assert_eq!(missing, ["成绩", "缺考", "其他维度统计", "各机位监考视频"]);
        let refused = stage.step(&stage.manager(), &draft, "submit", json!({})).await.expect(409);
        assert!(refused.code() == "reports.part_missing" && refused.text().contains("第二条 4(8)"), "{}", refused.text());
        let parts: Vec<Value> = (0..4).map(|n| json!({ "key": format!("content.{n}"), "text": "已移交，见清单。" })).collect();
        stage.step(&stage.manager(), &draft, "edit", json!({ "parts": parts })).await.expect(200);
        stage.step(&stage.manager(), &draft, "submit", json!({})).await.expect(200);
    }

    async fn rules_tell_what_can_be_made_and_of_which_periods(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.november().await;
        let path = format!("/contracts/{}/report-rules", stage.hs);
        let rules = stage.get(&stage.manager(), &path).await.expect(200).json();
        let rule = |id: &str| rules["items"].as_array().unwrap().iter().find(|one| one["rule"] == id).unwrap().clone();
        let month = rule("HS-R1.monthly");
        assert_eq!(month["review"], json!({ "within": "15 日", "silence": "accepted", "clause": "第六条 3" }));
        assert_eq!(month["sections"], json!([{ "code": "ticketing.clocks", "title": "工单办理" }]));
        let periods: Vec<_> = month["periods"].as_array().unwrap().iter().map(|one| (text(one, "from"), one["report_id"] == draft["id"])).collect();
        assert_eq!(periods, [("2021-12-01".to_owned(), false), ("2021-11-01".to_owned(), true), ("2021-09-30".to_owned(), false)]);
        assert_eq!(rule("HS-R1.daily")["left_by"], "HS-I1.daily");
        assert_eq!(rule("HS-R2")["trigger"], "故障影响系统正常使用");
        let seen = stage.get(&stage.official(), &path).await.expect(200).json();
        let seen = seen["items"].as_array().unwrap().iter().find(|one| one["rule"] == "HS-R1.monthly").unwrap().clone();
        assert_eq!(seen["periods"][1]["report_id"], json!(null), "a draft is not the client's");
    }

    async fn who_does_some_works_sees_reports_of_these_only(db: Db) {
        let stage = Stage::at(db, "2024-08-05T10:00:00+08:00").await;
        let body = json!({ "rule": "RE-R1.2.monthly", "from": "2024-07-01" });
        let draft = stage.add(&stage.manager(), stage.re, &body).await.expect(201).json();
        assert_eq!(draft["facts"]["works"][0]["key"], "2");
        stage.step(&stage.manager(), &draft, "submit", json!({})).await.expect(200);
        stage.get(&stage.member(), &format!("/reports/{}", text(&draft, "id"))).await.expect(404);
        stage.add(&stage.member(), stage.re, &json!({ "rule": "RE-R1.2.monthly", "from": "2024-06-14" })).await.expect(404);
        // A document that is owed once may be one of each work.
        let own = json!({ "rule": "RE-R1.acceptance", "from": "2024-06-14", "work": "3" });
        let mine = stage.add(&stage.member(), stage.re, &own).await.expect(201).json();
        assert_eq!(mine["works"], json!(["3"]));
        assert_eq!(mine["sections"], json!([]), "work 2 is not theirs");
        let list = stage.get(&stage.member(), "/reports").await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let rules = stage.get(&stage.member(), &format!("/contracts/{}/report-rules", stage.re)).await.expect(200).json();
        assert!(rules["items"].as_array().unwrap().iter().all(|one| one["rule"] != "RE-R1.2.monthly"));
    }
}
