//! What the tests of this folder share: contracts, people, and a SQLite file to be read.

use std::{path::PathBuf, sync::Arc};

use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_inventory::{InventoryModule, reader};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    args,
    db::Db,
    sealed::{Cipher, KeyRing, Sealer},
};
use jianyue_reach::Guard;
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use tempfile::TempDir;

const TEXTS: [&str; 2] = [
    include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
];

/// What the file is made of at first.
const SHOP: &str = "CREATE TABLE unit (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
    CREATE TABLE credit (id INTEGER PRIMARY KEY, unit_id INTEGER NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
        score INTEGER DEFAULT 0, note TEXT);
    CREATE INDEX credit_unit ON credit (unit_id);
    CREATE VIEW good AS SELECT unit_id FROM credit WHERE score > 90;
    INSERT INTO unit (code) VALUES ('a'), ('b'), ('c'); INSERT INTO credit (unit_id, score) VALUES (1, 95);";

/// A stage with two contracts and a folder of databases.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub hc: ContractId,
    pub sc: ContractId,
    folder: TempDir,
}

pub fn module(folders: Vec<PathBuf>) -> InventoryModule {
    InventoryModule::new(Guard::new("127.0.0.1, localhost".parse().unwrap()).with_folders(folders))
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
        let folder = tempfile::tempdir().unwrap();
        let keys = KeyRing::load_or_create(&folder.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(Sealer::new(keys))
            .module(Arc::new(contracts))
            .module(Arc::new(module(vec![folder.path().to_owned()])))
            .start();
        let stage = Self { app, env, db, hc: ids[0], sc: ids[1], folder };
        stage.alter(SHOP).await;
        stage
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.hc, Role::VendorManager).named("赵经理").done()
    }

    pub fn engineer(&self) -> Actor {
        actor(5).on(self.hc, Role::Engineer).named("王工").done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hc, Role::ClientOfficial).done()
    }

    pub fn auditor() -> Actor {
        actor(7).everywhere(Role::Auditor).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.sc, Role::VendorManager).done()
    }

    /// Sees some works only.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.hc, Role::Engineer, &["1"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn put(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.put(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn patch(&self, by: &Actor, source: &Value, body: Value) -> Answer {
        let (path, tag) = (format!("/api/v1/data-sources/{}", id(source)), format!("\"{}\"", source["version"]));
        self.app.patch(&path).by(by).header("if-match", &tag).json(&body).send().await
    }

    pub async fn remove(&self, by: &Actor, source: &Value) -> Answer {
        self.app.delete(&format!("/api/v1/data-sources/{}", id(source))).by(by).send().await
    }

    /// Registers a source of HC.
    pub async fn add(&self, by: &Actor, body: Value) -> Answer {
        self.post(by, &format!("/contracts/{}/data-sources", self.hc), body).await
    }

    pub fn file(&self) -> String {
        self.folder.path().join("shop.db").display().to_string()
    }

    /// The file of the folder as a source.
    pub fn shop(&self) -> Value {
        json!({ "title": "信用平台业务库", "work": "1", "engine": "sqlite", "target": { "path": self.file() } })
    }

    /// Has SQL run in the file.
    pub async fn alter(&self, sql: &str) {
        let made = sqlx::sqlite::SqliteConnectOptions::new().filename(self.file()).create_if_missing(true);
        let mut connection = sqlx::ConnectOptions::connect(&made).await.unwrap();
        sqlx::Executor::execute(&mut connection, sqlx::AssertSqlSafe(sql.to_owned())).await.unwrap();
        sqlx::Connection::close(connection).await.unwrap();
    }

    /// Reads what is due.
    pub async fn round(&self) -> usize {
        reader::round(self.app.app()).await.unwrap()
    }

    /// Has a source read, and gives it as it is then.
    pub async fn read(&self, source: &Value) -> Value {
        let asked = self.post(&self.engineer(), &format!("/data-sources/{}/read", id(source)), json!({})).await;
        assert_eq!(asked.expect(202).json()["reading"], true);
        assert_eq!(self.round().await, 1);
        self.source(source).await
    }

    pub async fn source(&self, source: &Value) -> Value {
        self.get(&self.client(), &format!("/data-sources/{}", id(source))).await.expect(200).json()
    }

    /// Payloads of the events of a kind, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }
}

pub fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// A member of each, in order.
pub fn each(list: &Value, member: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[member].as_str().unwrap_or("-").to_owned()).collect()
}
