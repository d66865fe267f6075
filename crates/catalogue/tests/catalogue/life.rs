//! A request from its draft to the client's signature.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{PIXEL, Stage};

fn actions(request: &Value) -> Vec<&str> {
    request["actions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// An export that was submitted by the client.
async fn submitted(stage: &Stage) -> Value {
    let draft = stage.export(&stage.client()).await;
    stage.file(&stage.client(), &draft, "asked/临时需求单").await.expect(201);
    stage.done(&stage.client(), &draft, "submit", json!({})).await
}

/// The same, approved and taken on.
async fn working(stage: &Stage) -> Value {
    let request = submitted(stage).await;
    let yes = json!({ "approve": true, "due_on": "2024-09-05" });
    let request = stage.done(&stage.chief(), &request, "decide", yes).await;
    stage.done(&stage.engineer(), &request, "take", json!({})).await
}

const RESULT: &str = r#"{ "note": "已导出", "figures": [{ "what": "条数", "before": "0", "after": "1203" }] }"#;

fn result() -> Value {
    serde_json::from_str(RESULT).unwrap()
}

on_both_databases! {
    async fn what_is_missing_is_named_with_the_clause(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.export(&stage.client()).await;
        assert_eq!((&draft["number"], &draft["state"]), (&json!("HC-FW-2024-0001"), &json!("draft")));
        let refused = stage.step(&stage.client(), &draft, "submit", json!({})).await.expect(409);
        assert_eq!(refused.code(), "catalogue.incomplete");
        let told = refused.json();
        assert_eq!(told["missing"], json!([{ "what": "attachment", "name": "临时需求单", "text": "请上传附件“临时需求单”" }]));
        assert!(told["detail"].as_str().unwrap().contains("二 (一)–(四)5"), "{told}");
        // A draft is its writer's.
        let path = format!("/service-requests/{}", draft["id"].as_str().unwrap());
        stage.get(&stage.chief(), &path).await.expect(404);
        assert_eq!(stage.get(&stage.chief(), "/service-requests").await.expect(200).json()["items"], json!([]));
        assert_eq!(stage.file(&stage.client(), &draft, "asked/别的").await.expect(422).code(), "catalogue.bad_fields");
        stage.file(&stage.client(), &draft, "asked/临时需求单").await.expect(201);
        let sent = stage.done(&stage.client(), &draft, "submit", json!({})).await;
        assert_eq!((&sent["state"], &sent["missing"]), (&json!("submitted"), &json!([])));
        stage.get(&stage.chief(), &path).await.expect(200);
    }

    async fn nobody_approves_what_they_asked_for(db: Db) {
        let stage = Stage::new(db).await;
        let request = submitted(&stage).await;
        assert_eq!(actions(&request), ["cancel"]);
        let yes = json!({ "approve": true, "due_on": "2024-09-05" });
        let refused = stage.step(&stage.client(), &request, "decide", yes.clone()).await.expect(409);
        assert_eq!(refused.code(), "catalogue.own_request");
        let text = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(text.contains("二 (一)–(四)5") && text.contains("临时需求单"), "{text}");
        assert_eq!(request["forbidden"], json!(text));
        stage.step(&stage.engineer(), &request, "decide", yes.clone()).await.expect(403);
        let no = json!({ "approve": false });
        assert_eq!(stage.step(&stage.chief(), &request, "decide", no).await.expect(422).json()["errors"][0]["field"], "note");
        let undated = stage.step(&stage.chief(), &request, "decide", json!({ "approve": true })).await.expect(422).json();
        assert_eq!(undated["errors"][0]["field"], "due_on", "the contract names no term, so a day is agreed");
        let done = stage.done(&stage.chief(), &request, "decide", yes.clone()).await;
        assert_eq!((&done["state"], &done["due_on"], &done["due_by_rule"]), (&json!("approved"), &json!("2024-09-05"), &json!(false)));
        let again = stage.step(&stage.chief(), &done, "decide", yes.clone()).await.expect(409);
        assert_eq!(again.code(), "catalogue.wrong_state");
        assert_eq!(stage.step(&stage.chief(), &request, "decide", yes).await.expect(412).json()["current"]["state"], "approved");
    }

    async fn work_is_checked_by_a_second_person_and_signed_by_the_client(db: Db) {
        let stage = Stage::new(db).await;
        let request = working(&stage).await;
        assert_eq!(actions(&request), ["finish"]);
        let other = stage.step(&stage.second(), &request, "finish", result()).await.expect(409);
        assert_eq!(other.code(), "catalogue.not_executor");
        let lacking = stage.step(&stage.engineer(), &request, "finish", json!({ "note": "已导出" })).await.expect(409).json();
        let what: Vec<_> = lacking["missing"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(what, ["result", "figures"]);
        assert_eq!(stage.file(&stage.second(), &request, "result/数据报表").await.expect(409).code(), "catalogue.not_executor");
        stage.file(&stage.engineer(), &request, "result/数据报表").await.expect(201);
        let request = stage.done(&stage.engineer(), &request, "finish", result()).await;
        assert_eq!((&request["state"], &request["done_on"]), (&json!("done"), &json!("2024-09-02")));
        let own = stage.step(&stage.engineer(), &request, "check", json!({ "ok": true })).await.expect(409);
        assert_eq!((own.code(), &own.json()["detail"]), ("catalogue.own_work".to_owned(), &request["forbidden"]));
        let request = stage.done(&stage.second(), &request, "check", json!({ "ok": false, "note": "少一列" })).await;
        assert_eq!((&request["state"], &request["done_on"]), (&json!("working"), &Value::Null));
        let request = stage.done(&stage.engineer(), &request, "finish", result()).await;
        let request = stage.done(&stage.second(), &request, "check", json!({ "ok": true })).await;
        stage.step(&stage.engineer(), &request, "accept", json!({ "name": "某", "signature": PIXEL })).await.expect(403);
        let unsigned = stage.step(&stage.client(), &request, "accept", json!({ "name": "某", "signature": "x" })).await.expect(422);
        assert_eq!(unsigned.json()["errors"][0]["field"], "signature");
        let request = stage.done(&stage.client(), &request, "accept", json!({ "name": "李处（演示）", "signature": PIXEL })).await;
        assert_eq!((&request["state"], &request["accepted_by"]), (&json!("accepted"), &json!("李处（演示）")));
        let whats: Vec<_> = request["entries"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(whats, ["created", "submitted", "approved", "taken", "done", "check_failed", "done", "checked", "accepted"]);
        let parts: Vec<_> = request["files"].as_array().unwrap().iter().map(|one| one["part"].as_str().unwrap()).collect();
        assert_eq!(parts, ["asked/临时需求单", "result/数据报表", "signature"]);
        let path = format!("/catalogue/files/{}", request["files"][1]["id"].as_str().unwrap());
        assert_eq!(stage.get(&stage.chief(), &path).await.expect(200).text(), "plain text");
        stage.get(&stage.member(), &path).await.expect(404);
    }

    async fn a_request_is_a_duty_by_its_day(db: Db) {
        let stage = Stage::new(db).await;
        let request = working(&stage).await;
        let states = async || stage.duties(stage.hc).await.iter().map(|duty| duty.state).collect::<Vec<_>>();
        assert_eq!(states().await, [DutyState::Open]);
        stage.env.set("2024-09-06T09:00:00+08:00");
        assert_eq!(states().await, [DutyState::Missed]);
        let late = stage.get(&stage.engineer(), "/service-requests?late=true").await.expect(200).json();
        assert_eq!((late["items"].as_array().unwrap().len(), &late["items"][0]["late"]), (1, &json!(true)));
        stage.file(&stage.engineer(), &request, "result/数据报表").await.expect(201);
        let done = stage.done(&stage.engineer(), &request, "finish", result()).await;
        assert_eq!((states().await, &done["late"]), (vec![DutyState::DoneLate], &json!(true)));
        let duty = stage.duties(stage.hc).await.remove(0);
        assert_eq!((duty.rule.as_str(), duty.kind, duty.clause.as_str()), ("HC-P1.export", "event", "二 (一)–(四)5"));
        assert_eq!(done["duty_key"], duty.key);
        assert!(duty.evidence[0].client_path.starts_with("/portal/service-requests/"));
    }

    async fn a_day_is_moved_by_the_client_and_never_silently(db: Db) {
        let stage = Stage::new(db).await;
        let request = working(&stage).await;
        let later = json!({ "due_on": "2024-09-10", "reason": "源系统停机" });
        stage.step(&stage.engineer(), &request, "reschedule", later.clone()).await.expect(403);
        let silent = stage.step(&stage.chief(), &request, "reschedule", json!({ "due_on": "2024-09-10", "reason": "" })).await;
        silent.expect(422);
        let moved = stage.done(&stage.chief(), &request, "reschedule", later).await;
        let entry = moved["entries"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&moved["due_on"], &entry["text"]), (&json!("2024-09-10"), &json!("2024-09-05 → 2024-09-10：源系统停机")));
        let reason = json!({ "reason": "不再需要" });
        stage.step(&stage.engineer(), &moved, "cancel", reason.clone()).await.expect(403);
        stage.done(&stage.client(), &moved, "cancel", reason).await;
        assert_eq!(stage.duties(stage.hc).await[0].state, DutyState::Waived);
    }

    async fn a_create_that_is_sent_twice_is_one(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/api/v1/contracts/{}/service-requests", stage.hc);
        let body = json!({ "form": "HC-P1.export", "title": "名单" });
        let send = async |body: &Value| stage.app.post(&path).by(&stage.client()).header("idempotency-key", "k1").json(body).send().await;
        let (one, two) = (send(&body).await.expect(201).json(), send(&body).await.expect(201).json());
        assert_eq!(one["id"], two["id"]);
        assert_eq!(send(&json!({ "form": "HC-P1.export", "title": "另一份" })).await.expect(422).code(), "idempotency.other_body");
        let mine = stage.get(&stage.client(), "/service-requests?mine=true").await.expect(200).json();
        assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    }

    async fn lists_are_cut_by_what_is_wanted(db: Db) {
        let stage = Stage::new(db).await;
        for _ in 0..3 {
            submitted(&stage).await;
        }
        stage.change(&stage.manager(), "取号提示").await;
        let count = async |by, query: &str| {
            let page = stage.get(by, &format!("/service-requests?{query}")).await.expect(200).json();
            page["items"].as_array().unwrap().len()
        };
        let (client, engineer) = (stage.client(), stage.engineer());
        assert_eq!(count(&client, "").await, 3);
        assert_eq!(count(&client, &format!("contract={}", stage.re)).await, 0, "a draft of somebody else");
        assert_eq!(count(&engineer, "state=submitted&form=HC-P1.export").await, 3);
        assert_eq!(count(&engineer, "state=approved,working").await, 0);
        assert_eq!((count(&engineer, "mine=true").await, count(&client, "mine=true").await), (0, 3));
        assert_eq!((count(&client, "q=企业名单").await, count(&client, "q=HC-FW-2024-0002").await, count(&client, "q=没有").await), (3, 1, 0));
        let first = stage.get(&client, "/service-requests?limit=2").await.expect(200).json();
        let next = first["next"].as_str().unwrap();
        let rest = stage.get(&client, &format!("/service-requests?limit=2&after={next}")).await.expect(200).json();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
        stage.get(&client, "/service-requests?state=lost").await.expect(422);
    }

    async fn what_is_told_names_who_did_it(db: Db) {
        let stage = Stage::new(db).await;
        working(&stage).await;
        let told = stage.events("catalogue.request_changed").await;
        let whats: Vec<_> = told.iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(whats, ["created", "submitted", "approved", "taken"]);
        assert_eq!(told[1]["by"], json!(stage.client().person.0));
    }

    async fn a_duty_that_comes_round_is_proved_where_it_is_kept(db: Db) {
        let stage = Stage::new(db).await;
        let answers = json!({
            "unit": "执法科（测试）", "range": "8 月", "columns": "全部", "format": "Excel", "personal": false, "purpose": "考核",
        });
        let body = json!({ "form": "HC-P1.export.5.monthly", "title": "8 月考核数据", "answers": answers });
        let draft = stage.ask(&stage.client(), stage.hc, body).await;
        assert_eq!(draft["work"], "5", "the only work needs not be named");
        stage.file(&stage.client(), &draft, "asked/工单").await.expect(201);
        let sent = stage.done(&stage.client(), &draft, "submit", json!({})).await;
        let approved = stage.done(&stage.chief(), &sent, "decide", json!({ "approve": true, "due_on": "2024-09-05" })).await;
        let taken = stage.done(&stage.engineer(), &approved, "take", json!({})).await;
        let done = stage.done(&stage.engineer(), &taken, "finish", result()).await;
        assert_eq!(stage.events("catalogue.duty_proved").await, Vec::<Value>::new());
        stage.done(&stage.second(), &done, "check", json!({ "ok": true })).await;
        let proved = stage.events("catalogue.duty_proved").await;
        assert_eq!((&proved[0]["rule"], &proved[0]["kind"], proved.len()), (&json!("HC-P1.export.5.monthly"), &json!("duty"), 1));
        assert!(stage.duties(stage.hc).await.is_empty(), "it stands under the calendar's own");
    }
}
