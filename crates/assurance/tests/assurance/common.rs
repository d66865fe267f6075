//! What the tests of this folder share: two contracts and people.

use std::sync::Arc;

use chrono::NaiveDate;
use jianyue_assurance::AssuranceModule;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    args,
    blob::BlobStore,
    db::Db,
    periods::{SpecialPeriod, special_periods},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;

const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");

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
    /// Friday 20 September 2024, 10:00 in Shanghai: ten days before the holidays.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2024-09-20T10:00:00+08:00");
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
            .with(BlobStore::new(blobs.path(), 4096))
            .module(Arc::new(contracts))
            .module(Arc::new(AssuranceModule))
            .start();
        Self { app, env, db, hc: ids[0], re: ids[1], _blobs: blobs }
    }

    pub fn engineer(&self) -> Actor {
        actor(2).on(self.hc, Role::Engineer).done()
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.hc, Role::VendorManager).done()
    }

    pub fn official(&self) -> Actor {
        actor(6).on(self.hc, Role::ClientOfficial).done()
    }

    /// Does work 1 only.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.hc, Role::VendorManager, &["1"]).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.re, Role::VendorManager).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn change(&self, by: &Actor, period: &Value, body: Value) -> Answer {
        let path = format!("/api/v1/special-periods/{}", id(period));
        self.app.patch(&path).by(by).header("if-match", &format!("\"{}\"", period["version"])).json(&body).send().await
    }

    pub async fn declare(&self, by: &Actor, body: Value) -> Answer {
        self.post(by, &format!("/contracts/{}/special-periods", self.hc), body).await
    }

    pub async fn confirm(&self, period: &Value) -> Value {
        self.post(&self.official(), &format!("/special-periods/{}/confirm", id(period)), json!({}))
            .await
            .expect(200)
            .json()
    }

    /// Ticks every open item of a phase off.
    pub async fn tick_all(&self, period: &Value, phase: &str) {
        let now = self.get(&self.engineer(), &format!("/special-periods/{}", id(period))).await.expect(200).json();
        for item in now["items"].as_array().unwrap().iter().filter(|item| item["phase"] == phase) {
            let path = format!("/assurance-items/{}/tick", id(item));
            self.post(&self.engineer(), &path, json!({ "done": true, "remark": "正常" })).await.expect(200);
        }
    }

    pub async fn complete(&self, period: &Value, phase: &str) -> Answer {
        let path = format!("/assurance-phases/{}/complete", id(self::phase(period, phase)));
        self.post(&self.engineer(), &path, json!({ "summary": "全部检查完成，运行正常" })).await
    }

    /// What other modules are told of the days around October 2024.
    pub async fn port(&self) -> Vec<SpecialPeriod> {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut tx = self.db.read().await.unwrap();
        special_periods(self.app.app(), &mut tx, self.hc, day("2024-09-01"), day("2024-12-31")).await.unwrap()
    }

    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }
}

/// The holidays of 2024.
pub fn national_day() -> Value {
    json!({
        "title": "国庆节保障", "occasion": "holiday", "reason": "甲方国庆节值守通知（测试）",
        "from": "2024-10-01", "to": "2024-10-07", "freeze": true,
    })
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

pub fn phase<'a>(period: &'a Value, phase: &str) -> &'a Value {
    period["phases"].as_array().unwrap().iter().find(|one| one["phase"] == phase).unwrap()
}
