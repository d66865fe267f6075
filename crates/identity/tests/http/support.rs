//! A running identity module and browsers that keep its cookies.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Router, http::Method, routing::get};
use chrono::TimeDelta;
use jianyue_identity::{IdentityConfig, IdentityModule, NewPerson, PasswordCost, SessionLimits};
use jianyue_kernel::{Actor, ContractId, Grant, PersonId, Role};
use jianyue_platform::{
    Db, DbError, Module, Tx,
    contracts::{ContractDirectory, Contracts},
    http::Caller,
    sealed::{Cipher, KeyRing, Sealer},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, contract};
use serde_json::{Value, json};

/// The password of everybody in these tests.
pub const PASSWORD: &str = "Blue-Kettle-42";

pub struct Site {
    pub app: TestApp,
    pub env: TestEnv,
    pub module: Arc<IdentityModule>,
    pub db: Db,
    sealer: Sealer,
}

/// A module with cheap hashing. Each is one process: its memory of sessions is its own.
fn module(sealer: &Sealer) -> Arc<IdentityModule> {
    let config = IdentityConfig {
        jwt_key: [7; 32],
        secure_cookies: true,
        limits: SessionLimits::default(),
        password_cost: PasswordCost { memory_kib: 64, passes: 1, at_once: 4 },
        sealer: sealer.clone(),
        public_url: "https://jianyue.example".to_owned(),
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
    };
    Arc::new(IdentityModule::new(config).unwrap())
}

/// Knows the contracts 1 to 9 of the test kit, each with three works.
struct FewContracts;

#[async_trait]
impl ContractDirectory for FewContracts {
    async fn works(&self, _tx: &mut Tx, id: ContractId) -> Result<Option<Vec<String>>, DbError> {
        let known = (1..=9).any(|n| contract(n) == id);
        Ok(known.then(|| ["1", "2", "3"].map(str::to_owned).into()))
    }
}

fn contracts() -> Contracts {
    Contracts(Arc::new(FewContracts))
}

/// A calendar of another module: says whose it is.
async fn who(by: Caller) -> String {
    by.name.clone()
}

fn start(db: &Db, env: &TestEnv, module: &Arc<IdentityModule>) -> TestApp {
    let modules: Vec<Arc<dyn Module>> = vec![module.clone()];
    let app = TestApp::build(db.clone(), env).with(contracts());
    let app = app.routes(Router::new().route("/api/v1/feeds/{token}/who.ics", get(who).post(who)));
    app.module(module.clone()).authenticator(module.authenticator(&modules)).start()
}

impl Site {
    pub fn new(db: &Db) -> Self {
        let env = TestEnv::new();
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::new(KeyRing::load_or_create(&folder.path().join("keys"), Cipher::Sm4Gcm).unwrap());
        let module = module(&sealer);
        Self { app: start(db, &env, &module), env, module, db: db.clone(), sealer }
    }

    /// A second process on the same database.
    pub fn replica(&self) -> TestApp {
        start(&self.db, &self.env, &module(&self.sealer))
    }

    pub fn wait(&self, time: TimeDelta) {
        self.env.advance(time);
    }

    /// Opens an account with [`PASSWORD`] and these roles.
    pub async fn person(&self, account: &str, grants: &[Grant]) -> PersonId {
        let by = Actor::system("测试");
        let hashed = self.module.passwords().hash(PASSWORD).await.unwrap();
        let new =
            NewPerson {
                account: account.to_owned(), name: format!("{account}（测试）"), locale: "zh-CN".to_owned()
            };
        let mut tx = self.db.write().await.unwrap();
        let person = jianyue_identity::create_person(&mut tx, &self.env, &by, &new, None).await.unwrap();
        jianyue_identity::set_password_without_change(&mut tx, &self.env, &by, person.id, &hashed).await.unwrap();
        jianyue_identity::set_roles(&mut tx, &self.env, &contracts(), &by, (person.id, grants)).await.unwrap();
        tx.commit().await.unwrap();
        person.id
    }

    /// A browser signed in as `account`.
    pub async fn browser(&self, account: &str) -> Browser<'_> {
        let mut browser = Browser::new(&self.app);
        browser.sign_in(account, PASSWORD).await.expect(200);
        browser
    }

    /// How often an action is in the audit trail.
    pub async fn audited(&self, action: &str) -> i64 {
        let mut tx = self.db.peek().await.unwrap();
        let args = jianyue_platform::args![action];
        tx.one::<(i64,)>("SELECT COUNT(*) FROM audit_entry WHERE action = $1", args).await.unwrap().0
    }

    /// Every detail in the audit trail, to look for what must not be there.
    pub async fn audit_details(&self) -> String {
        let mut tx = self.db.peek().await.unwrap();
        let rows = tx.all::<(String,)>("SELECT detail FROM audit_entry", vec![]).await.unwrap();
        rows.into_iter().map(|(detail,)| detail).collect()
    }
}

pub fn on(contract: ContractId, role: Role) -> Grant {
    Grant { contract: Some(contract), role, works: Vec::new() }
}

pub fn everywhere(role: Role) -> Grant {
    Grant { contract: None, role, works: Vec::new() }
}

/// Keeps cookies and sends them where they belong.
#[derive(Clone)]
pub struct Browser<'a> {
    app: &'a TestApp,
    pub access: String,
    pub refresh: String,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, access: String::new(), refresh: String::new() }
    }

    /// The same cookies shown to another process.
    pub fn at<'b>(&self, app: &'b TestApp) -> Browser<'b> {
        Browser { app, access: self.access.clone(), refresh: self.refresh.clone() }
    }

    pub async fn sign_in(&mut self, account: &str, password: &str) -> Answer {
        self.sign_in_with(json!({ "account": account, "password": password })).await
    }

    pub async fn sign_in_with(&mut self, body: Value) -> Answer {
        let answer = self.send(Method::POST, "/sessions", Some(body)).await;
        self.keep(&answer);
        answer
    }

    pub async fn refresh(&mut self) -> Answer {
        let call = self.app.post("/api/v1/sessions/refresh").header("x-jianyue", "1");
        let answer = call.header("cookie", &format!("jy_refresh={}", self.refresh)).send().await;
        self.keep(&answer);
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// A change from the version of somebody that is there now.
    pub async fn patch_person(&self, id: PersonId, body: Value) -> Answer {
        let version = self.get(&format!("/people/{id}")).await.expect(200).json()["version"].clone();
        self.patch_person_from(id, &format!("\"{version}\""), body).await
    }

    pub async fn patch_person_from(&self, id: PersonId, version: &str, body: Value) -> Answer {
        let call = self.app.call(Method::PATCH, &format!("/api/v1/people/{id}")).header("x-jianyue", "1");
        call.header("cookie", &format!("jy_access={}", self.access))
            .header("if-match", version)
            .json(&body)
            .send()
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut call = self.app.call(method, &format!("/api/v1{path}")).header("x-jianyue", "1");
        if !self.access.is_empty() {
            call = call.header("cookie", &format!("other=1; jy_access={}", self.access));
        }
        match body {
            Some(body) => call.json(&body).send().await,
            None => call.send().await,
        }
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.headers.get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap().to_owned();
            match name {
                "jy_access" => self.access = value,
                "jy_refresh" => self.refresh = value,
                other => panic!("nobody knows the cookie {other}"),
            }
        }
    }
}
