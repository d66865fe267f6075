//! Bad input over HTTP: each gives a problem document that names the place and what to do, and leaves nothing behind.

use axum::http::Method;
use jianyue_kernel::Role;
use jianyue_server::demo::contracts::TEXTS;
use jianyue_testkit::Answer;
use serde_json::{Value, json};

use crate::stage::{Ask, Loaded, Stage, Visitor, expect_problem, id, new_ticket, on_both_hosts};

/// Sends `ask`, sees that nothing was kept of it, and gives the problem.
async fn problem(stage: &Stage, ask: Ask, status: u16, code: &str) -> Value {
    let before = stage.rows().await;
    let answer: Answer = ask.send().await;
    let problem = expect_problem(&answer, status, code);
    assert_eq!(stage.rows().await, before, "{code}: something stays behind");
    problem
}

fn detail(problem: &Value) -> &str {
    problem["detail"].as_str().unwrap()
}

fn tickets_of(stage: &Stage, prefix: &str) -> String {
    format!("/api/v1/contracts/{}/tickets", stage.contract(prefix))
}

on_both_hosts! {
    async fn a_body_that_is_not_json_or_not_of_the_right_shape(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let path = tickets_of(stage, "HS");
        let ask = || stage.post(&path).by(&agent);
        let told = problem(stage, ask().body("application/json", "考务系统坏了"), 400, "body.not_json").await;
        assert!(detail(&told).contains("line 1 column 1"), "{told}");
        let cut = new_ticket("HS").to_string();
        problem(stage, ask().body("application/json", cut[..cut.len() - 1].to_owned()), 400, "body.not_json").await;
        problem(stage, ask().body("text/plain", cut), 415, "body.not_json").await;
        let mut odd = new_ticket("HS");
        odd["urgency"] = json!(1);
        let told = problem(stage, ask().json(&odd), 422, "body.bad_field").await;
        assert!(detail(&told).contains("urgency"), "{told}");
        let mut unknown = new_ticket("HS");
        unknown["case"] = json!("HS-S9");
        let told = problem(stage, ask().json(&unknown), 422, "ticketing.bad_fields").await;
        assert_eq!(told["errors"][0]["field"], "case", "{told}");
        let huge = format!("{{\"title\":\"{}\"}}", "长".repeat(400_000));
        problem(stage, ask().body("application/json", huge), 413, "body.too_large").await;
    }

    async fn a_cursor_that_no_list_gave(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let auditor = stage.person(Role::Auditor, "HS").await;
        let security = stage.person(Role::SecurityAdministrator, "HS").await;
        for (by, path) in [(&agent, "tickets"), (&auditor, "audit"), (&security, "people")] {
            for cursor in ["nonsense", "W10", "..%2F..%2Fetc"] {
                let ask = stage.get(&format!("/api/v1/{path}?after={cursor}")).by(by);
                problem(stage, ask, 400, "page.bad_cursor").await;
            }
        }
        let ticket = stage.open_ticket(&agent, "HS").await;
        let ask = stage.get(&format!("/api/v1/tickets/{}/timeline?after=nonsense", id(&ticket))).by(&agent);
        problem(stage, ask, 400, "page.bad_cursor").await;
        let told = problem(stage, stage.get("/api/v1/tickets?limit=many").by(&agent), 400, "query.bad_parameter").await;
        assert!(detail(&told).contains("limit"), "{told}");
    }

    async fn a_second_edit_of_a_stale_version(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let ticket = stage.open_ticket(&agent, "HS").await;
        let path = format!("/api/v1/tickets/{}", id(&ticket));
        let edit = |title: &str| stage.ask(Method::PATCH, &path).by(&agent).json(&json!({ "title": title }));
        let first = edit("第一次修改").header("if-match", "\"1\"").send().await.expect(200);
        assert_eq!(first.header("etag"), "\"2\"");
        let told = problem(stage, edit("第二次修改").header("if-match", "\"1\""), 412, "ticketing.stale_version").await;
        assert_eq!((&told["current"]["title"], &told["current"]["version"]), (&json!("第一次修改"), &json!(2)));
        let told = problem(stage, edit("没有版本"), 428, "edit.version_required").await;
        assert!(detail(&told).contains("If-Match"));
        problem(stage, edit("版本不对").header("if-match", "latest"), 400, "edit.bad_version").await;
        let now = stage.get(&path).by(&agent).send().await.expect(200).json();
        assert_eq!(now["title"], "第一次修改");
    }

    async fn a_contract_text_with_mistakes(stage: &Stage) {
        let administrator = stage.person(Role::SystemAdministrator, "HS").await;
        let import = |text: &str| stage.post("/api/v1/contracts/import").by(&administrator).json(&json!({ "text": text }));
        let text = renamed();
        let line = |text: &str, found: &str| text[..text.find(found).unwrap()].lines().count() as u64 + 1;

        let unknown = text.replacen("\nproject = ", "\nprojekt = ", 1);
        let told = problem(stage, import(&unknown), 422, "contracts.bad_text").await;
        let error = &told["errors"][0];
        assert_eq!((&error["line"], &error["column"]), (&json!(line(&unknown, "projekt")), &json!(1)), "{told}");
        assert!(error["message"].as_str().unwrap().contains("projekt"), "{told}");

        let backwards = text.replacen(WINDOW, "\"workdays 18:00-09:00\"", 1);
        let told = problem(stage, import(&backwards), 422, "contracts.bad_text").await;
        let error = &told["errors"][0];
        assert_eq!(error["line"], line(&backwards, "workdays 18:00-09:00") - 1, "{told}");
        assert!(error["column"].as_u64().is_some_and(|column| column > 1), "{told}");
        assert!(error["message"].as_str().unwrap().contains("18:00"), "{told}");

        let told = problem(stage, import("format = "), 422, "contracts.bad_text").await;
        assert_eq!(told["errors"][0]["line"], 1);
        let told = problem(stage, import(TEXTS[0]), 409, "contracts.same_text").await;
        assert_eq!(told["version"], 1);
    }

    async fn a_holiday_notice_with_mistakes(stage: &Stage) {
        let administrator = stage.person(Role::SystemAdministrator, "HS").await;
        let load = |text: &str| stage.post("/api/v1/calendar/years").by(&administrator).json(&json!({ "text": text }));
        let rows = "date,kind,name\n2027-01-01,holiday,元旦\n2027-02-30,holiday,春节\n";
        let told = problem(stage, load(rows), 422, "calendar.bad_rows").await;
        assert_eq!(told["errors"][0]["line"], 3, "{told}");
    }

    async fn an_address_or_a_method_that_is_none(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        problem(stage, stage.get("/api/v1/nothing"), 404, "path.unknown").await;
        problem(stage, stage.post("/api/v2/tickets").json(&json!({})), 404, "path.unknown").await;
        problem(stage, stage.get("/api/v1/tickets/17").by(&agent), 404, "path.bad_id").await;
        let before = stage.rows().await;
        let answer = stage.ask(Method::PUT, "/api/v1/tickets").by(&agent).send().await;
        expect_problem(&answer, 405, "method.not_allowed");
        assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
        assert_eq!(stage.rows().await, before);
    }

    async fn a_filter_that_is_none_is_named(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let told = problem(stage, stage.get("/api/v1/tickets?state=lost").by(&agent), 422, "ticketing.bad_fields").await;
        assert_eq!(told["errors"][0]["field"], "state", "{told}");
    }
}

