//! What the tests of this folder share: contracts, people, a made-up module of tickets, and short ways to call.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_emergencies::EmergenciesModule;
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    DbError, Module, Tx,
    db::Db,
    events,
    sealed::{Cipher, KeyRing, Sealer},
    subjects::{Subject, SubjectSource},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

const TEXTS: [&str; 3] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
    include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
];

/// A ticket that the made-up module knows, of HS.
pub const TICKET: Uuid = Uuid::from_u128(0x7_1c4e7);
/// Another one, of RE.
pub const OTHER: Uuid = Uuid::from_u128(0x7_1c4e8);

struct Tickets(ContractId, ContractId);

impl Module for Tickets {
    fn name(&self) -> &'static str {
        "ticketing"
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(Self(self.0, self.1)))
    }
}

#[async_trait]
impl SubjectSource for Tickets {
    async fn subject(&self, _tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let contract = if id == TICKET { self.0 } else { self.1 };
        let (number, title) = ("HS-2022-000001".to_owned(), "系统整体瘫痪".to_owned());
        Ok(Some(Subject { contract: Some(contract), number, title, ..Subject::default() }))
    }
}

/// What ticketing tells when a ticket is opened.
#[derive(Serialize)]
struct Opened {
    ticket_id: Uuid,
    contract_id: Uuid,
    case: &'static str,
    work: Option<&'static str>,
    at: chrono::DateTime<chrono::Utc>,
}

jianyue_platform::contract_event!(Opened, "ticketing.ticket_opened", ticket_id);

/// What ticketing tells when something happens to a ticket.
#[derive(Serialize)]
struct Changed {
    ticket_id: Uuid,
    contract_id: Uuid,
    case: &'static str,
    what: &'static str,
    work: Option<&'static str>,
    at: chrono::DateTime<chrono::Utc>,
}

jianyue_platform::contract_event!(Changed, "ticketing.ticket_changed", ticket_id);

/// A stage with three contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hs: ContractId,
    pub hc: ContractId,
    pub re: ContractId,
    _keys: TempDir,
}

impl Stage {
    /// Wednesday 2 March 2022, 09:00 in Shanghai: inside the term of HS.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2022-03-02T09:00:00+08:00");
        let contracts = ContractsModule::new();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        let administrator = actor(1).everywhere(Role::SystemAdministrator).done();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &administrator, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let keys = TempDir::new().unwrap();
        let ring = KeyRing::load_or_create(&keys.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(Sealer::new(ring))
            .module(Arc::new(contracts))
            .module(Arc::new(EmergenciesModule))
            .module(Arc::new(Tickets(ids[0], ids[2])))
            .start();
        Self { app, env, db, hs: ids[0], hc: ids[1], re: ids[2], _keys: keys }
    }

    pub fn manager(&self) -> Actor {
        actor(4).named("经理").on(self.hs, Role::VendorManager).on(self.hc, Role::VendorManager).done()
    }

