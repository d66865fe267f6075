//! Long work that makes files: asked for, carried out once, seen by whoever asked, cancelled, forgotten.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::TimeDelta;
use jianyue_kernel::{Actor, Role};
use jianyue_platform::{
    App, Db, Module, args,
    builds::{self, AskError, Build, BuildError, Builder, Made, NewBuild, Runner, Work},
    module::Background,
    operations::{OperationsConfig, OperationsModule},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor, contract, on_both_databases};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};

/// What the mill does with what it is asked for.
struct Mill {
    door: Arc<Notify>,
    begun: Arc<AtomicUsize>,
}

#[async_trait]
impl Builder for Mill {
    fn kind(&self) -> &'static str {
        "mill.flour"
    }

    fn may_have(&self, by: &Actor, build: &Build) -> bool {
        build.contract_id.is_none() || by.grants.iter().any(|grant| grant.contract.map(|id| id.0) == build.contract_id)
    }

    async fn build(&self, app: &App, work: &Work) -> Result<Vec<Made>, BuildError> {
        self.begun.fetch_add(1, Ordering::Relaxed);
        work.step(app, 1, 2, "正在磨第一袋").await?;
        match work.build.ask["do"].as_str() {
            Some("fail") => return Err(BuildError::Told("没有小麦。请先进货。".to_owned())),
            Some("break") => return Err(BuildError::Broken("the stone broke".to_owned())),
            Some("panic") => panic!("the mill burns"),
            Some("wait") => loop {
                self.door.notified().await;
                work.step(app, 2, 2, "正在磨第二袋").await?;
            },
            _ => {}
        }
        std::fs::write(work.path("txt"), "面粉")?;
        Ok(vec![Made { part: "txt", name: "面粉.txt".to_owned(), media_type: "text/plain" }])
    }
}

struct MillModule(Arc<Notify>, Arc<AtomicUsize>);

impl Module for MillModule {
    fn name(&self) -> &'static str {
        "mill"
    }

    fn builders(&self) -> Vec<Arc<dyn Builder>> {
        vec![Arc::new(Mill { door: self.0.clone(), begun: self.1.clone() })]
    }
}

struct Scene {
    app: TestApp,
    env: TestEnv,
    db: Db,
    door: Arc<Notify>,
    begun: Arc<AtomicUsize>,
    data: TempDir,
}

impl Scene {
    fn new(db: Db) -> Self {
        let (env, data) = (TestEnv::at("2026-03-02T09:00:00+08:00"), TempDir::new().unwrap());
        let (door, begun): (Arc<Notify>, Arc<AtomicUsize>) = Default::default();
        let config = OperationsConfig { data: data.path().to_owned(), events_keep_days: 14 };
        let app = TestApp::build(db.clone(), &env)
            .module(Arc::new(OperationsModule::new(config)))
            .module(Arc::new(MillModule(door.clone(), begun.clone())))
            .start();
        Self { app, env, db, door, begun, data }
    }

    async fn ask(&self, by: &Actor, what: &str) -> Result<String, AskError> {
        let new = NewBuild {
            kind: "mill.flour",
            contract: Some(contract(1)),
            title: "磨面".to_owned(),
            ask: json!({ "do": what }),
            steps: 0,
        };
        let mut tx = self.db.write().await.unwrap();
        let id = builds::ask(&mut tx, self.app.app().env(), by, new).await?;
        tx.commit().await.unwrap();
        Ok(id.to_string())
    }

    async fn read(&self, id: &str, by: &Actor) -> Answer {
        self.app.get(&format!("/api/v1/builds/{id}")).by(by).send().await
    }

    async fn state(&self, id: &str) -> Value {
        let build = self.read(id, &miller()).await.expect(200).json();
        json!([build["state"], build["step"], build["steps"], build["message"]])
    }

    async fn run(&self) -> usize {
        builds::run_waiting(self.app.app()).await.unwrap()
    }

