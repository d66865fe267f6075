//! What happens to every request.

use axum::{
    Json, Router,
    http::StatusCode,
    routing::{get, post},
};
use jianyue_platform::{
    App, Db, Problem,
    db::Engine,
    events::Dispatcher,
    health,
    http::{Caller, Input, RequestId},
    metrics,
};
use jianyue_testkit::{TestApp, TestEnv, actor, run};
use serde_json::{Value, json};

fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/things/{id}", get(async || Json(json!({"ok": true}))).delete(async || StatusCode::NO_CONTENT))
        .route("/api/v1/echo", post(async |Input(body): Input<Value>| Json(body)))
        .route("/api/v1/refused", get(async || Problem::new(StatusCode::CONFLICT, "test.refused", "不行。")))
        .route("/api/v1/panics", get(panics))
        .route("/api/v1/me", get(async |caller: Caller| caller.name.clone()))
        .route("/api/v1/request", get(async |axum::Extension(RequestId(id)): axum::Extension<RequestId>| id))
        .merge(health::routes())
        .merge(metrics::routes())
}

async fn panics() -> StatusCode {
    panic!("a secret inside")
}

/// An application with these routes, as it is served.
fn served(db: Db) -> TestApp {
    TestApp::build(db, &TestEnv::new()).routes(routes()).start()
}

fn on(test: impl AsyncFnOnce(TestApp)) {
    run(Engine::Sqlite, async |db| test(served(db)).await);
}

#[test]
fn an_answer_names_its_request() {
    on(async |app| {
        let answer = app.get("/api/v1/request").send().await.expect(200);
        assert_eq!(answer.header("x-request-id"), answer.text());
        assert!(answer.text().len() >= 8);
        let given = app.get("/api/v1/request").header("x-request-id", "trace-0001.a_b").send().await;
        assert_eq!((given.header("x-request-id"), given.text().as_str()), ("trace-0001.a_b", "trace-0001.a_b"));
    });
}

#[test]
fn an_id_that_does_not_belong_into_a_log_is_replaced() {
    on(async |app| {
        for bad in ["short", "with blanks in it", "quote\"quote", &"x".repeat(65)] {
            let answer = app.get("/api/v1/request").header("x-request-id", bad).send().await;
            assert_ne!(answer.header("x-request-id"), bad);
        }
    });
}

#[test]
fn a_problem_names_its_request_and_its_title() {
    on(async |app| {
        let answer = app.get("/api/v1/refused").header("x-request-id", "abcdefgh").send().await.expect(409);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(
            answer.json(),
            json!({
                "type": "urn:jianyue:problem:test.refused", "code": "test.refused", "title": "与现有内容冲突",
                "status": 409, "detail": "不行。", "request_id": "abcdefgh",
            })
        );
    });
}

#[test]
fn a_panic_is_a_problem_that_tells_nothing_and_the_next_request_is_served() {
    on(async |app| {
        let answer = app.get("/api/v1/panics").send().await.expect(500);
        assert_eq!(answer.code(), "internal");
        assert!(!answer.text().contains("secret"));
        app.get("/api/v1/things/1").send().await.expect(200);
    });
}

#[test]
fn what_is_not_there_and_what_is_not_allowed_are_problems() {
    on(async |app| {
        let unknown = app.get("/api/v1/nothing").send().await.expect(404);
        assert_eq!(
            (unknown.code().as_str(), unknown.header("content-type")),
            ("path.unknown", "application/problem+json")
        );
        let refused = app.put("/api/v1/things/1").send().await.expect(405);
        assert_eq!(refused.code(), "method.not_allowed");
        assert!(refused.header("allow").contains("DELETE"), "{:?}", refused.headers);
    });
}

#[test]
fn bad_bodies_are_named() {
    on(async |app| {
        let large = format!("\"{}\"", "x".repeat(1 << 20));
        for (media_type, body, status, code) in [
            ("application/json", "{", 400, "body.not_json"),
            ("text/plain", "{}", 415, "body.not_json"),
            ("application/json", large.as_str(), 413, "body.too_large"),
        ] {
            let answer = app.post("/api/v1/echo").body(media_type, body.to_owned()).send().await.expect(status);
            assert_eq!(answer.code(), code);
            assert!(answer.json()["request_id"].is_string());
        }
        app.post("/api/v1/echo").json(&json!({"a": 1})).send().await.expect(200);
    });
}

#[test]
fn callers_are_known_or_refused() {
    on(async |app| {
        assert_eq!(app.get("/api/v1/me").send().await.expect(401).code(), "identity.not_signed_in");
        let answer = app.get("/api/v1/me").by(&actor(7).named("王工（测试）").done()).send().await.expect(200);
        assert_eq!(answer.text(), "王工（测试）");
    });
}

#[test]
fn every_answer_is_safe_to_show() {
    on(async |app| {
        for path in ["/api/v1/things/1", "/api/v1/nothing", "/api/v1/panics", "/healthz"] {
            let answer = app.get(path).send().await;
            for (name, holds) in [
                ("content-security-policy", "frame-ancestors 'none'"),
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
            ] {
                assert!(answer.header(name).contains(holds), "{path} {name}");
            }
        }
        assert_eq!(app.get("/api/v1/things/1").send().await.header("cache-control"), "no-store");
    });
}

#[test]
fn large_answers_are_compressed_for_those_who_can_read_it() {
    run(Engine::Sqlite, async |db| {
        let big = Router::new()
            .route("/big", get(async || "践约".repeat(1_000)))
            .route("/stream", get(async || ([("content-type", "text/event-stream")], "data: x\n\n".repeat(500))));
        let app = TestApp::build(db, &TestEnv::new()).routes(big).start();
        let ask = async |path: &str| {
            app.get(path).header("accept-encoding", "gzip").send().await.header("content-encoding").to_owned()
        };
        assert_eq!(ask("/big").await, "gzip");
        assert_eq!(ask("/stream").await, "");
        assert_eq!(app.get("/big").send().await.header("content-encoding"), "");
    });
}

#[test]
fn it_is_ready_when_the_database_answers_and_events_are_dispatched() {
    on(async |app| {
        assert_eq!(app.get("/healthz").send().await.expect(200).text(), "ok\n");
        let before = app.get("/readyz").send().await.expect(503).json();
        assert_eq!(before, json!({"ready": false, "database": true, "dispatcher": false}));
        Dispatcher::new(app.app().clone(), Vec::new()).round().await.unwrap();
        app.get("/readyz").send().await.expect(200);
        app.app().db().close().await;
        assert_eq!(app.get("/readyz").send().await.expect(503).json()["database"], false);
        app.get("/healthz").send().await.expect(200);
    });
}

#[test]
fn figures_are_counted_by_route_and_not_by_path() {
    on(async |app| {
        for path in ["/api/v1/things/1", "/api/v1/things/2", "/api/v1/refused", "/etc/passwd"] {
            app.get(path).send().await;
        }
        let answer = app.get("/metrics").send().await.expect(200);
        assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"));
        let page = answer.text();
        for line in [
            "jianyue_http_request_seconds_count{route=\"/api/v1/things/{id}\",method=\"GET\",status=\"200\"} 2\n",
            "jianyue_http_request_seconds_count{route=\"/api/v1/refused\",method=\"GET\",status=\"409\"} 1\n",
            "jianyue_http_request_seconds_count{route=\"\",method=\"GET\",status=\"404\"} 1\n",
            "jianyue_events_waiting 0\n",
            "jianyue_events_dead 0\n",
        ] {
            assert!(page.contains(line), "{line}{page}");
        }
        assert!(!page.contains("passwd"));
    });
}
