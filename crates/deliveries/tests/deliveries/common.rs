//! What the tests of this folder share: the contract about cards and another one, people, and short ways to call.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_deliveries::DeliveriesModule;
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    Module, args,
    blob::BlobStore,
    db::Db,
    duties::Duty,
    sealed::{Cipher, KeyRing, Sealer},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use sm3::Sm3;
use tempfile::TempDir;

const TEXTS: [&str; 2] = [
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
    include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
];

/// A white pixel.
pub const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=";

/// A stage with two contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub sc: ContractId,
    pub re: ContractId,
    _folder: TempDir,
}

/// A courier that reports.
pub struct Courier {
    pub id: String,
    pub secret: String,
}

impl Stage {
    /// Monday 9 March 2026, 09:00 in Shanghai.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2026-03-09T09:00:00+08:00");
        let folder = TempDir::new().unwrap();
        let keys = KeyRing::load_or_create(&folder.path().join("keys.toml"), Cipher::Sm4Gcm).unwrap();
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
            .with(Sealer::new(keys))
            .with(BlobStore::new(folder.path().join("blobs"), 1024 * 1024))
            .module(Arc::new(contracts))
            .module(Arc::new(DeliveriesModule))
            .start();
        Self { app, env, db, sc: ids[0], re: ids[1], _folder: folder }
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.sc, Role::VendorManager).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.sc, Role::ClientOfficial).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.re, Role::VendorManager).done()
    }

    /// Does some works only.
    pub fn member(&self, works: &[&str]) -> Actor {
        actor(9).on_works(self.sc, Role::Engineer, works).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    /// What somebody of the contract reads.
    pub async fn read(&self, path: &str) -> Value {
        self.get(&self.client(), path).await.expect(200).json()
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    pub async fn put(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.put(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    /// A path below the contract.
    pub fn of(&self, path: &str) -> String {
        format!("/contracts/{}{path}", self.sc)
    }

    /// Hands a table in.
    pub async fn upload(&self, by: &Actor, path: &str, table: &str) -> Answer {
        let form = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\n\r\n{table}\r\n--b--\r\n"
        );
        let path = format!("/api/v1{path}");
        self.app.post(&path).by(by).body("multipart/form-data; boundary=b", form).send().await
    }

    /// Takes a table about orders over; what became of each row.
    pub async fn import(&self, kind: &str, table: &str) -> Value {
        let path = self.of(&format!("/delivery-batches?kind={kind}"));
        self.upload(&self.manager(), &path, table).await.expect(200).json()
    }

    /// Orders that were paid on days of March 2026, all at one school.
    pub async fn paid(&self, orders: &[(&str, u32)]) {
        let rows: Vec<_> = orders
            .iter()
            .map(|(number, day)| format!("{number},2026-03-{day:02},20.00,海淀区,第一小学（演示）,王小某\n"))
            .collect();
        let told = self.import("payments", &format!("订单号,缴费时间,费用,区,学校,姓名\n{}", rows.concat())).await;
        assert_eq!(told["added"], orders.len(), "{told}");
    }

    /// The orders of a list.
    pub async fn orders(&self, query: &str) -> Vec<Value> {
        self.read(&self.of(&format!("/deliveries?{query}"))).await["items"].as_array().unwrap().clone()
    }

    pub async fn order(&self, number: &str) -> Value {
        let found = self.orders(&format!("q={number}")).await;
        assert_eq!(found.len(), 1, "{number}");
        self.read(&format!("/deliveries/{}", found[0]["id"].as_str().unwrap())).await
    }

    pub async fn courier(&self) -> Courier {
        let new = json!({ "name": "快递（测试）" });
        let told = self.post(&self.manager(), &self.of("/courier-sources"), new).await.expect(201).json();
        Courier { id: text(&told["id"]), secret: text(&told["secret"]) }
    }

    /// Reports events, signed at `at` (Unix seconds).
    pub async fn report_at(&self, courier: &Courier, events: &Value, at: i64) -> Answer {
        let body = json!({ "events": events }).to_string();
        let mut mac = Hmac::<Sm3>::new_from_slice(courier.secret.as_bytes()).unwrap();
        mac.update(format!("{at}.{body}").as_bytes());
        let signature = hex::encode(mac.finalize().into_bytes());
        self.app
            .post(&format!("/api/v1/deliveries/courier-events/{}", courier.id))
            .header("x-jianyue-timestamp", &at.to_string())
            .header("x-jianyue-signature", &signature)
            .body("application/json", body)
            .send()
            .await
    }

    pub async fn report(&self, courier: &Courier, events: Value) -> Answer {
        self.report_at(courier, &events, self.env.now().timestamp()).await
    }

    /// Payloads of the events of a kind, the first first.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let sql = "SELECT payload FROM event WHERE kind = $1 ORDER BY seq";
        let rows: Vec<(sqlx::types::Json<Value>,)> = tx.all(sql, args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }

    /// What the ledger asks the module.
    pub async fn duties(&self, from: &str, to: &str) -> Vec<Duty> {
        let source = DeliveriesModule.duties().unwrap();
        let mut tx = self.db.read().await.unwrap();
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        source.duties(self.app.app(), &mut tx, self.sc, from, to).await.unwrap()
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
