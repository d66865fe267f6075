//! A subscriber that writes down what it was told, and fails when it is told to.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, Env};
use jianyue_platform::{
    App, Db, Tx, args,
    db::Engine,
    events::{Dispatcher, Event, HandleError, Handler, Recorded, Subscription, record},
};
use jianyue_testkit::{TestApp, TestEnv, contract};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something happened, the `n`th time.
#[derive(Serialize, Deserialize)]
pub struct Happened {
    pub n: i64,
}

impl Event for Happened {
    const KIND: &'static str = "test.happened";

    fn subject(&self) -> Uuid {
        Uuid::from_u128(u128::try_from(self.n).unwrap())
    }

    fn contract(&self) -> Option<ContractId> {
        Some(contract(1))
    }
}

/// Something that nobody subscribes to.
#[derive(Serialize)]
pub struct Ignored;

impl Event for Ignored {
    const KIND: &'static str = "test.ignored";

    fn subject(&self) -> Uuid {
        Uuid::nil()
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

pub type Verdict = fn(n: i64) -> Result<(), HandleError>;

/// Writes each event it is told of into the table `told`, then does what its verdict says.
#[derive(Clone)]
pub struct Listener {
    pub verdict: Arc<Mutex<Verdict>>,
    pub attempts: Arc<Mutex<Vec<i64>>>,
}

impl Listener {
    pub fn new(verdict: Verdict) -> Self {
        Self { verdict: Arc::new(Mutex::new(verdict)), attempts: Arc::default() }
    }

    pub fn answer_with(&self, verdict: Verdict) {
        *self.verdict.lock().unwrap() = verdict;
    }

    pub fn attempts(&self) -> Vec<i64> {
        self.attempts.lock().unwrap().clone()
    }

    pub fn subscription(&self, subscriber: &'static str) -> Subscription {
        Subscription { subscriber, kinds: &["test.happened", "test.other"], handler: Arc::new(self.clone()) }
    }
}

#[async_trait]
impl Handler for Listener {
    async fn handle(&self, _app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let Happened { n } = event.read()?;
        self.attempts.lock().unwrap().push(n);
        tx.execute("INSERT INTO told (n) VALUES ($1)", args![n]).await?;
        let verdict = *self.verdict.lock().unwrap();
        verdict(n)
    }
}

pub struct Scene {
    pub db: Db,
    pub env: TestEnv,
    pub app: App,
    pub listener: Listener,
}

impl Scene {
    pub async fn new(db: Db, verdict: Verdict) -> Self {
        let env = TestEnv::new();
        let app = TestApp::build(db.clone(), &env).start().app().clone();
        let mut tx = db.write().await.unwrap();
        let table = match db.engine() {
            Engine::Sqlite => "CREATE TABLE told (at INTEGER PRIMARY KEY, n BIGINT NOT NULL)",
            Engine::Postgres => {
                "CREATE TABLE told (at BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n BIGINT NOT NULL)"
            }
        };
        tx.execute(table, args![]).await.unwrap();
        tx.commit().await.unwrap();
        Self { db, env, app, listener: Listener::new(verdict) }
    }

    /// A dispatcher to the listener; each call is another replica.
    pub fn dispatcher(&self) -> Dispatcher {
        Dispatcher::new(self.app.clone(), vec![self.listener.subscription("test.listener")])
    }

    pub async fn happen(&self, numbers: impl IntoIterator<Item = i64>) {
        for n in numbers {
            let mut tx = self.db.write().await.unwrap();
            record(&mut tx, &self.env, &Happened { n }).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    pub async fn told(&self) -> Vec<i64> {
        let rows: Vec<(i64,)> =
            self.db.peek().await.unwrap().all("SELECT n FROM told ORDER BY at", args![]).await.unwrap();
        rows.into_iter().map(|(n,)| n).collect()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.db.peek().await.unwrap().one::<(i64,)>(sql, args![]).await.unwrap().0
    }

    pub async fn waiting(&self) -> i64 {
        self.count("SELECT count(*) FROM event WHERE dispatched_at IS NULL").await
    }

    pub async fn next_try(&self) -> Option<DateTime<Utc>> {
        let sql = "SELECT min(next_at) FROM event_retry WHERE NOT dead";
        self.db.peek().await.unwrap().one::<(Option<DateTime<Utc>>,)>(sql, args![]).await.unwrap().0
    }
}

/// Records without committing.
pub async fn recorded(db: &Db, env: &Env, n: i64) -> Tx {
    let mut tx = db.write().await.unwrap();
    record(&mut tx, env, &Happened { n }).await.unwrap();
    tx
}