    pub fn engineer(&self) -> Actor {
        actor(3).named("工程师").on(self.hs, Role::Engineer).on(self.hc, Role::Engineer).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).named("甲方").on(self.hs, Role::ClientOfficial).on(self.hc, Role::ClientOfficial).done()
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.re, Role::Engineer, &["3"]).done()
    }

    /// Does work 4 of it.
    pub fn other_member(&self) -> Actor {
        actor(10).on_works(self.re, Role::Engineer, &["4"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    /// The same for a version.
    pub async fn at(&self, by: &Actor, path: &str, version: &Value, body: Value) -> Answer {
        let tag = format!("\"{version}\"");
        self.app.post(&format!("/api/v1{path}")).by(by).header("if-match", &tag).json(&body).send().await
    }

    pub async fn put(&self, by: &Actor, path: &str, version: &Value, body: Value) -> Answer {
        let tag = format!("\"{version}\"");
        self.app.put(&format!("/api/v1{path}")).by(by).header("if-match", &tag).json(&body).send().await
    }

    /// An emergency of a contract that its engineer opened.
    pub async fn open(&self, contract: ContractId, more: Value) -> Value {
        let mut body = json!({ "title": "登录全部失败" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = self.post(&self.engineer(), &format!("/contracts/{contract}/emergencies"), body).await;
        answer.expect(201).json()
    }

    /// Something is done to it by somebody who may.
    pub async fn act(&self, by: &Actor, file: &Value, what: &str, body: Value) -> Answer {
        self.post(by, &format!("/emergencies/{}/{what}", id(&file["emergency"])), body).await
    }

    /// An entry of the engineer.
    pub async fn log(&self, file: &Value, kind: &str, text: &str) -> Value {
        let answer = self.act(&self.engineer(), file, "entries", json!({ "kind": kind, "text": text })).await;
        answer.expect(201).json()
    }

    /// A plan of HS that was published.
    pub async fn published(&self) -> Value {
        let answer = self.post(&self.manager(), &format!("/contracts/{}/emergency-plans", self.hs), plan()).await;
        let plan = answer.expect(201).json();
        let path = format!("/emergency-plans/{}/publish", id(&plan));
        self.at(&self.manager(), &path, &plan["version"], json!({})).await.expect(200).json()
    }

    /// What ticketing tells.
    pub async fn told(&self, contract: ContractId, ticket: Uuid, case: &'static str, work: Option<&'static str>) {
        let mut tx = self.db.write().await.unwrap();
        let event = Opened { ticket_id: ticket, contract_id: contract.0, case, work, at: self.env.env().now() };
        events::record(&mut tx, &self.env.env(), &event).await.unwrap();
        tx.commit().await.unwrap();
        self.app.deliver_events().await;
    }

    /// What ticketing tells of a change of the ticket of HS.
    pub async fn changed(&self, what: &'static str, case: &'static str) {
        let mut tx = self.db.write().await.unwrap();
        let (contract_id, at) = (self.hs.0, self.env.env().now());
        let event = Changed { ticket_id: TICKET, contract_id, case, what, work: Some("apps"), at };
        events::record(&mut tx, &self.env.env(), &event).await.unwrap();
        tx.commit().await.unwrap();
        self.app.deliver_events().await;
    }

    /// The same of an earlier moment.
    pub async fn told_at(&self, env: &jianyue_kernel::Env, contract: ContractId, ticket: Uuid, case: &'static str) {
        let mut tx = self.db.write().await.unwrap();
        let event = Opened { ticket_id: ticket, contract_id: contract.0, case, work: None, at: env.now() };
        events::record(&mut tx, env, &event).await.unwrap();
        tx.commit().await.unwrap();
        self.app.deliver_events().await;
    }

    pub async fn list(&self, by: &Actor, query: &str) -> Vec<Value> {
        let answer = self.get(by, &format!("/emergencies{query}")).await;
        answer.expect(200).json()["items"].as_array().unwrap().clone()
    }
}

/// What a plan says.
pub fn plan() -> Value {
    json!({
        "title": "系统瘫痪应急预案",
        "body": {
            "scenario": "系统整体瘫痪",
            "levels": [{ "title": "Ⅰ级", "criteria": "全部用户不能登录" }],
            "roles": [
                { "role": "总指挥", "holder": "项目经理", "commander": true },
                { "role": "联络人", "holder": "驻场工程师" },
            ],
            "contacts": [{ "post": "项目经理", "phone": "010-55550101" }, { "post": "驻场工程师", "phone": "13800000000" }],
            "steps": [
                { "role": "总指挥", "text": "宣布启动", "minutes": 5 },
                { "role": "联络人", "text": "告知主管处室", "minutes": 10 },
            ],
            "standby": [{ "system": "备用认证服务", "how": "切换域名解析" }],
        },
    })
}

pub fn report() -> Value {
    json!({
        "cause": "存储控制器故障", "effect": "全部用户不能登录", "effect_from": "2022-03-02T08:50:00+08:00",
        "effect_to": "2022-03-02T09:00:00+08:00", "users_affected": 320, "handling": "切换到备用系统后修复",
        "measures": "增加控制器监测",
    })
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}