    /// Waits until the build stands where it is said.
    async fn until(&self, id: &str, state: &str) {
        for _ in 0..1_000 {
            if self.state(id).await[0] == state {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the build is {}", self.state(id).await);
    }

    fn folders(&self) -> Vec<PathBuf> {
        let Ok(builds) = std::fs::read_dir(self.data.path().join("builds")) else { return Vec::new() };
        builds
            .flat_map(|build| std::fs::read_dir(build.unwrap().path()).unwrap())
            .map(|at| at.unwrap().path())
            .collect()
    }
}

fn miller() -> Actor {
    actor(1).on(contract(1), Role::Engineer).done()
}

on_both_databases! {
    async fn what_was_asked_for_is_built_and_fetched(db: Db) {
        let scene = Scene::new(db);
        let id = scene.ask(&miller(), "grind").await.unwrap();
        assert_eq!(scene.state(&id).await, json!(["queued", 0, 0, ""]));
        let early = scene.app.get(&format!("/api/v1/builds/{id}/file")).by(&miller()).send().await;
        assert_eq!((early.status.as_u16(), early.code().as_str()), (409, "platform.build_not_done"));

        assert_eq!(scene.run().await, 1);
        assert_eq!(scene.state(&id).await, json!(["done", 2, 2, ""]));
        let build = scene.read(&id, &miller()).await.json();
        let file = &build["files"][0];
        assert_eq!((&file["name"], &file["size"]), (&json!("面粉.txt"), &json!(6)));
        assert_eq!(file["digest"].as_str().unwrap().len(), 64);
        for query in ["", "?part=txt"] {
            let answer = scene.app.get(&format!("/api/v1/builds/{id}/file{query}")).by(&miller()).send().await.expect(200);
            assert_eq!(answer.text(), "面粉");
            assert!(answer.headers["content-disposition"].to_str().unwrap().contains("%E9%9D%A2%E7%B2%89.txt"));
        }
        let other = scene.app.get(&format!("/api/v1/builds/{id}/file?part=../txt")).by(&miller()).send().await;
        assert_eq!((other.status.as_u16(), other.code().as_str()), (404, "platform.no_part"));
        assert_eq!(scene.run().await, 0, "it is built once");
    }

    async fn nobody_else_sees_it_nor_whoever_lost_the_right(db: Db) {
        let scene = Scene::new(db);
        let id = scene.ask(&miller(), "grind").await.unwrap();
        scene.run().await;
        let colleague = actor(2).on(contract(1), Role::Engineer).done();
        let transferred = actor(1).on(contract(2), Role::Engineer).done();
        for stranger in [&colleague, &transferred] {
            for path in ["", "/file"] {
                let answer = scene.app.get(&format!("/api/v1/builds/{id}{path}")).by(stranger).send().await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "platform.no_build"));
            }
            let list = scene.app.get("/api/v1/builds").by(stranger).send().await.expect(200).json();
            assert_eq!(list, json!([]));
        }
        let waiting = scene.ask(&miller(), "grind").await.unwrap();
        let cancel = scene.app.post(&format!("/api/v1/builds/{waiting}/cancel")).by(&colleague).send().await;
        assert_eq!(cancel.status, 404);
        assert_eq!(scene.state(&waiting).await[0], "queued");
        let mine = scene.app.get("/api/v1/builds").by(&miller()).send().await.expect(200).json();
        assert_eq!(mine.as_array().unwrap().len(), 2);
    }

    async fn what_goes_wrong_says_what_to_do_and_leaves_nothing(db: Db) {
        let scene = Scene::new(db);
        let told = scene.ask(&miller(), "fail").await.unwrap();
        let broken = scene.ask(&miller(), "break").await.unwrap();
        let burnt = scene.ask(&miller(), "panic").await.unwrap();
        assert_eq!(scene.run().await, 3);
        assert_eq!(scene.state(&told).await[3], "没有小麦。请先进货。");
        for id in [broken, burnt] {
            let state = scene.state(&id).await;
            assert_eq!(state[0], "failed");
            assert!(state[3].as_str().unwrap().contains("请重试") && !state[3].as_str().unwrap().contains("stone"));
        }
        assert_eq!(scene.folders(), Vec::<PathBuf>::new());
    }

    async fn a_person_has_three_at_a_time(db: Db) {
        let scene = Scene::new(db);
        for _ in 0..3 {
            scene.ask(&miller(), "grind").await.unwrap();
        }
        assert!(matches!(scene.ask(&miller(), "grind").await, Err(AskError::TooMany)));
        let colleague = actor(2).on(contract(1), Role::Engineer).done();
        scene.ask(&colleague, "grind").await.unwrap();
        assert_eq!(scene.run().await, 4);
        scene.ask(&miller(), "grind").await.unwrap();
    }

