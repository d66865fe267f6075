//! What the tests of this folder share: two contracts, people, a probe.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use jianyue_contracts::{
    ContractsModule,
    registry::{NewText, Registry},
};
use jianyue_inspection::InspectionModule;
use jianyue_kernel::{Actor, ContractId, PersonId, Role};
use jianyue_platform::{
    Module, args,
    blob::BlobStore,
    db::{Db, DbError, Tx},
    events::{self, Event},
    people::{People, PeopleDirectory, PersonOnContract},
    readings::{Reading, ReadingSource},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

pub const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");
/// A white pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";
/// A probe that has read 42.
pub const PROBE: Uuid = Uuid::from_u128(42);
/// A probe of what is down until somebody mends it.
pub const BROKEN: Uuid = Uuid::from_u128(43);
/// A probe that has not looked for a week.
pub const SILENT: Uuid = Uuid::from_u128(44);

/// A stage with two contracts that are planned.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub registry: Registry,
    pub hs: ContractId,
    pub re: ContractId,
    /// Whether what is down was mended.
    pub mended: Arc<AtomicBool>,
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

/// Stands for the module that runs probes.
#[derive(Clone)]
struct Probes(Arc<AtomicBool>);

impl Module for Probes {
    fn name(&self) -> &'static str {
        "probes"
    }

    fn readings(&self) -> Option<Arc<dyn ReadingSource>> {
        Some(Arc::new(self.clone()))
    }
}

#[async_trait]
impl ReadingSource for Probes {
    async fn reading(&self, _: &mut Tx, _: ContractId, probe: Uuid) -> Result<Option<Reading>, DbError> {
        let time = jianyue_testkit::env::time;
        let read = |value: Option<f64>, ok, at, text: &str| Some(Reading { value, ok, at, text: text.to_owned() });
        let lately = time("2021-12-13T08:00:00+08:00");
        Ok(match probe {
            PROBE => read(Some(42.0), true, lately, "42 毫秒"),
            BROKEN if self.0.load(Ordering::SeqCst) => read(Some(1.0), true, lately, "1 毫秒"),
            BROKEN => read(None, false, lately, "连接被拒绝"),
            SILENT => read(Some(1.0), true, time("2021-12-01T08:00:00+08:00"), "1 毫秒"),
            _ => None,
        })
    }
}

impl Stage {
    /// Monday 6 December 2021, 10:00 in Shanghai: inside the term of the security contract.
    pub async fn new(db: Db) -> Self {
        Self::at(db, "2021-12-06T10:00:00+08:00").await
    }

    pub async fn at(db: Db, at: &str) -> Self {
        let env = TestEnv::at(at);
        let contracts = ContractsModule::new();
        let registry = contracts.registry().clone();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HS, RE] {
            let new = NewText { text, ..NewText::default() };
            ids.push(registry.import(&mut tx, &env, &administrator(), &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let blobs = tempfile::tempdir().unwrap();
        let mended = Arc::new(AtomicBool::new(false));
        let app = TestApp::build(db.clone(), &env)
            .with(People(Arc::new(Team)))
            .with(BlobStore::new(blobs.path(), 1 << 20))
            .module(Arc::new(contracts))
            .module(Arc::new(Probes(mended.clone())))
            .module(Arc::new(InspectionModule))
            .start();
        let stage = Self { app, env, db, registry, hs: ids[0], re: ids[1], mended, _blobs: blobs };
        assert_eq!(stage.app.deliver_events().await.failed, 0);
        stage
    }

    pub fn engineer(&self) -> Actor {
        actor(2).on(self.hs, Role::Engineer).on(self.re, Role::Engineer).done()
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.hs, Role::VendorManager).on(self.re, Role::VendorManager).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).on(self.re, Role::ClientOfficial).done()
    }

