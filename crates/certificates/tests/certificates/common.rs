//! What the tests of this folder share: a contract with a register and one without, and people.

use std::sync::Arc;

use jianyue_certificates::CertificatesModule;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    args,
    db::Db,
    outgoing::{AllowedTargets, Outgoing},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};

const TEXTS: [&str; 2] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
];

/// A stage with two contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hs: ContractId,
    pub sc: ContractId,
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
            .with(Outgoing::new("127.0.0.1".parse::<AllowedTargets>().unwrap()).unwrap())
            .module(Arc::new(contracts))
            .module(Arc::new(CertificatesModule))
            .start();
        Self { app, env, db, hs: ids[0], sc: ids[1] }
    }

    pub fn engineer(&self) -> Actor {
        actor(3).on(self.hs, Role::Engineer).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).done()
    }

    /// Another official of the same client.
    pub fn second_client(&self) -> Actor {
        actor(7).on(self.hs, Role::ClientOfficial).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.sc, Role::VendorManager).done()
    }

    /// Sees some works only.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.hs, Role::Engineer, &["infra"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    /// Posts with the version that was read.
    pub async fn post_on(&self, by: &Actor, path: &str, version: &Value, body: Value) -> Answer {
        let tag = format!("\"{version}\"");
        self.app.post(&format!("/api/v1{path}")).by(by).header("if-match", &tag).json(&body).send().await
    }

    pub async fn patch(&self, by: &Actor, path: &str, version: &Value, body: Value) -> Answer {
        let tag = format!("\"{version}\"");
        self.app.patch(&format!("/api/v1{path}")).by(by).header("if-match", &tag).json(&body).send().await
    }

    /// Puts a certificate into the register of HS.
    pub async fn add(&self, serial: &str, until: &str) -> Value {
        let body = certificate(serial, until);
        self.post(&self.engineer(), &format!("/contracts/{}/certificates", self.hs), body).await.expect(201).json()
    }

    /// Hands a file in.
    pub async fn hand_in(&self, by: &Actor, path: &str, name: &str, content: &[u8], password: Option<&str>) -> Answer {
        let mut body = Vec::new();
        if let Some(password) = password {
            body.extend(
                format!("--X\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n{password}\r\n").bytes(),
            );
        }
        let head = format!("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--X--\r\n");
        let path = format!("/api/v1/contracts/{}{path}", self.hs);
        self.app.post(&path).by(by).body("multipart/form-data; boundary=X", body).send().await
    }

    /// Certificates of HS as their serial numbers, by a query.
    pub async fn serials(&self, query: &str) -> Vec<String> {
        let path = format!("/certificates?contract={}{query}", self.hs);
        let page = self.get(&self.client(), &path).await.expect(200).json();
        page["items"].as_array().unwrap().iter().map(|one| text(&one["serial"])).collect()
    }

    pub async fn forecast(&self) -> Value {
        self.get(&self.client(), &format!("/contracts/{}/certificates/forecast", self.hs)).await.expect(200).json()
    }

    /// Payloads of the events of a kind, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }
}

/// A certificate as it is sent.
pub fn certificate(serial: &str, until: &str) -> Value {
    json!({
        "holder": format!("持证人 {serial}（演示）"), "unit": "某区考试中心（演示）", "serial": serial, "issuer": "北京 CA",
        "use_for": "登录报名系统", "valid_from": "2025-03-01", "valid_until": until,
    })
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
