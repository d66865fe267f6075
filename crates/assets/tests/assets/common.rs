//! What the tests of this folder share: contracts, people, a made-up module of tickets, and short ways to call.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_assets::AssetsModule;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    DbError, Module, Tx, args,
    db::Db,
    events::{self, Event},
    subjects::{Subject, SubjectSource},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

const TEXTS: [&str; 2] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
];

/// The ticket of HS that the made-up module knows.
pub const TICKET: Uuid = Uuid::from_u128(0x7_1c4e7);
/// A ticket of another contract.
pub const FOREIGN: Uuid = Uuid::from_u128(0x7_1c4e8);

/// Tickets, made up.
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
        let contract = match id {
            TICKET => self.0,
            FOREIGN => self.1,
            _ => return Ok(None),
        };
        let words = [("state", "处理中".to_owned())].into();
        Ok(Some(Subject {
            contract: Some(contract),
            number: "HS-2026-000001".to_owned(),
            title: "终端无法开机".to_owned(),
            words,
            ..Subject::default()
        }))
    }
}

/// A stage with two contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hs: ContractId,
    pub re: ContractId,
}

impl Stage {
    /// Monday 2 March 2026, 09:00 in Shanghai.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2026-03-02T09:00:00+08:00");
        let contracts = ContractsModule::new();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        let administrator = actor(1).everywhere(Role::SystemAdministrator).done();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &administrator, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let app = TestApp::build(db.clone(), &env)
            .module(Arc::new(AssetsModule::new("https://jianyue.example/")))
            .module(Arc::new(contracts))
            .module(Arc::new(Tickets(ids[0], ids[1])))
            .start();
        Self { app, env, db, hs: ids[0], re: ids[1] }
    }

    pub fn engineer(&self) -> Actor {
        actor(3).on(self.hs, Role::Engineer).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.re, Role::VendorManager).done()
    }

    /// Sees some works only.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.hs, Role::Engineer, &["infra"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    /// What somebody of HS reads.
    pub async fn read(&self, path: &str) -> Value {
        self.get(&self.client(), path).await.expect(200).json()
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn put(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.put(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn patch(&self, by: &Actor, path: &str, version: &Value, body: Value) -> Answer {
        let tag = format!("\"{version}\"");
        self.app.patch(&format!("/api/v1{path}")).by(by).header("if-match", &tag).json(&body).send().await
    }

    /// A path below HS.
    pub fn of(&self, path: &str) -> String {
        format!("/contracts/{}{path}", self.hs)
    }

    /// What an engineer adds below HS.
    pub async fn add(&self, path: &str, body: Value) -> Value {
        self.post(&self.engineer(), &self.of(path), body).await.expect(201).json()
    }

    pub async fn class(&self, code: &str, name: &str, parent: Option<&Value>) -> Value {
        let parent = parent.map(|parent| parent["id"].clone());
        self.add("/asset-classes", json!({ "code": code, "name": name, "parent_id": parent })).await
    }

    /// An asset of a class.
    pub async fn asset(&self, class: &Value, more: Value) -> Value {
        let mut body = json!({ "class_id": class["id"], "name": "台式终端（演示）" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.add("/assets", body).await
    }

    /// A spare with a stock and a minimum.
    pub async fn spare(&self, name: &str, stock: i64, minimum: i64) -> Value {
        self.add("/spares", json!({ "name": name, "stock": stock, "minimum": minimum })).await
    }

    /// Moves a spare.
    pub async fn move_spare(&self, spare: &Value, kind: &str, quantity: i64) -> Answer {
        let path = format!("/spares/{}/movements", text(&spare["id"]));
        self.post(&self.engineer(), &path, json!({ "kind": kind, "quantity": quantity, "reason": "测试" })).await
    }

    pub async fn stock(&self, spare: &Value) -> i64 {
        self.read(&format!("/spares/{}", text(&spare["id"]))).await["stock"].as_i64().unwrap()
    }

    /// Hands a file in.
    pub async fn hand_in(&self, by: &Actor, path: &str, name: &str, content: &[u8]) -> Answer {
        let head = format!("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let mut body = head.into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--X--\r\n");
        let path = format!("/api/v1{}", self.of(path));
        self.app.post(&path).by(by).body("multipart/form-data; boundary=X", body).send().await
    }

    /// Codes of a list of HS.
    pub async fn codes(&self, by: &Actor, list: &str, query: &str) -> Vec<String> {
        let path = format!("/{list}?contract={}{query}", self.hs);
        let page = self.get(by, &path).await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|one| text(&one["code"])).collect()
    }

    /// Kinds and texts of an asset's file, the newest first.
    pub async fn file(&self, asset: &Value) -> Vec<(String, String)> {
        let file = self.read(&format!("/assets/{}/file", text(&asset["id"]))).await;
        let entries = file["entries"].as_array().unwrap().iter();
        entries.map(|entry| (text(&entry["kind"]), text(&entry["text"]))).collect()
    }

    /// Payloads of the events of a kind, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }

    /// Another module tells of something, and it is delivered.
    pub async fn tell<E: Event>(&self, event: &E) {
        let mut tx = self.db.write().await.unwrap();
        events::record(&mut tx, &self.env, event).await.unwrap();
        tx.commit().await.unwrap();
        self.app.deliver_events().await;
    }
}

/// An event of another module: its payload, subject and contract.
macro_rules! told {
    ($name:ident, $kind:literal) => {
        /// As another module tells of it.
        #[derive(Serialize)]
        #[serde(transparent)]
        pub struct $name(pub Value);

        impl Event for $name {
            const KIND: &'static str = $kind;

            fn subject(&self) -> Uuid {
                TICKET
            }

            fn contract(&self) -> Option<ContractId> {
                self.0["contract_id"].as_str().map(|id| ContractId(id.parse().unwrap()))
            }
        }
    };
}
told!(SheetWritten, "ticketing.service_sheet_written");
told!(TicketChanged, "ticketing.ticket_changed");
told!(RoundFound, "inspection.deviation_found");
told!(Ticketed, "ticketing.deviation_ticketed");

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