    /// Belongs to the registration contract only.
    pub fn stranger(&self) -> Actor {
        actor(7).on(self.re, Role::VendorManager).done()
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.re, Role::Engineer, &["3"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    /// What is planned, as `by` sees it, with a query.
    pub async fn list(&self, by: &Actor, query: &str) -> Vec<Value> {
        let page = self.get(by, &format!("/occurrences?limit=200&{query}")).await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }

    /// The first occurrence of a rule of the security contract.
    pub async fn first(&self, rule: &str) -> Value {
        self.list(&self.manager(), &format!("contract={}&rule={rule}", self.hs)).await[0].clone()
    }

    pub async fn now(&self, occurrence: &Value) -> Value {
        self.get(&self.manager(), &format!("/occurrences/{}", id(occurrence))).await.expect(200).json()
    }

    pub async fn start(&self, occurrence: &Value) -> Value {
        self.post(&self.engineer(), &format!("/occurrences/{}/run", id(occurrence)), json!({})).await.expect(200).json()
    }

    pub async fn answer(&self, run: &Value, answers: Value) -> Answer {
        let path = format!("/api/v1/runs/{}/answers", id(run));
        self.app.put(&path).by(&self.engineer()).json(&json!({ "answers": answers })).send().await
    }

    /// Answers everything that is asked for as it should be, and signs.
    pub async fn fill(&self, run: &Value) {
        let mut answers = json!({});
        for item in run["checklist"]["items"].as_array().unwrap().iter().filter(|item| item["required"] == true) {
            let value = match item["kind"].as_str().unwrap() {
                "yes_no" => json!(true),
                "choice" => item["choices"][0].clone(),
                "reading" => item["low"].clone(),
                _ => json!("正常"),
            };
            let repeat = item["repeat"].as_u64();
            let value = repeat.map_or(value.clone(), |n| json!(vec![value; usize::try_from(n).unwrap()]));
            answers[item["key"].as_str().unwrap()] = json!({ "value": value });
        }
        self.answer(run, answers).await.expect(200);
        self.sign(run, "engineer").await;
    }

    pub async fn sign(&self, run: &Value, who: &str) {
        let body = json!({ "who": who, "name": "签字人", "image": PIXEL });
        self.post(&self.engineer(), &format!("/runs/{}/sign", id(run)), body).await.expect(200);
    }

    pub async fn close(&self, run: &Value) -> Answer {
        self.app.post(&format!("/api/v1/runs/{}/close", id(run))).by(&self.engineer()).send().await
    }

    /// Makes an occurrence as it should be.
    pub async fn make(&self, occurrence: &Value) -> Value {
        let run = self.start(occurrence).await;
        self.fill(&run).await;
        self.close(&run).await.expect(200).json()
    }

    /// The counts of a rule of the security contract in a span.
    pub async fn counts(&self, rule: &str, from: &str, to: &str) -> Value {
        let path = format!("/contracts/{}/occurrences/counts?from={from}&to={to}", self.hs);
        let told = self.get(&self.client(), &path).await.expect(200).json();
        told["rules"].as_array().unwrap().iter().find(|of| of["rule"] == rule).cloned().unwrap_or(Value::Null)
    }

    /// Events of a kind that were recorded, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }

    /// Lets another module tell something, and everybody hear it.
    pub async fn tell<E: Event>(&self, told: &E) {
        let mut tx = self.db.write().await.unwrap();
        events::record(&mut tx, &self.env, told).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(self.app.deliver_events().await.failed, 0);
    }

    /// Writes the checklist of a rule of the security contract.
    pub async fn write_checklist(&self, rule: &str, body: &Value) -> Answer {
        let all = self.get(&self.manager(), &format!("/contracts/{}/checklists", self.hs)).await.expect(200).json();
        let old = all["items"].as_array().unwrap().iter().find(|one| one["rule"] == rule).unwrap().clone();
        let tag = format!("\"{}\"", old["version"]);
        let call = self.app.put(&format!("/api/v1/checklists/{}", id(&old))).by(&self.manager());
        call.header("if-match", &tag).json(body).send().await
    }

    /// Publishes another text of the security contract.
    pub async fn amend(&self, text: &str, effective_on: &str) {
        let mut tx = self.db.write().await.unwrap();
        let new = NewText { text, effective_on: Some(effective_on.parse().unwrap()), ..NewText::default() };
        self.registry.import(&mut tx, &self.env, &administrator(), &new).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(self.app.deliver_events().await.failed, 0);
    }
}

pub fn administrator() -> Actor {
    actor(1).everywhere(Role::SystemAdministrator).done()
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// What the module of backups tells.
#[derive(serde::Serialize)]
pub struct Proved(pub Value);

impl Event for Proved {
    const KIND: &'static str = "backups.duty_proved";

    fn subject(&self) -> Uuid {
        self.0["record"]["id"].as_str().unwrap().parse().unwrap()
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

/// What the module of tickets tells.
#[derive(serde::Serialize)]
pub struct Ticketed {
    pub key: String,
    pub contract_id: Uuid,
    pub ticket_id: Uuid,
    pub number: &'static str,
}

impl Event for Ticketed {
    const KIND: &'static str = "ticketing.deviation_ticketed";

    fn subject(&self) -> Uuid {
        self.ticket_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(self.contract_id.into())
    }
}