    async fn one_that_waits_is_cancelled_at_once(db: Db) {
        let scene = Scene::new(db);
        let id = scene.ask(&miller(), "grind").await.unwrap();
        let cancel = || scene.app.post(&format!("/api/v1/builds/{id}/cancel")).by(&miller()).send();
        assert_eq!(cancel().await.expect(200).json()["state"], "cancelled");
        assert_eq!(cancel().await.expect(200).json()["state"], "cancelled", "twice is as good as once");
        assert_eq!((scene.run().await, scene.begun.load(Ordering::Relaxed)), (0, 0));
        let done = scene.ask(&miller(), "grind").await.unwrap();
        scene.run().await;
        let late = scene.app.post(&format!("/api/v1/builds/{done}/cancel")).by(&miller()).send().await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (409, "platform.build_over"));
    }

    async fn one_that_runs_stops_when_it_is_cancelled(db: Db) {
        let scene = Scene::new(db);
        let id = scene.ask(&miller(), "wait").await.unwrap();
        let app = scene.app.app().clone();
        let running = tokio::spawn(async move { builds::run_waiting(&app).await.unwrap() });
        scene.until(&id, "running").await;
        scene.app.post(&format!("/api/v1/builds/{id}/cancel")).by(&miller()).send().await.expect(200);
        while !running.is_finished() {
            scene.door.notify_one();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(scene.state(&id).await[0], "cancelled");
        assert_eq!(scene.folders(), Vec::<PathBuf>::new());
    }

    async fn what_a_dead_replica_held_is_begun_anew_and_at_last_given_up(db: Db) {
        let scene = Scene::new(db);
        let id = scene.ask(&miller(), "grind").await.unwrap();
        let hold = "UPDATE build SET state = 'running', attempts = $1, fence = fence + 1, lease_until = $2";
        let held = async |attempts: i64| {
            let mut tx = scene.db.write().await.unwrap();
            tx.execute(hold, args![attempts, scene.app.app().env().now() + TimeDelta::seconds(60)]).await.unwrap();
            tx.commit().await.unwrap();
        };
        held(1).await;
        assert_eq!(scene.run().await, 0, "its holder may be alive");
        scene.env.advance(TimeDelta::seconds(61));
        assert_eq!(scene.run().await, 1);
        assert_eq!(scene.state(&id).await[0], "done");

        let id = scene.ask(&miller(), "grind").await.unwrap();
        held(3).await;
        scene.env.advance(TimeDelta::seconds(61));
        assert_eq!(scene.run().await, 0);
        let state = scene.state(&id).await;
        assert_eq!(state[0], "failed");
        assert!(state[3].as_str().unwrap().contains("中断"));
    }

    async fn a_server_that_stops_gives_its_build_back(db: Db) {
        let scene = Scene::new(db);
        let id = scene.ask(&miller(), "wait").await.unwrap();
        let (stop, stopped) = watch::channel(false);
        let runner = tokio::spawn(Runner.run(scene.app.app().clone(), stopped));
        scene.until(&id, "running").await;
        stop.send_replace(true);
        runner.await.unwrap();
        assert_eq!(scene.state(&id).await[0], "queued");
        assert_eq!(scene.folders(), Vec::<PathBuf>::new());
    }

    async fn after_a_week_it_is_forgotten_with_its_files(db: Db) {
        let scene = Scene::new(db);
        let id = scene.ask(&miller(), "grind").await.unwrap();
        scene.run().await;
        scene.env.advance(TimeDelta::days(6));
        scene.app.run_job("platform.forget_builds").await.unwrap();
        assert_eq!((scene.state(&id).await[0].clone(), scene.folders().len()), (json!("done"), 1));
        scene.env.advance(TimeDelta::days(2));
        scene.app.run_job("platform.forget_builds").await.unwrap();
        assert_eq!(scene.read(&id, &miller()).await.status, 404);
        assert_eq!(scene.folders(), Vec::<PathBuf>::new());
    }
}
