//! What the tests of this folder share: three contracts, people, a store of files.

use std::sync::Arc;

use jianyue_contracts::{
    ContractsModule,
    registry::{NewText, Registry},
};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{App, Module, blob::BlobStore, db::Db, duties::Duty};
use jianyue_security::SecurityModule;
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;

const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");
/// A white pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

/// A stage with three contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub hc: ContractId,
    pub hs: ContractId,
    pub re: ContractId,
    _blobs: TempDir,
}

impl Stage {
    /// Monday 3 March 2025, 10:00 in Shanghai.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2025-03-03T10:00:00+08:00");
        let contracts = ContractsModule::new();
        let registry: Registry = contracts.registry().clone();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HC, HS, RE] {
            let new = NewText { text, ..NewText::default() };
            let by = actor(1).everywhere(Role::SystemAdministrator).done();
            ids.push(registry.import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let blobs = tempfile::tempdir().unwrap();
        let app = TestApp::build(db, &env)
            .module(Arc::new(contracts))
            .module(Arc::new(SecurityModule))
            .with(BlobStore::new(blobs.path(), 1 << 20))
            .start();
        Self { app, env, hc: ids[0], hs: ids[1], re: ids[2], _blobs: blobs }
    }

    fn person(&self, n: u128, role: Role) -> Actor {
        actor(n).on(self.hc, role).on(self.hs, role).on(self.re, role).done()
    }

    pub fn manager(&self) -> Actor {
        self.person(4, Role::VendorManager)
    }

    pub fn engineer(&self) -> Actor {
        self.person(5, Role::Engineer)
    }

    pub fn other(&self) -> Actor {
        self.person(7, Role::Engineer)
    }

    pub fn client(&self) -> Actor {
        self.person(6, Role::ClientOfficial)
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.re, Role::Engineer, &["3"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1/{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/{path}")).by(by).json(body).send().await
    }

    pub async fn patch(&self, by: &Actor, path: &str, version: &Value, body: &Value) -> Answer {
        let call = self.app.patch(&format!("/api/v1/{path}")).by(by).header("if-match", &format!("\"{version}\""));
        call.json(body).send().await
    }

    /// A file sent by a form.
    pub async fn send(&self, by: &Actor, path: &str, name: &str, content: &str) -> Answer {
        let body = format!(
            "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n{content}\r\n--X--\r\n"
        );
        let call = self.app.post(&format!("/api/v1/{path}")).by(by);
        call.body("multipart/form-data; boundary=X", body).send().await
    }

    /// A notice of a high vulnerability of HC that came in today.
    pub async fn notice(&self) -> Value {
        let body = json!({
            "source": "regulator", "title": "组件反序列化", "severity": "high", "number": "CVE-2025-0001",
            "host": "10.0.0.8", "port": "8080", "received_on": "2025-03-03",
        });
        let path = format!("contracts/{}/vulnerabilities", self.hc);
        self.post(&self.manager(), &path, &body).await.expect(201).json()
    }

    /// The next step of a vulnerability.
    pub async fn step(&self, by: &Actor, one: &Value, step: &str, body: &Value, status: u16) -> Value {
        let path = format!("vulnerabilities/{}/{step}", one["id"].as_str().unwrap());
        self.post(by, &path, body).await.expect(status).json()
    }

    pub async fn analyse(&self, one: &Value, decision: &str) -> Value {
        let body =
            json!({ "cause": "版本过低", "affected": "对外服务", "decision": decision, "note": "升级到修复版本" });
        self.step(&self.engineer(), one, "analyse", &body, 200).await
    }

    /// The duties that this module tells the ledger of.
    pub async fn duties(&self, contract: ContractId, from: &str, to: &str) -> Vec<Duty> {
        let app: &App = self.app.app();
        let mut tx = app.db().read().await.unwrap();
        let source = SecurityModule.duties().unwrap();
        source.duties(app, &mut tx, contract, from.parse().unwrap(), to.parse().unwrap()).await.unwrap()
    }
}
