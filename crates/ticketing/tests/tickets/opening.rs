//! Opening a ticket: the contract's clocks with their clauses, and every refusal with its reason.

use jianyue_kernel::{ContractId, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::json;
use uuid::Uuid;

use crate::common::{Stage, at, clock, kinds, new, new_re};

on_both_databases! {
    async fn a_severe_fault_has_the_clocks_of_the_contract(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S1").await;
        assert_eq!(ticket["number"], "HS-2021-000001");
        assert_eq!((&ticket["state"], &ticket["level"]), (&json!("open"), &json!(1)));
        let response = clock(&ticket, "response");
        assert_eq!(response["due_at"], at("2021-12-06T11:00:00+08:00"));
        assert_eq!(response["clause"], "附件一 四.1(3)、四.2(1)");
        assert_eq!(response["budget_text"], "1 小时");
        let restore = clock(&ticket, "restore");
        assert_eq!(restore["due_at"], at("2021-12-07T10:00:00+08:00"));
        assert_eq!(restore["clause"], "附件一 四.2(1)(4)");
        // One working day of nine hours from Monday 10:00 is over on Tuesday at 10:00.
        let arrive = clock(&ticket, "arrive");
        assert_eq!(arrive["due_at"], at("2021-12-07T10:00:00+08:00"));
        assert_eq!(arrive["clause"], "附件一 四.1(4)");
        assert_eq!(ticket["next_due_at"], response["due_at"]);
    }

    async fn a_severe_fault_is_handed_up_at_once(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S1").await;
        assert_eq!(ticket["escalation_level"], 2);
        let escalate = clock(&ticket, "escalate");
        assert_eq!((&escalate["state"], &escalate["overdue"]), (&json!("met"), &json!(false)));
        assert_eq!(escalate["clause"], "附件一 四.2(1)(3)");
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "escalated"]);
        assert_eq!(history[1]["by"]["role"], "system");
        stage.env.set("2021-12-06T10:30:00+08:00");
        stage.sweep().await;
        assert_eq!(stage.now(&ticket).await["escalation_level"], 2);
    }

    async fn friday_evening_arrival_is_counted_in_working_hours(db: Db) {
        let stage = Stage::at(db, "2021-12-10T17:00:00+08:00").await;
        let ticket = stage.open("HS-S2").await;
        assert_eq!(clock(&ticket, "arrive")["due_at"], at("2021-12-13T17:00:00+08:00"));
        assert_eq!(clock(&ticket, "restore")["due_at"], at("2021-12-12T17:00:00+08:00"));
        assert!(clock(&ticket, "response")["assumed"].is_string());
    }

    async fn an_expired_contract_gives_no_ticket(db: Db) {
        let stage = Stage::at(db, "2023-03-01T10:00:00+08:00").await;
        let answer = stage.open_as(&stage.agent(), stage.hs, &new("HS-S1")).await.expect(422);
        assert_eq!(answer.code(), "contracts.expired");
        assert!(answer.text().contains("2022-09-29"), "{}", answer.text());
        let early = stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(422);
        assert_eq!(early.code(), "contracts.not_yet_effective");
        assert!(early.text().contains("2024-06-14"));
    }

    async fn faults_in_the_request_are_all_named(db: Db) {
        let stage = Stage::new(db).await;
        let mut body = new("HS-S1");
        body["title"] = json!("  ");
        body["reporter"]["name"] = json!("");
        body["kind"] = json!("permission_change");
        let answer = stage.open_as(&stage.agent(), stage.hs, &body).await.expect(422).json();
        let fields: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["title", "reporter.name", "form"]);
        let unknown = stage.open_as(&stage.agent(), stage.hs, &new("HS-S9")).await.expect(422);
        assert!(unknown.text().contains("HS-S1（严重故障）"), "{}", unknown.text());
        let mut service = new("HS-S1");
        service["service"] = json!("nope");
        let unknown = stage.open_as(&stage.agent(), stage.hs, &service).await.expect(422);
        assert!(unknown.text().contains("faults（故障处理）"), "{}", unknown.text());
        let mut work = new("HS-S1");
        work["work"] = json!("nope");
        let unknown = stage.open_as(&stage.agent(), stage.hs, &work).await.expect(422);
        assert!(unknown.text().contains("infra（安全基础设施）"), "{}", unknown.text());
    }

    async fn nothing_half_done_stays_behind(db: Db) {
        let stage = Stage::new(db).await;
        stage.open_as(&stage.agent(), stage.hs, &new("HS-S9")).await.expect(422);
        stage.app.post(&format!("/api/v1/contracts/{}/tickets", stage.hs)).by(&stage.agent())
            .body("application/json", "{not json").send().await.expect(400);
        assert_eq!(stage.open("HS-S2").await["number"], "HS-2021-000001");
    }

    async fn rights_change_only_against_a_form(db: Db) {
        let stage = Stage::new(db).await;
        let mut body = new("HS-S4");
        body["kind"] = json!("permission_change");
        body["form"] = json!({ "applicant": "", "change": null });
        assert_eq!(stage.open_as(&stage.client(), stage.hs, &body).await.expect(422).code(), "ticketing.bad_fields");
        body["form"] = json!({ "applicant": "申请人甲", "change": "增加阅卷权限" });
        let ticket = stage.open_as(&stage.client(), stage.hs, &body).await.expect(201).json();
        assert_eq!(ticket["form"]["change"], "增加阅卷权限");
    }

    async fn a_year_without_holiday_notice_is_named(db: Db) {
        // The day before the end of the last published year: an arrival within one working day lies in the next one.
        let stage = Stage::at(db, "2021-12-06T10:00:00+08:00").await;
        let text = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml")
            .replace("end = 2024-12-31", "end = 2027-12-31");
        let contracts = stage.app.app().state::<jianyue_contracts::registry::Registry>();
        let administrator = actor(1).everywhere(Role::SystemAdministrator).done();
        let mut tx = stage.db.write().await.unwrap();
        let new_text = jianyue_contracts::registry::NewText {
            text: &text, effective_on: Some("2024-07-01".parse().unwrap()), note: None,
        };
        contracts.import(&mut tx, &stage.env, &administrator, &new_text).await.unwrap();
        tx.commit().await.unwrap();
        stage.env.set("2026-12-31T17:00:00+08:00");
        let answer = stage.open_as(&stage.agent(), stage.re, &new_re("RE-1", "1")).await.expect(422);
        assert_eq!(answer.code(), "calendar.no_holiday_data");
        assert!(answer.text().contains("2027"), "{}", answer.text());
        stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(201);
    }

    async fn the_same_key_opens_one_ticket(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/api/v1/contracts/{}/tickets", stage.hs);
        let send = |body| stage.app.post(&path).by(&stage.agent()).header("idempotency-key", "k-1").json(&body).send();
        let first = send(new("HS-S2")).await.expect(201).json();
        let again = send(new("HS-S2")).await.expect(201).json();
        assert_eq!(first, again);
        assert_eq!(send(new("HS-S3")).await.expect(422).code(), "idempotency.other_body");
        assert_eq!(stage.open("HS-S2").await["number"], "HS-2021-000002");
    }

    async fn who_may_not_open_is_told_so_and_who_may_not_know_is_not(db: Db) {
        let stage = Stage::new(db).await;
        let finance = actor(8).on(stage.hs, Role::Finance).done();
        assert_eq!(stage.open_as(&finance, stage.hs, &new("HS-S1")).await.expect(403).code(), "denied");
        stage.open_as(&stage.stranger(), stage.hs, &new("HS-S1")).await.expect(404);
        stage.open_as(&stage.agent(), ContractId(Uuid::from_u128(5)), &new("HS-S1")).await.expect(404);
    }
}
