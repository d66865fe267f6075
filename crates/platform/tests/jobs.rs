//! A run belongs to one replica; what was missed is caught up.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_platform::{
    App, Db,
    jobs::{Job, JobError, JobState, Missed, Outcome, Run, Runner, RunnerError, fire, job_list, register},
};
use jianyue_testkit::{TestApp, TestEnv, env::time, on_both_databases};
use tokio::sync::Notify;

type Verdict = fn(DateTime<Utc>) -> Result<(), JobError>;

/// Writes down the due times it was run for.
struct Diary {
    runs: Mutex<Vec<DateTime<Utc>>>,
    verdict: Mutex<Verdict>,
}

#[async_trait]
impl Run for Diary {
    async fn run(&self, _app: &App, due: DateTime<Utc>) -> Result<(), JobError> {
        self.runs.lock().unwrap().push(due);
        let verdict = *self.verdict.lock().unwrap();
        verdict(due)
    }
}

struct Scene {
    env: TestEnv,
    app: App,
    diary: Arc<Diary>,
    job: Job,
}

impl Scene {
    /// A job every hour, known since 09:00.
    async fn hourly(db: Db, missed: Missed) -> Self {
        let env = TestEnv::at("2026-03-02T09:00:00+08:00");
        let app = TestApp::build(db, &env).start().app().clone();
        let diary = Arc::new(Diary { runs: Mutex::default(), verdict: Mutex::new(|_| Ok(())) });
        let job = job("test.hourly", missed, diary.clone());
        register(&app, std::slice::from_ref(&job)).await.unwrap();
        Self { env, app, diary, job }
    }

    async fn fire(&self) -> Outcome {
        fire(&self.app, &self.job).await.unwrap()
    }

    fn runs(&self) -> Vec<String> {
        let shanghai = chrono::FixedOffset::east_opt(8 * 3600).unwrap();
        let runs = self.diary.runs.lock().unwrap();
        runs.iter().map(|due| due.with_timezone(&shanghai).format("%d %H:%M:%S").to_string()).collect()
    }

    fn fail(&self, verdict: Verdict) {
        *self.diary.verdict.lock().unwrap() = verdict;
    }

    async fn state(&self) -> JobState {
        let mut jobs = job_list(&mut self.app.db().peek().await.unwrap()).await.unwrap();
        assert_eq!(jobs.len(), 1);
        jobs.remove(0)
    }
}

fn job(name: &'static str, missed: Missed, run: Arc<dyn Run>) -> Job {
    Job { name, says: "测试作业", schedule: "0 0 * * * *", missed, lease: Duration::from_mins(1), run }
}

