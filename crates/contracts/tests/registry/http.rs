//! Contracts over HTTP.

use std::sync::Arc;

use jianyue_contracts::ContractsModule;
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{TestApp, TestEnv, actor, contract, on_both_databases};
use serde_json::{Value, json};

use crate::common::{SMALL, administrator, count};

fn app(db: Db) -> TestApp {
    TestApp::build(db, &TestEnv::new()).module(Arc::new(ContractsModule::new())).start()
}

/// Imports the small contract over HTTP.
async fn imported(app: &TestApp) -> ContractId {
    let answer = app.post("/api/v1/contracts/import").by(&administrator()).json(&json!({ "text": SMALL })).send().await;
    ContractId(answer.expect(201).json()["contract_id"].as_str().unwrap().parse().unwrap())
}

async fn get(app: &TestApp, path: &str, by: &Actor) -> Value {
    app.get(path).by(by).send().await.expect(200).json()
}

fn keys(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn the_list_holds_what_the_caller_has_a_role_on(db: Db) {
        let app = app(db);
        let id = imported(&app).await;
        let engineer = actor(2).on(id, Role::Engineer).done();
        let list = get(&app, "/api/v1/contracts", &engineer).await;
        let row = &list[0];
        assert_eq!(row["prefix"], "SM");
        assert_eq!(row["client"], "某委员会");
        assert_eq!(row["vendors"], json!(["甲公司", "乙公司"]));
        assert_eq!((&row["starts_on"], &row["ends_on"]), (&json!("2026-01-01"), &json!("2026-12-31")));
        assert_eq!((&row["state"], &row["version"]), (&json!("in_force"), &json!(1)));
        let stranger = actor(3).on(contract(9), Role::Engineer).done();
        assert_eq!(get(&app, "/api/v1/contracts", &stranger).await, json!([]));
        let names = actor(4).everywhere(Role::SecurityAdministrator).done();
        assert_eq!(get(&app, "/api/v1/contracts", &names).await[0]["slug"], "small-2026");
    }

    async fn another_contracts_people_are_told_that_there_is_none(db: Db) {
        let app = app(db);
        let id = imported(&app).await;
        let stranger = actor(3).on(contract(9), Role::ClientOfficial).done();
        let security = actor(4).everywhere(Role::SecurityAdministrator).done();
        for part in ["", "/versions", "/findings", "/plan", "/catalogue"] {
            let path = format!("/api/v1/contracts/{id}{part}");
            for by in [&stranger, &security] {
                let answer = app.get(&path).by(by).send().await.expect(404);
                assert_eq!(answer.code(), "contracts.not_found", "{path}");
            }
            let nobody = app.get(&path).send().await;
            assert_eq!(nobody.status, 401, "{path}");
            let nothing = app.get(&format!("/api/v1/contracts/{}{part}", contract(8))).by(&administrator()).send().await;
            assert_eq!(nothing.expect(404).code(), "contracts.not_found");
        }
    }

    async fn a_contract_is_answered_with_its_sections_and_a_tag(db: Db) {
        let app = app(db);
        let path = format!("/api/v1/contracts/{}", imported(&app).await);
        let auditor = actor(5).everywhere(Role::Auditor).done();
        let answer = app.get(&path).by(&auditor).send().await.expect(200);
        assert_eq!(answer.json()["sections"]["windows"][1]["hours"], "workdays 09:00-18:00");
        assert!(answer.json()["findings"].is_array());
        let tag = answer.header("etag").to_owned();
        let known = app.get(&path).by(&auditor).header("if-none-match", &tag).send().await;
        assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
        let versions = get(&app, &format!("{path}/versions"), &auditor).await;
        assert_eq!((&versions[0]["version"], &versions[0]["kind"]), (&json!(1), &json!("original")));
        assert_eq!(versions[0]["text_hash"].as_str().unwrap().len(), 64);
    }

    async fn the_catalogue_names_cases_targets_services_and_forms(db: Db) {
        let app = app(db);
        let id = imported(&app).await;
        let official = actor(2).on(id, Role::ClientOfficial).done();
        let catalogue = get(&app, &format!("/api/v1/contracts/{id}/catalogue"), &official).await;
        assert_eq!(keys(&catalogue["works"]), ["1", "2"]);
        assert_eq!(keys(&catalogue["works"][0]["cases"]), ["SM-S1"]);
        assert_eq!(keys(&catalogue["works"][1]["cases"]), ["SM-S1", "SM-S2"]);
        assert_eq!(keys(&catalogue["works"][1]["services"]), ["repair"]);
        let targets = &catalogue["works"][0]["cases"][0]["targets"];
        assert_eq!(
            targets[0],
            json!({ "kind": "response", "text": "1 小时", "clause": "第四条 1", "window": "每天 24 小时" })
        );
        assert_eq!((&targets[1]["text"], &targets[1]["assumed"]), (&json!("1 个工作日"), &json!("按整个工作日计")));
        let kinds = catalogue["kinds"].as_array().unwrap();
        let permission = kinds.iter().find(|kind| kind["kind"] == "permission_change").unwrap();
        assert_eq!(permission["form_required"], true);
        assert_eq!(permission["form"], json!({ "name": "系统权限调整单", "clause": "第五条" }));
    }

    async fn consortium_members_see_their_works_in_the_catalogue(db: Db) {
        let app = app(db);
        let id = imported(&app).await;
        let member = actor(2).on_works(id, Role::VendorManager, &["2"]).done();
        let catalogue = get(&app, &format!("/api/v1/contracts/{id}/catalogue"), &member).await;
        assert_eq!(keys(&catalogue["works"]), ["2"]);
    }

    async fn a_text_may_come_as_a_form(db: Db) {
        let app = app(db);
        let form = |fields: &[(&str, &str)]| {
            let part = |(name, value): &(&str, &str)| {
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            fields.iter().map(part).collect::<String>() + "--edge--\r\n"
        };
        let send = async |fields: &[(&str, &str)]| {
            let call = app.post("/api/v1/contracts/import").by(&administrator());
            call.body("multipart/form-data; boundary=edge", form(fields)).send().await
        };
        let made = send(&[("text", SMALL), ("effective_on", "2026-02-01")]).await.expect(201);
        assert_eq!(made.json()["effective_on"], "2026-02-01");
        assert_eq!(send(&[("text", SMALL), ("effective_on", "soon")]).await.expect(400).code(), "body.bad_form");
        assert_eq!(send(&[("texts", SMALL)]).await.expect(400).code(), "body.bad_form");
    }

    async fn a_refused_text_says_where_and_keeps_nothing(db: Db) {
        let app = app(db.clone());
        let bad = SMALL.replace("kind = \"response\"", "kind = \"answer\"");
        let call = app.post("/api/v1/contracts/import").by(&administrator());
        let answer = call.json(&json!({ "text": bad })).send().await.expect(422);
        assert_eq!(answer.code(), "contracts.bad_text");
        let error = &answer.json()["errors"][0];
        let line = bad.lines().position(|line| line.contains("answer")).unwrap() + 1;
        assert_eq!(error["line"], json!(line));
        assert!(error["column"].as_u64().unwrap() > 1 && error["message"].is_string(), "{error}");
        assert_eq!(count(&db, "SELECT COUNT(*) FROM contract").await, 0);
    }

    async fn an_amendment_says_what_it_changes_and_where_findings_stand(db: Db) {
        let app = app(db);
        imported(&app).await;
        let after = SMALL.replace("within = \"6h\"", "within = \"4h\"");
        for dry_run in [true, false] {
            let body = json!({ "text": after, "effective_on": "2026-06-01", "dry_run": dry_run });
            let answer = app.post("/api/v1/contracts/import").by(&administrator()).json(&body).send().await.json();
            assert_eq!(answer["changes"].as_array().unwrap().len(), 1, "{answer}");
            let change = &answer["changes"][0];
            assert_eq!((&change["section"], &change["rule"]), (&json!("matrices.cases"), &json!("SM-S2")));
            assert_eq!((&change["change"], &change["clause"]), (&json!("changed"), &json!("第四条 3")));
            assert_eq!(change["after"]["targets"][0]["within"], "4h");
            let places = answer["findings"].as_array().unwrap().iter().flat_map(|f| f["places"].as_array().unwrap());
            let lines: Vec<_> = places.map(|place| place["line"].as_u64()).collect();
            assert!(!lines.is_empty() && lines.iter().all(Option::is_some), "{answer}");
        }
        // The amendment holds from June on: what comes next is still compared with the version in force.
        let next = json!({ "text": SMALL.replace("within = \"6h\"", "within = \"2h\""), "effective_on": "2026-07-01", "dry_run": true });
        let answer = app.post("/api/v1/contracts/import").by(&administrator()).json(&next).send().await.expect(200);
        assert_eq!(answer.json()["changes"][0]["before"]["targets"][0]["within"], "6h");
    }

    async fn the_text_of_a_version_is_given_as_it_was_imported(db: Db) {
        let app = app(db);
        let id = imported(&app).await;
        let path = format!("/api/v1/contracts/{id}/versions/1/text");
        let auditor = actor(5).everywhere(Role::Auditor).done();
        let answer = get(&app, &path, &auditor).await;
        assert_eq!((&answer["version"], &answer["text"]), (&json!(1), &json!(SMALL)));
        assert_eq!(answer["hash"], jianyue_contracts::text_hash(SMALL));
        for unknown in ["2", "x", "99999999999999999999"] {
            let path = format!("/api/v1/contracts/{id}/versions/{unknown}/text");
            assert_eq!(app.get(&path).by(&auditor).send().await.expect(404).code(), "contracts.not_found", "{unknown}");
        }
        let stranger = actor(3).on(contract(9), Role::ClientOfficial).done();
        assert_eq!(app.get(&path).by(&stranger).send().await.expect(404).code(), "contracts.not_found");
        let member = actor(2).on_works(id, Role::VendorManager, &["2"]).done();
        assert_eq!(app.get(&path).by(&member).send().await.expect(403).code(), "contracts.whole_text_only");
    }

    async fn consortium_members_see_their_part_of_contract_and_plan(db: Db) {
        let app = app(db);
        let id = imported(&app).await;
        let path = format!("/api/v1/contracts/{id}");
        let member = actor(2).on_works(id, Role::Engineer, &["1"]).done();
        let official = actor(4).on(id, Role::ClientOfficial).done();
        let whole = app.get(&path).by(&official).send().await.expect(200);
        let part = app.get(&path).by(&member).send().await.expect(200);
        assert_eq!((&whole.json()["only_works"], &part.json()["only_works"]), (&json!([]), &json!(["1"])));
        assert_eq!(keys(&part.json()["sections"]["works"]), ["1"]);
        assert!(!part.text().contains("SM-S2") && whole.text().contains("SM-S2"));
        assert_ne!(whole.header("etag"), part.header("etag"));
        let stale = app.get(&path).by(&member).header("if-none-match", whole.header("etag")).send().await;
        assert_eq!(stale.status, 200, "what was kept of the whole contract is not shown again");
        let plan = get(&app, &format!("{path}/plan"), &member).await;
        let clocks: Vec<_> = plan["clocks"].as_array().unwrap().iter().map(|c| c["rule"]["rule"].clone()).collect();
        assert_eq!(clocks, [json!("SM-S1")]);
        get(&app, &format!("{path}/findings"), &member).await;
    }

    async fn a_dry_run_gives_findings_and_keeps_nothing(db: Db) {
        let app = app(db.clone());
        for (path, body) in [
            ("/api/v1/contracts/import", json!({ "text": SMALL, "dry_run": true })),
            ("/api/v1/contracts/import?dry_run=true", json!({ "text": SMALL })),
        ] {
            let answer = app.post(path).by(&administrator()).json(&body).send().await.expect(200);
            assert_eq!((&answer.json()["dry_run"], &answer.json()["version"]), (&json!(true), &json!(1)));
            assert!(answer.json()["findings"].is_array());
        }
        assert_eq!(count(&db, "SELECT COUNT(*) FROM contract").await, 0);
    }

    async fn people_of_a_contract_do_not_import(db: Db) {
        let app = app(db);
        let id = imported(&app).await;
        let manager = actor(2).on(id, Role::VendorManager).done();
        let answer = app.post("/api/v1/contracts/import").by(&manager).json(&json!({ "text": SMALL })).send().await;
        assert_eq!(answer.expect(403).code(), "denied");
        let twice = app.post("/api/v1/contracts/import").by(&administrator()).json(&json!({ "text": SMALL })).send();
        assert_eq!(twice.await.expect(409).code(), "contracts.same_text");
    }

    async fn a_year_is_loaded_and_shown(db: Db) {
        let app = app(db);
        let body = json!({ "text": "date,kind,name\n2027-01-01,holiday,元旦\n" });
        let answer = app.post("/api/v1/calendar/years").by(&administrator()).json(&body).send().await.expect(201);
        assert_eq!(answer.json()["years"][0]["year"], 2027);
        let reader = actor(2).on(contract(1), Role::HotlineAgent).done();
        let calendar = get(&app, "/api/v1/calendar/years", &reader).await;
        assert_eq!(calendar["version"], answer.json()["version"]);
        let last = calendar["years"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["source"], &last["days"][0]["name"]), (&json!("loaded"), &json!("元旦")));
        let bad = json!({ "text": "date,kind,name\n2027-01-01,feast,元旦\n" });
        let answer = app.post("/api/v1/calendar/years").by(&administrator()).json(&bad).send().await.expect(422);
        assert_eq!((answer.code().as_str(), &answer.json()["errors"][0]["line"]), ("calendar.bad_rows", &json!(2)));
        let denied = app.post("/api/v1/calendar/years").by(&reader).json(&body).send().await;
        assert_eq!(denied.expect(403).code(), "denied");
    }
}
