//! The platform's own routes: jobs, dead letters, the state of the system.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use axum::http::Extensions;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, Role};
use jianyue_platform::{
    App, Db, Module, args,
    check::{Check, Finding},
    db::Arg,
    jobs::{Job, JobError, Missed, Run, fire},
    operations::{OperationsConfig, OperationsModule},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor, on_both_databases};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Notify;

/// A module with one job and one check.
struct Shop {
    missed: Missed,
    door: Arc<Notify>,
    dues: Arc<Mutex<Vec<DateTime<Utc>>>>,
}

struct Work {
    door: Arc<Notify>,
    dues: Arc<Mutex<Vec<DateTime<Utc>>>>,
}

#[async_trait]
impl Run for Work {
    async fn run(&self, _app: &App, due: DateTime<Utc>) -> Result<(), JobError> {
        self.dues.lock().unwrap().push(due);
        self.door.notified().await;
        Err(JobError::Failed("仓库没有开门".to_owned()))
    }
}

struct Dim;

#[async_trait]
impl Check for Dim {
    async fn look(&self, _app: &App) -> Vec<Finding> {
        vec![Finding::warning("灯光昏暗", "换灯泡"), Finding::error("没有电", "合上电闸"), Finding::ok("门开着")]
    }
}

impl Module for Shop {
    fn name(&self) -> &'static str {
        "shop"
    }

    fn state(&self, _state: &mut Extensions) {}

    fn jobs(&self) -> Vec<Job> {
        let run = Arc::new(Work { door: self.door.clone(), dues: self.dues.clone() });
        let lease = Duration::from_mins(1);
        vec![Job {
            name: "shop.count", says: "清点货架", schedule: "0 40 3 * * *", missed: self.missed, lease, run
        }]
    }

    fn checks(&self) -> Vec<Arc<dyn Check>> {
        vec![Arc::new(Dim)]
    }
}

struct Scene {
    app: TestApp,
    env: TestEnv,
    db: Db,
    door: Arc<Notify>,
    dues: Arc<Mutex<Vec<DateTime<Utc>>>>,
    _data: TempDir,
}

impl Scene {
    fn new(db: Db, missed: Missed) -> Self {
        let (env, data) = (TestEnv::at("2026-03-02T09:00:00+08:00"), TempDir::new().unwrap());
        let (door, dues): (Arc<Notify>, Arc<Mutex<Vec<_>>>) = Default::default();
        let config = OperationsConfig { data: data.path().to_owned(), events_keep_days: 14 };
        let app = TestApp::build(db.clone(), &env)
            .module(Arc::new(OperationsModule::new(config)))
            .module(Arc::new(Shop { missed, door: door.clone(), dues: dues.clone() }))
            .start();
        Self { app, env, db, door, dues, _data: data }
    }

    async fn get(&self, path: &str) -> Value {
        self.app.get(&format!("/api/v1{path}")).by(&administrator()).send().await.expect(200).json()
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(&administrator()).json(body).send().await
    }

    async fn job(&self) -> Value {
        let jobs = self.get("/jobs").await;
        jobs.as_array().unwrap().iter().find(|job| job["name"] == "shop.count").unwrap().clone()
    }

