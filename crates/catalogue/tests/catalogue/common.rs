//! What the tests of this folder share: two contracts, their people, and short ways to call.

use std::sync::Arc;

use chrono::NaiveDate;
use jianyue_catalogue::CatalogueModule;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{Module, args, blob::BlobStore, db::Db, duties::Duty};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;

const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");
/// A white pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

/// A stage with two contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hc: ContractId,
    pub re: ContractId,
    _blobs: TempDir,
}

impl Stage {
    /// Monday 2 September 2024, 09:00 in Shanghai: inside the terms of both.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2024-09-02T09:00:00+08:00");
        let contracts = ContractsModule::new();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HC, RE] {
            let new = NewText { text, ..NewText::default() };
            let by = actor(1).everywhere(Role::SystemAdministrator).done();
            ids.push(contracts.registry().import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let blobs = tempfile::tempdir().unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(BlobStore::new(blobs.path(), 1 << 20))
            .module(Arc::new(contracts))
            .module(Arc::new(CatalogueModule))
            .start();
        Self { app, env, db, hc: ids[0], re: ids[1], _blobs: blobs }
    }

    fn on(&self, n: u128, role: Role) -> Actor {
        actor(n).on(self.hc, role).on(self.re, role).done()
    }

    pub fn client(&self) -> Actor {
        self.on(6, Role::ClientOfficial)
    }

    /// Another one of the client's office.
    pub fn chief(&self) -> Actor {
        self.on(7, Role::ClientOfficial)
    }

    pub fn engineer(&self) -> Actor {
        self.on(2, Role::Engineer)
    }

    pub fn second(&self) -> Actor {
        self.on(3, Role::Engineer)
    }

    pub fn manager(&self) -> Actor {
        self.on(4, Role::VendorManager)
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(8).on_works(self.re, Role::Engineer, &["3"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    /// Begins a request.
    pub async fn ask(&self, by: &Actor, contract: ContractId, body: Value) -> Value {
        self.post(by, &format!("/contracts/{contract}/service-requests"), body).await.expect(201).json()
    }

    /// A complete data export but for its paper.
    pub async fn export(&self, by: &Actor) -> Value {
        let answers = json!({
            "unit": "信用科（测试）", "range": "2024 年企业名单", "columns": "名称、编号", "format": "Excel",
            "personal": false, "purpose": "季度通报",
        });
        let body = json!({ "form": "HC-P1.export", "title": "企业名单", "work": "1", "answers": answers });
        self.ask(by, self.hc, body).await
    }

    /// A requirement change under the limit.
    pub async fn change(&self, by: &Actor, title: &str) -> Value {
        let answers = json!({ "background": "现状", "wanted": "改法", "priority": "改进体验" });
        let body = json!({ "form": "RE-O1.1.changes", "title": title, "answers": answers });
        self.ask(by, self.re, body).await
    }

    /// Does a step to a request.
    pub async fn step(&self, by: &Actor, request: &Value, step: &str, body: Value) -> Answer {
        let path = format!("/api/v1/service-requests/{}/{step}", request["id"].as_str().unwrap());
        self.app.post(&path).by(by).header("if-match", &format!("\"{}\"", request["version"])).json(&body).send().await
    }

    /// The same, which goes well.
    pub async fn done(&self, by: &Actor, request: &Value, step: &str, body: Value) -> Value {
        self.step(by, request, step, body).await.expect(200).json()
    }

    /// Attaches a small file.
    pub async fn file(&self, by: &Actor, request: &Value, part: &str) -> Answer {
        let form = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nplain text\r\n--X--\r\n";
        let path = format!("/api/v1/service-requests/{}/files?part={part}", request["id"].as_str().unwrap());
        self.app.post(&path).by(by).body("multipart/form-data; boundary=X", form).send().await
    }

    /// What the ledger hears of a contract over some years.
    pub async fn duties(&self, contract: ContractId) -> Vec<Duty> {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut tx = self.db.read().await.unwrap();
        let source = CatalogueModule.duties().unwrap();
        source.duties(self.app.app(), &mut tx, contract, day("2024-01-01"), day("2025-12-31")).await.unwrap()
    }

    /// What was told of a kind.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let statement = "SELECT CAST(payload AS TEXT) FROM event WHERE kind = $1 ORDER BY seq";
        let rows: Vec<(String,)> = self.db.peek().await.unwrap().all(statement, args![kind]).await.unwrap();
        rows.into_iter().map(|(text,)| serde_json::from_str(&text).unwrap()).collect()
    }
}
