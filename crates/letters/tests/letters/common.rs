//! What the tests of this folder share: four contracts and people of both sides.

use std::sync::Arc;

use chrono::NaiveDate;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_letters::LettersModule;
use jianyue_platform::{blob::BlobStore, db::Db, duties::Duty, events};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;

const TEXTS: [&str; 4] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
    include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
];
const FILE: &str = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nplain text\r\n--X--\r\n";

/// A stage with four contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hs: ContractId,
    pub hc: ContractId,
    pub sc: ContractId,
    pub re: ContractId,
    _blobs: TempDir,
}

impl Stage {
    /// Wednesday 25 September 2024, 10:00 in Shanghai: before the holidays of October.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2024-09-25T10:00:00+08:00");
        let contracts = ContractsModule::new();
        let by = actor(1).everywhere(Role::SystemAdministrator).done();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let blobs = tempfile::tempdir().unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(BlobStore::new(blobs.path(), 4096))
            .module(Arc::new(contracts))
            .module(Arc::new(LettersModule))
            .start();
        Self { app, env, db, hs: ids[0], hc: ids[1], sc: ids[2], re: ids[3], _blobs: blobs }
    }

    fn on_all(&self, n: u128, role: Role) -> Actor {
        [self.hs, self.hc, self.sc, self.re].into_iter().fold(actor(n), |who, id| who.on(id, role)).done()
    }

    pub fn manager(&self) -> Actor {
        self.on_all(4, Role::VendorManager)
    }

    pub fn official(&self) -> Actor {
        self.on_all(6, Role::ClientOfficial)
    }

    pub fn engineer(&self) -> Actor {
        self.on_all(2, Role::Engineer)
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.re, Role::VendorManager, &["3"]).done()
    }

    /// Has nothing to do with the security contract.
    pub fn stranger(&self) -> Actor {
        actor(7).on(self.re, Role::ClientOfficial).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn send(&self, by: &Actor, contract: ContractId, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/contracts/{contract}/letters")).by(by).json(body).send().await
    }

    /// A letter of a side under a rule.
    pub async fn letter(&self, contract: ContractId, from: &str, rule: &str, more: Value) -> Value {
        let mut body = json!({ "direction": from, "rule": rule, "subject": "园区停电", "text": "详见正文。" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let by = if from == "client" { self.official() } else { self.manager() };
        self.send(&by, contract, &body).await.expect(201).json()
    }

    /// Does something with a letter as it is now.
    pub async fn step(&self, by: &Actor, letter: &Value, body: Value) -> Answer {
        let now = self.now(letter).await;
        let path = format!("/api/v1/letters/{}/steps", text(&now, "id"));
        let tag = format!("\"{}\"", now["version"]);
        self.app.post(&path).by(by).header("if-match", &tag).json(&body).send().await
    }

    /// The letter as the client sees it now.
    pub async fn now(&self, letter: &Value) -> Value {
        self.get(&self.official(), &format!("/letters/{}", text(letter, "id"))).await.expect(200).json()
    }

    pub async fn attach(&self, by: &Actor, letter: &Value, part: &str) -> Answer {
        let path = format!("/api/v1/letters/{}/files?part={part}", text(letter, "id"));
        self.app.post(&path).by(by).body("multipart/form-data; boundary=X", FILE).send().await
    }

    /// Moves the clock and lets time do what it does, twice.
    pub async fn look_at(&self, at: &str) {
        self.env.set(at);
        self.app.run_job("letters.look").await.unwrap();
        self.app.run_job("letters.look").await.unwrap();
    }

    /// What was told under this name, with what.
    pub async fn told(&self, kind: &str) -> Vec<Value> {
        let all = all_events(&self.db).await;
        all.into_iter().filter(|(of, _)| of == kind).map(|(_, told)| told).collect()
    }

    /// What the ledger hears of a contract in a span.
    pub async fn duties(&self, contract: ContractId, from: &str, to: &str) -> Vec<Duty> {
        let source = self.app.app().modules().iter().find_map(|module| module.duties()).unwrap();
        let mut tx = self.db.read().await.unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        source.duties(self.app.app(), &mut tx, contract, day(from), day(to)).await.unwrap()
    }
}

pub fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

async fn all_events(db: &Db) -> Vec<(String, Value)> {
    let mut tx = db.read().await.unwrap();
    let rows: Vec<events::Recorded> = tx
        .all(
            jianyue_platform::Dialect::same(
                "SELECT seq, id, kind, subject, contract_id, payload, recorded_at FROM event ORDER BY seq",
            ),
            vec![],
        )
        .await
        .unwrap();
    rows.into_iter().map(|row| (row.kind.clone(), row.read::<Value>().unwrap())).collect()
}

/// What happened to a letter, in order.
pub fn whats(letter: &Value) -> Vec<String> {
    letter["entries"].as_array().unwrap().iter().map(|entry| text(entry, "what")).collect()
}
