//! What the tests of this folder share: contracts, people, and a service that can be stopped.

use std::sync::Arc;

use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    Module, args,
    db::Db,
    sealed::{Cipher, KeyRing, Sealer},
};
use jianyue_probing::{ProbingModule, scheduler};
use jianyue_reach::Guard;
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

const TEXTS: [&str; 3] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
    include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
];

/// A stage with three contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hs: ContractId,
    pub sc: ContractId,
    pub hc: ContractId,
    _keys: TempDir,
}

pub fn module() -> ProbingModule {
    ProbingModule::new(Guard::new("127.0.0.1".parse().unwrap()))
}

pub fn sealer() -> (TempDir, Sealer) {
    let keys = tempfile::tempdir().unwrap();
    let ring = KeyRing::load_or_create(&keys.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap();
    (keys, Sealer::new(ring))
}

pub async fn contracts(db: &Db, env: &jianyue_kernel::Env) -> (Arc<dyn Module>, Vec<ContractId>) {
    let contracts = ContractsModule::new();
    let mut tx = db.write().await.unwrap();
    let mut ids = Vec::new();
    for text in TEXTS {
        let new = NewText { text, ..NewText::default() };
        ids.push(contracts.registry().import(&mut tx, env, &administrator(), &new).await.unwrap().contract);
    }
    tx.commit().await.unwrap();
    (Arc::new(contracts), ids)
}

impl Stage {
    /// Monday 2 March 2026, 09:00 in Shanghai.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::new();
        let (contracts, ids) = contracts(&db, &env).await;
        let (keys, sealer) = sealer();
        let app = TestApp::build(db.clone(), &env).with(sealer).module(contracts).module(Arc::new(module())).start();
        Self { app, env, db, hs: ids[0], sc: ids[1], hc: ids[2], _keys: keys }
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.hs, Role::VendorManager).done()
    }

    pub fn engineer(&self) -> Actor {
        actor(5).on(self.hs, Role::Engineer).on(self.hc, Role::Engineer).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.sc, Role::VendorManager).done()
    }

    /// Sees some works only.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.hs, Role::Engineer, &["security"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn patch(&self, by: &Actor, path: &str, version: i64, body: Value) -> Answer {
        let call = self.app.patch(&format!("/api/v1{path}")).by(by).header("if-match", &format!("\"{version}\""));
        call.json(&body).send().await
    }

    pub async fn delete(&self, by: &Actor, path: &str) -> Answer {
        self.app.delete(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn system(&self) -> Value {
        let body = json!({ "name": "网上报名", "hosts": ["127.0.0.1"] });
        self.post(&self.engineer(), &format!("/contracts/{}/systems", self.hs), body).await.expect(201).json()
    }

    /// A probe of a system of its own, with what `more` says.
    pub async fn probe(&self, kind: &str, target: Value, more: Value) -> Value {
        let systems = self.get(&self.engineer(), &format!("/contracts/{}/systems", self.hs)).await.json();
        let system = match systems.as_array().and_then(|all| all.first()) {
            Some(system) => system.clone(),
            None => self.system().await,
        };
        let mut body = json!({
            "system_id": system["id"], "title": "登录页", "kind": kind, "target": target, "retries": 0,
            "timeout_ms": 2000,
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post(&self.engineer(), &format!("/contracts/{}/probes", self.hs), body).await.expect(201).json()
    }

    pub async fn read(&self, probe: &Value) -> Value {
        self.get(&self.client(), &format!("/probes/{}", text(&probe["id"]))).await.expect(200).json()
    }

    /// Moves the clock to when `probe` is due and runs what is due then; gives how it is.
    pub async fn look(&self, probe: &Value) -> Value {
        let due = text(&self.read(probe).await["next_at"]);
        self.env.set(&due);
        let (claimed, settled) = scheduler::round(self.app.app()).await.unwrap();
        assert!(claimed > 0 && settled.kept == claimed, "{claimed} {settled:?}");
        self.read(probe).await
    }

    /// Events of a kind that were recorded, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }

    pub async fn outages(&self, query: &str) -> Vec<Value> {
        let page = self.get(&self.client(), &format!("/outages?contract={}{query}", self.hs)).await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }
}

/// A service on loopback that can be stopped and started again on its port.
pub struct Service {
    pub port: u16,
    running: Option<JoinHandle<()>>,
}

impl Service {
    pub async fn start() -> Self {
        let mut service = Self { port: 0, running: None };
        service.again().await;
        service
    }

    pub async fn again(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.port = listener.local_addr().unwrap().port();
        self.running = Some(tokio::spawn(async move { while listener.accept().await.is_ok() {} }));
    }

    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.abort();
            let _ = running.await;
        }
    }

    pub fn target(&self) -> Value {
        json!({ "host": "127.0.0.1", "port": self.port })
    }
}

pub fn administrator() -> Actor {
    actor(1).everywhere(Role::SystemAdministrator).done()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
