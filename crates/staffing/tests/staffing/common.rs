//! What the tests of this folder share: three contracts, people, staff.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, PersonId, Role};
use jianyue_platform::{
    Module, args,
    blob::BlobStore,
    db::{Db, DbError, Tx},
    duties::Duty,
    people::{People, PeopleDirectory, PersonOnContract},
};
use jianyue_staffing::StaffingModule;
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;

const TEXTS: [&str; 3] = [
    include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
    include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
    include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
];
/// A white pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

/// A stage with three contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hc: ContractId,
    pub re: ContractId,
    pub ex: ContractId,
    _blobs: TempDir,
}

/// Knows persons 2 to 5 as engineers everywhere.
struct Team;

#[async_trait]
impl PeopleDirectory for Team {
    async fn person(&self, _: &mut Tx, id: PersonId, _: ContractId) -> Result<Option<PersonOnContract>, DbError> {
        let number = (2..6).find(|n| actor(*n).done().person == id);
        Ok(number.map(|n| PersonOnContract { id, name: actor(n).done().name, roles: vec![Role::Engineer] }))
    }
}

impl Stage {
    /// Tuesday 5 November 2024, 08:30 in Shanghai: before the hours on site of a day on which work 4 of RE is on site.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2024-11-05T08:30:00+08:00");
        let contracts = ContractsModule::new();
        let registry = contracts.registry().clone();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            let by = actor(1).everywhere(Role::SystemAdministrator).done();
            ids.push(registry.import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let blobs = tempfile::tempdir().unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(People(Arc::new(Team)))
            .with(BlobStore::new(blobs.path(), 1 << 20))
            .module(Arc::new(contracts))
            .module(Arc::new(StaffingModule))
            .start();
        Self { app, env, db, hc: ids[0], re: ids[1], ex: ids[2], _blobs: blobs }
    }

    pub fn manager(&self) -> Actor {
        self.everywhere(4, Role::VendorManager)
    }

    pub fn engineer(&self) -> Actor {
        self.everywhere(2, Role::Engineer)
    }

    pub fn client(&self) -> Actor {
        self.everywhere(6, Role::ClientOfficial)
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.re, Role::Engineer, &["3"]).done()
    }

    fn everywhere(&self, n: u128, role: Role) -> Actor {
        actor(n).on(self.hc, role).on(self.re, role).on(self.ex, role).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Value {
        self.app.get(&format!("/api/v1/{path}")).by(by).send().await.expect(200).json()
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1/{path}")).by(by).json(&body).send().await
    }

    /// Puts somebody on the list of staff; their id.
    pub async fn hire(&self, on: ContractId, name: &str, account: Option<u128>) -> String {
        let account = account.map(|n| actor(n).done().person.0);
        let body = json!({ "name": name, "person_id": account });
        let one = self.post(&self.manager(), &format!("contracts/{on}/staff"), body).await.expect(201).json();
        one["id"].as_str().unwrap().to_owned()
    }

    /// Puts somebody into a position; the board as it is then.
    pub async fn assign(&self, on: ContractId, position: &str, staff: &str, from: &str) -> Value {
        let body = json!({ "position": position, "staff_id": staff, "from_on": from });
        self.post(&self.manager(), &format!("contracts/{on}/staff-assignments"), body).await.expect(201).json()
    }

    /// What the ledger lists under a day of a span.
    pub async fn duties(&self, on: ContractId, from: &str, to: &str) -> Vec<Duty> {
        let (from, to): (NaiveDate, NaiveDate) = (from.parse().unwrap(), to.parse().unwrap());
        let mut tx = self.db.read().await.unwrap();
        StaffingModule.duties().unwrap().duties(self.app.app(), &mut tx, on, from, to).await.unwrap()
    }

    /// The events of a kind that were recorded.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }
}

/// The position of a board.
pub fn position<'a>(board: &'a Value, rule: &str) -> &'a Value {
    board["positions"].as_array().unwrap().iter().find(|one| one["rule"] == rule).unwrap()
}
