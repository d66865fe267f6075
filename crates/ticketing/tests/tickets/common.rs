//! What the tests of this folder share: the security contract of 2021 and the registration contract of 2024, and people.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, PersonId, Role};
use jianyue_platform::{
    Module,
    blob::BlobStore,
    db::{Db, DbError, Tx},
    people::{People, PeopleDirectory, PersonOnContract},
    sealed::{Cipher, KeyRing, Sealer},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor, app::TestAppBuilder};
use jianyue_ticketing::{
    TicketingModule,
    service::{Desk, sweep},
};
use serde_json::{Value, json};
use tempfile::TempDir;

const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");

/// The most bytes of a file in these tests.
pub const FILE_LIMIT: u64 = 4096;

/// A stage with two contracts on which tickets are played.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hs: ContractId,
    pub re: ContractId,
    _blobs: TempDir,
}

/// Knows persons 2 to 9: 2 to 5 are engineers everywhere, the others are clients.
struct Team;

#[async_trait]
impl PeopleDirectory for Team {
    async fn person(&self, _: &mut Tx, id: PersonId, _: ContractId) -> Result<Option<PersonOnContract>, DbError> {
        let number = (2..10).find(|n| actor(*n).done().person == id);
        Ok(number.map(|n| PersonOnContract {
            id,
            name: actor(n).done().name,
            roles: vec![if n < 6 { Role::Engineer } else { Role::ClientOfficial }],
        }))
    }
}

impl Stage {
    /// Monday 6 December 2021, 10:00 in Shanghai: inside the term of the security contract.
    pub async fn new(db: Db) -> Self {
        Self::at(db, "2021-12-06T10:00:00+08:00").await
    }

    pub async fn at(db: Db, at: &str) -> Self {
        Self::with(db, at, None).await
    }

    /// The same beside another module.
    pub async fn with(db: Db, at: &str, other: Option<Arc<dyn Module>>) -> Self {
        let env = TestEnv::at(at);
        let contracts = ContractsModule::new();
        let administrator = actor(1).everywhere(Role::SystemAdministrator).done();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HS, RE] {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &administrator, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let blobs = tempfile::tempdir().unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(People(Arc::new(Team)))
            .with(BlobStore::new(blobs.path(), FILE_LIMIT))
            .with(Sealer::new(KeyRing::load_or_create(&blobs.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap()))
            .module(Arc::new(contracts))
            .module(Arc::new(TicketingModule));
        let app = other.into_iter().fold(app, TestAppBuilder::module).start();
        Self { app, env, db, hs: ids[0], re: ids[1], _blobs: blobs }
    }

    pub fn engineer(&self) -> Actor {
        actor(2).on(self.hs, Role::Engineer).on(self.re, Role::Engineer).done()
    }

    pub fn colleague(&self) -> Actor {
        actor(3).on(self.hs, Role::Engineer).on(self.re, Role::Engineer).done()
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.hs, Role::VendorManager).on(self.re, Role::VendorManager).done()
    }

    pub fn agent(&self) -> Actor {
        actor(5).on(self.hs, Role::HotlineAgent).on(self.re, Role::HotlineAgent).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).on(self.re, Role::ClientOfficial).done()
    }

    /// Belongs to the registration contract only.
    pub fn stranger(&self) -> Actor {
        actor(7).on(self.re, Role::VendorManager).done()
    }

    /// Opens a ticket on the security contract.
    pub async fn open(&self, case: &str) -> Value {
        self.open_as(&self.agent(), self.hs, &new(case)).await.expect(201).json()
    }

    pub async fn open_as(&self, by: &Actor, contract: ContractId, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/contracts/{contract}/tickets")).by(by).json(body).send().await
    }

    /// Does something to a ticket.
    pub async fn act(&self, by: &Actor, ticket: &Value, action: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1/tickets/{}/{action}", id(ticket))).by(by).json(&body).send().await
    }

    /// Does something that names the version it was made from.
    pub async fn act_on(&self, by: &Actor, ticket: &Value, action: &str, body: Value) -> Answer {
        let tag = format!("\"{}\"", ticket["version"]);
        let path = format!("/api/v1/tickets/{}/{action}", id(ticket));
        self.app.post(&path).by(by).header("if-match", &tag).json(&body).send().await
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    /// The ticket as the manager sees it now.
    pub async fn now(&self, ticket: &Value) -> Value {
        self.get(&self.manager(), &format!("/tickets/{}", id(ticket))).await.expect(200).json()
    }

    /// The whole history as `by` sees it.
    pub async fn history(&self, by: &Actor, ticket: &Value) -> Vec<Value> {
        let page = self.get(by, &format!("/tickets/{}/timeline?limit=200", id(ticket))).await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }

    /// Moves the clock and sweeps.
    pub async fn sweep_at(&self, at: &str) {
        self.env.set(at);
        self.sweep().await;
    }

    pub async fn sweep(&self) {
        let by = Actor::system("ticketing.sweep");
        let swept = sweep(&self.db, Desk::of(self.app.app(), &by)).await.unwrap();
        assert_eq!(swept.failed, 0);
    }

    /// The kinds and payloads of the events about a ticket, in order.
    pub async fn events(&self, ticket: &Value) -> Vec<(String, Value)> {
        let id: uuid::Uuid = id(ticket).parse().unwrap();
        let rows: Vec<(String, sqlx::types::Json<Value>)> = self
            .db
            .read()
            .await
            .unwrap()
            .all("SELECT kind, payload FROM event WHERE subject = $1 ORDER BY seq", jianyue_platform::args![id])
            .await
            .unwrap();
        rows.into_iter().map(|(kind, payload)| (kind, payload.0)).collect()
    }
}

/// What a ticket on the security contract is opened with.
pub fn new(case: &str) -> Value {
    json!({
        "kind": "fault", "channel": "phone", "case": case, "work": "apps", "title": "考务系统无法登录",
        "description": "全部考务人员登录时提示证书校验失败", "reporter": { "name": "报修人甲", "unit": "考务处" },
    })
}

/// What a ticket on work 3 of the registration contract is opened with.
pub fn new_re(case: &str, work: &str) -> Value {
    json!({
        "kind": "fault", "channel": "phone", "case": case, "work": work, "title": "登记大厅摄像头黑屏",
        "reporter": { "name": "报修人乙" },
    })
}

pub fn id(ticket: &Value) -> &str {
    ticket["id"].as_str().unwrap()
}

/// The last clock of a kind.
pub fn clock<'a>(ticket: &'a Value, kind: &str) -> &'a Value {
    ticket["clocks"].as_array().unwrap().iter().rev().find(|clock| clock["kind"] == kind).unwrap()
}

/// A time as a test writes it.
pub fn at(time: &str) -> Value {
    json!(jianyue_testkit::env::time(time))
}

/// The kinds of the entries of a history.
pub fn kinds(history: &[Value]) -> Vec<&str> {
    history.iter().map(|entry| entry["kind"].as_str().unwrap()).collect()
}