    /// Waits until the job stands where it is said.
    async fn until(&self, state: &str) -> Value {
        for _ in 0..500 {
            let job = self.job().await;
            if job["state"] == state {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the job is {}", self.job().await);
    }

    async fn audited(&self) -> Vec<(String, Value)> {
        let mut tx = self.db.peek().await.unwrap();
        let rows: Vec<(String, String)> =
            tx.all("SELECT action, detail FROM audit_entry ORDER BY seq", args![]).await.unwrap();
        rows.into_iter().map(|(action, detail)| (action, serde_json::from_str(&detail).unwrap())).collect()
    }

    /// A dead letter of an event that nobody could take: the `seq`th of the log.
    async fn dead_letter(&self, seq: i64) {
        let mut tx = self.db.write().await.unwrap();
        let (id, now) = (self.env.id(), self.env.now());
        let args = args![id, "shop.sold", id, Arg::json(&json!({})).unwrap(), now];
        let insert = "INSERT INTO event (id, kind, subject, payload, recorded_at, dispatched_at) \
                      VALUES ($1, $2, $3, $4, $5, $5)";
        tx.execute(insert, args).await.unwrap();
        let retry = "INSERT INTO event_retry (subscriber, event_seq, attempts, next_at, error, dead) \
                     VALUES ('shop.ledger', $1, 10, $2, 'closed', TRUE)";
        tx.execute(retry, args![seq, now]).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn administrator() -> Actor {
    actor(1).everywhere(Role::SystemAdministrator).done()
}

on_both_databases! {
    async fn a_job_is_run_at_once_and_shows_how_it_went(db: Db) {
        let scene = Scene::new(db, Missed::Once);
        let job = scene.job().await;
        assert_eq!((&job["says"], &job["schedule"]), (&json!("清点货架"), &json!("每天 03:40")));
        assert_eq!((&job["state"], &job["next_due"]), (&json!("never"), &json!("2026-03-02T19:40:00Z")));
        assert_eq!(scene.post("/jobs/shop.count/run", &json!({})).await.status, 202);
        scene.until("running").await;
        let twice = scene.post("/jobs/shop.count/run", &json!({})).await;
        assert_eq!(twice.expect(409).code(), "platform.job_running");
        scene.door.notify_one();
        let job = scene.until("failed").await;
        assert_eq!(job["last_error"], "仓库没有开门");
        assert_eq!(scene.audited().await, [("platform.run_job".to_owned(), json!({ "job": "shop.count" }))]);
        assert_eq!(scene.get("/system").await["jobs_failed"], 1);
        assert_eq!(scene.post("/jobs/shop.nothing/run", &json!({})).await.expect(404).code(), "platform.no_job");
    }

    async fn a_run_that_was_asked_for_passes_over_nothing_that_was_missed(db: Db) {
        let scene = Scene::new(db, Missed::Each);
        jianyue_platform::jobs::register(scene.app.app(), scene.app.app().jobs().list()).await.unwrap();
        scene.env.advance(TimeDelta::days(2));
        assert_eq!(scene.post("/jobs/shop.count/run", &json!({})).await.status, 202);
        scene.door.notify_one();
        scene.until("failed").await;
        scene.door.notify_one();
        let job = scene.app.app().jobs().named("shop.count").unwrap().clone();
        fire(scene.app.app(), &job).await.unwrap();
        let dues: Vec<String> = scene.dues.lock().unwrap().iter().map(DateTime::to_rfc3339).collect();
        assert_eq!(dues[1], "2026-03-02T19:40:00+00:00", "the first that was missed: {dues:?}");
    }

    async fn dead_letters_are_listed_retried_and_discarded_with_a_reason(db: Db) {
        let scene = Scene::new(db, Missed::Once);
        for seq in 1..=3 {
            scene.dead_letter(seq).await;
        }
        let first = scene.get("/dead-letters?limit=2").await;
        assert_eq!(first["items"][0]["seq"], 1);
        assert_eq!((&first["items"][0]["subscriber"], &first["items"][0]["error"]), (&json!("shop.ledger"), &json!("closed")));
        let rest = scene.get(&format!("/dead-letters?limit=2&after={}", first["next"].as_str().unwrap())).await;
        assert_eq!((&rest["items"][0]["seq"], &rest["next"]), (&json!(3), &Value::Null));
        assert_eq!(scene.get("/system").await["dead_letters"], 3);

        let letters = |seqs: &[i64]| seqs.iter().map(|seq| json!({ "subscriber": "shop.ledger", "seq": seq })).collect::<Vec<_>>();
        let retried = scene.post("/dead-letters/retry", &json!({ "items": letters(&[1, 99]) })).await;
        assert_eq!(retried.expect(200).json(), json!({ "retried": 1 }));
        let without = scene.post("/dead-letters/discard", &json!({ "items": letters(&[2]), "reason": " " })).await;
        assert_eq!(without.expect(422).code(), "platform.bad_reason");
        let body = json!({ "items": letters(&[2, 3]), "reason": "已人工补记" });
        assert_eq!(scene.post("/dead-letters/discard", &body).await.expect(200).json(), json!({ "discarded": 2 }));
        let none = scene.post("/dead-letters/retry", &json!({ "items": [] })).await;
        assert_eq!(none.expect(422).code(), "platform.bad_items");
        assert_eq!(scene.get("/dead-letters").await["items"], json!([]));
        let audited = scene.audited().await;
        assert_eq!(audited.len(), 3);
        assert_eq!(audited[0].0, "platform.retry_dead_letter");
        assert_eq!(audited[2].1, json!({ "subscriber": "shop.ledger", "event": 3, "reason": "已人工补记" }));
    }

    async fn the_system_is_looked_at_every_five_seconds_at_the_most(db: Db) {
        let scene = Scene::new(db, Missed::Once);
        let before = scene.get("/system").await;
        assert_eq!(before["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!((&before["events_waiting"], &before["dead_letters"]), (&json!(0), &json!(0)));
        assert!(before["schema_version"].as_i64().unwrap() >= 8 && before["disk_free"].is_u64(), "{before}");
        let findings = before["findings"].as_array().unwrap();
        assert_eq!(findings[0], json!({ "severity": "error", "says": "没有电", "do": "合上电闸" }), "the worst first");
        assert!(findings.iter().all(|finding| finding["severity"] != "ok"), "{before}");
        scene.dead_letter(1).await;
        scene.env.advance(TimeDelta::milliseconds(4999));
        assert_eq!(scene.get("/system").await, before);
        scene.env.advance(TimeDelta::milliseconds(1));
        let after = scene.get("/system").await;
        assert_eq!(after["dead_letters"], 1);
        assert!(after["findings"].to_string().contains("投递失败"), "{after}");
    }

    async fn nobody_but_the_system_administrator_comes_near(db: Db) {
        let scene = Scene::new(db, Missed::Once);
        for role in [Role::SecurityAdministrator, Role::Auditor] {
            let by = actor(2).everywhere(role).done();
            for path in ["/jobs", "/dead-letters", "/system"] {
                let answer = scene.app.get(&format!("/api/v1{path}")).by(&by).send().await;
                assert_eq!(answer.expect(403).code(), "denied", "{path}");
            }
            let run = scene.app.post("/api/v1/jobs/shop.count/run").by(&by).send().await;
            assert_eq!(run.expect(403).code(), "denied");
        }
        assert_eq!(scene.audited().await, []);
    }
}