/// A window as the contract of [`renamed`] writes it.
const WINDOW: &str = "\"daily 08:00-20:00\"";

/// The printed contract of the building examination under another name, so that it is new.
fn renamed() -> String {
    let text = TEXTS[4]
        .replace("construction-exam-2024", "another-exam")
        .replace("\"EX\"", "\"NX\"")
        .replace("\"EX-", "\"NX-");
    assert!(text.contains(WINDOW), "the fixture has another window now");
    text
}

async fn opening(stage: &Stage, prefix: &str, case: &str) -> (Visitor, Ask) {
    let agent = stage.person(Role::HotlineAgent, prefix).await;
    let mut body = new_ticket(prefix);
    body["case"] = json!(case);
    let ask = stage.post(&tickets_of(stage, prefix)).by(&agent).json(&body);
    (agent, ask)
}

#[tokio::test]
async fn a_ticket_under_an_expired_contract() {
    let stage = Stage::at("2026-03-02T09:00:00+08:00", Loaded::AsPrinted).await;
    let (agent, ask) = opening(&stage, "HS", "HS-S1").await;
    let told = problem(&stage, ask, 422, "contracts.expired").await;
    assert_eq!(told["until"], "2022-09-29");
    assert!(detail(&told).contains("2022-09-29"), "{told}");
    let list = stage.get("/api/v1/tickets").by(&agent).send().await.expect(200).json();
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn a_ticket_under_a_contract_that_is_not_yet_effective() {
    let stage = Stage::at("2021-12-06T10:00:00+08:00", Loaded::AsPrinted).await;
    let (_, ask) = opening(&stage, "RE", "RE-3").await;
    let told = problem(&stage, ask, 422, "contracts.not_yet_effective").await;
    assert!(detail(&told).contains(told["from"].as_str().unwrap()), "{told}");
}

#[tokio::test]
async fn a_year_without_a_holiday_notice() {
    let stage = Stage::at("2027-06-01T10:00:00+08:00", Loaded::Extended).await;
    // Arrival within one working day needs the calendar.
    let (_, ask) = opening(&stage, "HS", "HS-S1").await;
    let told = problem(&stage, ask, 422, "calendar.no_holiday_data").await;
    assert_eq!(told["year"], 2027);
    assert!(detail(&told).contains("2027"), "{told}");
    // Once the notice is there, the same ticket is opened, and with the first number.
    let administrator = stage.person(Role::SystemAdministrator, "HS").await;
    let notice = json!({ "text": "date,kind,name\n2027-01-01,holiday,元旦\n" });
    stage.post("/api/v1/calendar/years").by(&administrator).json(&notice).send().await.expect(201);
    let (_, ask) = opening(&stage, "HS", "HS-S1").await;
    assert_eq!(ask.send().await.expect(201).json()["number"], "HS-2027-000001");
}