on_both_databases! {
    async fn a_new_job_has_missed_nothing(db: Db) {
        let scene = Scene::hourly(db, Missed::Each).await;
        assert_eq!(scene.fire().await, Outcome::NotMine);
        scene.env.set("2026-03-02T09:59:59.999+08:00");
        assert_eq!(scene.fire().await, Outcome::NotMine);
        scene.env.set("2026-03-02T10:00:00+08:00");
        assert_eq!(scene.fire().await, Outcome::Ran(1));
        assert_eq!(scene.runs(), ["02 10:00:00"]);
    }

    async fn a_due_time_is_run_once_however_often_it_is_fired(db: Db) {
        let scene = Scene::hourly(db, Missed::Once).await;
        scene.env.set("2026-03-02T10:00:03+08:00");
        assert_eq!(scene.fire().await, Outcome::Ran(1));
        assert_eq!(scene.fire().await, Outcome::NotMine);
        assert_eq!(scene.runs(), ["02 10:00:00"]);
    }

    async fn one_run_makes_up_for_an_outage(db: Db) {
        let scene = Scene::hourly(db, Missed::Once).await;
        scene.env.set("2026-03-05T10:30:00+08:00");
        assert_eq!(scene.fire().await, Outcome::Ran(1));
        assert_eq!(scene.runs(), ["05 10:00:00"]);
    }

    async fn each_missed_run_is_run_with_its_own_time(db: Db) {
        let scene = Scene::hourly(db, Missed::Each).await;
        scene.env.set("2026-03-02T12:30:00+08:00");
        assert_eq!(scene.fire().await, Outcome::Ran(3));
        assert_eq!(scene.runs(), ["02 10:00:00", "02 11:00:00", "02 12:00:00"]);
    }

    async fn a_failed_run_is_shown_and_a_sweep_goes_on(db: Db) {
        let scene = Scene::hourly(db, Missed::Once).await;
        scene.fail(|_| Err(JobError::Failed("磁盘已满".into())));
        scene.env.set("2026-03-02T10:00:00+08:00");
        assert_eq!(scene.fire().await, Outcome::Failed("磁盘已满".into()));
        let state = scene.state().await;
        assert_eq!((state.last_error.as_deref(), state.last_success, state.holder), (Some("磁盘已满"), None, None));
        assert_eq!(scene.fire().await, Outcome::NotMine);
        scene.fail(|_| Ok(()));
        scene.env.set("2026-03-02T11:00:00+08:00");
        assert_eq!(scene.fire().await, Outcome::Ran(1));
        let state = scene.state().await;
        assert_eq!((state.last_error, state.last_success), (None, Some(time("2026-03-02T11:00:00+08:00"))));
    }

    async fn where_each_run_counts_a_failed_one_stays_due(db: Db) {
        let scene = Scene::hourly(db, Missed::Each).await;
        scene.fail(|due| if due == time("2026-03-02T11:00:00+08:00") { Err(JobError::Failed("x".into())) } else { Ok(()) });
        scene.env.set("2026-03-02T12:00:00+08:00");
        assert_eq!(scene.fire().await, Outcome::Failed("x".into()));
        scene.fail(|_| Ok(()));
        assert_eq!(scene.fire().await, Outcome::Ran(2));
        assert_eq!(scene.runs(), ["02 10:00:00", "02 11:00:00", "02 11:00:00", "02 12:00:00"]);
    }

    async fn a_run_that_panics_is_a_failed_run(db: Db) {
        let scene = Scene::hourly(db, Missed::Once).await;
        scene.fail(|_| panic!("a fault of the job"));
        scene.env.set("2026-03-02T10:00:00+08:00");
        assert!(matches!(scene.fire().await, Outcome::Failed(why) if why.contains("panicked")));
        assert_eq!(scene.state().await.holder, None);
    }

    async fn of_two_replicas_one_runs(db: Db) {
        let scene = Scene::hourly(db, Missed::Once).await;
        let gate = Arc::new(Gate::default());
        let slow = job("test.hourly", Missed::Once, gate.clone());
        scene.env.set("2026-03-02T10:00:00+08:00");
        let first = tokio::spawn({
            let app = scene.app.clone();
            async move { fire(&app, &slow).await.unwrap() }
        });
        gate.begun.notified().await;
        assert_eq!(scene.fire().await, Outcome::NotMine, "the lease is held");
        gate.go_on.notify_one();
        assert_eq!(first.await.unwrap(), Outcome::Ran(1));
        assert_eq!(scene.fire().await, Outcome::NotMine, "it was done");
    }

    async fn the_run_of_a_replica_that_died_is_taken_over_and_its_late_end_changes_nothing(db: Db) {
        let scene = Scene::hourly(db, Missed::Once).await;
        let gate = Arc::new(Gate::default());
        let dying = job("test.hourly", Missed::Once, gate.clone());
        scene.env.set("2026-03-02T10:00:00+08:00");
        let dead = tokio::spawn({
            let app = scene.app.clone();
            async move { fire(&app, &dying).await.unwrap() }
        });
        gate.begun.notified().await;
        scene.env.advance(TimeDelta::seconds(60));
        assert_eq!(scene.fire().await, Outcome::Ran(1));
        let after = scene.state().await;
        gate.go_on.notify_one();
        dead.await.unwrap();
        assert_eq!(scene.state().await, after);
    }

    async fn the_clockwork_catches_up_when_it_starts_and_stops_when_it_is_told(db: Db) {
        let scene = Scene::hourly(db, Missed::Each).await;
        scene.env.set("2026-03-02T11:00:00+08:00");
        let runner = Runner::start(&scene.app, vec![scene.job.clone()]).await.unwrap();
        runner.stop(Duration::from_secs(20)).await;
        assert_eq!(scene.runs(), ["02 10:00:00", "02 11:00:00"]);
    }

    async fn a_wrong_schedule_and_a_name_given_twice_are_refused(db: Db) {
        let scene = Scene::hourly(db, Missed::Once).await;
        let wrong = Job { schedule: "every day", name: "test.wrong", ..scene.job.clone() };
        let error = Runner::start(&scene.app, vec![scene.job.clone(), wrong]).await.err().unwrap().to_string();
        assert!(error.contains("test.wrong") && error.contains("every day"), "{error}");
        let twice = Runner::start(&scene.app, vec![scene.job.clone(), scene.job.clone()]).await;
        assert!(matches!(twice.err(), Some(RunnerError::TwoOfAName("test.hourly"))));
    }
}

/// Holds a run until it is told to go on.
#[derive(Default)]
struct Gate {
    begun: Notify,
    go_on: Notify,
}

#[async_trait]
impl Run for Gate {
    async fn run(&self, _app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        self.begun.notify_one();
        self.go_on.notified().await;
        Ok(())
    }
}
