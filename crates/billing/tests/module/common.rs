//! What the tests of this folder share: three contracts and people.

use std::sync::Arc;

use jianyue_billing::BillingModule;
use jianyue_contracts::{
    ContractsModule,
    registry::{NewText, Registry},
};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::Value;

const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");

/// A stage with three contracts.
pub struct Stage {
    pub app: TestApp,
    pub hs: ContractId,
    pub hc: ContractId,
    pub re: ContractId,
}

impl Stage {
    /// Monday, 30 September 2024: inside the terms of two of them.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2024-09-30T10:00:00+08:00");
        let contracts = ContractsModule::new();
        let registry: Registry = contracts.registry().clone();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HS, HC, RE] {
            let new = NewText { text, ..NewText::default() };
            let by = actor(1).everywhere(Role::SystemAdministrator).done();
            ids.push(registry.import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let app = TestApp::build(db, &env).module(Arc::new(contracts)).module(Arc::new(BillingModule)).start();
        Self { app, hs: ids[0], hc: ids[1], re: ids[2] }
    }

    fn all(&self, seed: u128, role: Role) -> Actor {
        [self.hs, self.hc, self.re].into_iter().fold(actor(seed), |one, contract| one.on(contract, role)).done()
    }

    pub fn manager(&self) -> Actor {
        self.all(4, Role::VendorManager)
    }

    pub fn client(&self) -> Actor {
        self.all(6, Role::ClientOfficial)
    }

    pub fn finance(&self) -> Actor {
        self.all(7, Role::Finance)
    }

    /// Manages work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.re, Role::VendorManager, &["3"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1/{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/{path}")).by(by).json(body).send().await
    }

    pub async fn tell(&self, by: &Actor, contract: ContractId, body: &Value) -> Answer {
        self.post(by, &format!("contracts/{contract}/billing-entries"), body).await
    }

    /// The account of the platform contract on a day.
    pub async fn account(&self, at: &str) -> Value {
        self.get(&self.client(), &format!("contracts/{}/account?at={at}", self.hc)).await.expect(200).json()["account"]
            .clone()
    }
}
