//! A host with the five contracts, whose routes are called without a socket.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header},
};
use chrono::TimeDelta;
use jianyue_identity::{
    HashedPassword, NewPerson, PasswordCost, create_person, set_password_without_change, set_roles,
};
use jianyue_kernel::{Actor, ContractId, Grant, PersonId, Role};
use jianyue_platform::{args, config::Settings, contracts::Contracts};
use jianyue_server::{
    demo::contracts::{self, DemoContract},
    host::Host,
};
use jianyue_sla::zone;
use jianyue_testkit::{Answer, Engine, TestDb, TestEnv};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

/// The password of everybody here.
pub const PASSWORD: &str = "Jianyue-test-2026";
/// Stands in the title of every ticket of the contract HS: nobody else may ever read it.
pub const SECRET: &str = "仅限人事考试合同";
/// The cost of a password in tests: the least that argon2 takes.
pub const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1, at_once: 2 };
/// The most bytes of an attachment here.
pub const UPLOAD_LIMIT: u64 = 1 << 20;

/// Runs each test on a host over SQLite and on one over PostgreSQL, as `name::sqlite` and `name::postgres`.
macro_rules! on_both_hosts {
    ($($(#[$meta:meta])* async fn $name:ident($stage:ident: &Stage) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn body($stage: &Stage) $body

            #[test]
            fn sqlite() {
                crate::stage::run(jianyue_testkit::Engine::Sqlite, async |stage| body(stage).await);
            }

            #[test]
            fn postgres() {
                crate::stage::run(jianyue_testkit::Engine::Postgres, async |stage| body(stage).await);
            }
        }
    )*};
}
pub(crate) use on_both_hosts;

/// A host under test.
pub struct Stage {
    pub host: Host,
    pub env: TestEnv,
    pub data: TempDir,
    contracts: Vec<DemoContract>,
    router: Router,
    password: HashedPassword,
    serial: AtomicUsize,
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub id: PersonId,
    pub account: String,
    pub cookies: String,
}

/// Runs `body` on a fresh host over `engine`.
pub fn run(engine: Engine, body: impl AsyncFnOnce(&Stage)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let server = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(TestDb::postgres().await),
        };
        let stage = Stage::open(server.as_ref().map(TestDb::url), TestEnv::new(), Loaded::Extended).await;
        body(&stage).await;
        stage.host.app.db().close().await;
        if let Some(server) = server {
            server.remove().await;
        }
    });
}

/// Which contracts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// The five, in force at the time of the test.
    Extended,
    /// The five, for their printed terms only.
    AsPrinted,
}

impl Stage {
    /// On SQLite, with the clock at `at` (RFC 3339).
    pub async fn at(at: &str, loaded: Loaded) -> Self {
        Self::open(None, TestEnv::at(at), loaded).await
    }

    async fn open(database_url: Option<String>, env: TestEnv, loaded: Loaded) -> Self {
        Self::set(database_url, env, loaded, Settings::default()).await
    }

    /// With the clock at nine on a Monday and further settings.
    pub async fn with(more: Settings) -> Self {
        Self::set(None, TestEnv::new(), Loaded::Extended, more).await
    }

    async fn set(database_url: Option<String>, env: TestEnv, loaded: Loaded, more: Settings) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        let settings = Settings {
            data: data.path().to_owned(),
            database_url,
            database_connections: 4,
            upload_limit: UPLOAD_LIMIT,
            ..more
        };
        let host = Host::with(settings, env.env(), CHEAP).await.expect("a host");
        let contracts = match loaded {
            Loaded::Extended => {
                let today = zone::local_date(env.now());
                contracts::load(&host, today - TimeDelta::days(366), today).await.expect("five contracts")
            }
            Loaded::AsPrinted => import_as_printed(&host).await,
        };
        let password = host.modules.identity.passwords().hash(PASSWORD).await.expect("a hash");
        let router = host.router();
        Self { host, env, data, contracts, router, password, serial: AtomicUsize::new(0) }
    }

    /// The contract whose numbers begin with `prefix`.
    pub fn contract(&self, prefix: &str) -> ContractId {
        self.contracts.iter().find(|contract| contract.prefix == prefix).expect("a contract of the demo").id
    }

    /// A new person with `role`: on the contract `prefix`, or on the whole system for the three administrators.
    pub async fn person(&self, role: Role, prefix: &str) -> Visitor {
        let grant = Grant { contract: self.place(role, prefix), role, works: Vec::new() };
        self.person_with(vec![grant], prefix).await
    }

    /// A new person with `grants`. Their name tells of `mark`.
    pub async fn person_with(&self, grants: Vec<Grant>, mark: &str) -> Visitor {
        let account = format!("tester{}", self.serial.fetch_add(1, Ordering::Relaxed));
        let name = format!("{mark}人员（测试）");
        let new = NewPerson { account: account.clone(), name, locale: "zh-CN".to_owned() };
        let by = Actor::system("测试");
        let env = self.host.app.env();
        let mut tx = self.host.app.db().write().await.unwrap();
        let person = create_person(&mut tx, env, &by, &new, None).await.unwrap();
        set_password_without_change(&mut tx, env, &by, person.id, &self.password).await.unwrap();
        set_roles(&mut tx, env, self.host.app.state::<Contracts>(), &by, (person.id, &grants)).await.unwrap();
        tx.commit().await.unwrap();
        let cookies = self.sign_in(&account).await;
        Visitor { id: person.id, account, cookies }
    }

    /// `visitor`, signed in anew: after the clock went on for longer than a session lasts.
    pub async fn back(&self, visitor: &Visitor) -> Visitor {
        Visitor { cookies: self.sign_in(&visitor.account).await, ..visitor.clone() }
    }

    /// Where `role` is held.
    pub fn place(&self, role: Role, prefix: &str) -> Option<ContractId> {
        let administrator = matches!(role, Role::Auditor | Role::SystemAdministrator | Role::SecurityAdministrator);
        (!administrator).then(|| self.contract(prefix))
    }

    async fn sign_in(&self, account: &str) -> String {
        let body = json!({ "account": account, "password": PASSWORD });
        let answer = self.post("/api/v1/sessions").json(&body).send().await.expect(200);
        cookies(&answer.headers)
    }

    pub fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Ask {
        self.ask(Method::POST, path)
    }

    /// Any request.
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap_or_else(|_| panic!("“{path}” is no path"));
        Ask { router: self.router.clone(), request }
    }

    /// Opens a ticket on `prefix`; its title holds [`SECRET`] on HS.
    pub async fn open_ticket(&self, by: &Visitor, prefix: &str) -> Value {
        let path = format!("/api/v1/contracts/{}/tickets", self.contract(prefix));
        self.post(&path).by(by).json(&new_ticket(prefix)).send().await.expect(201).json()
    }

    /// Does something to a ticket that has to succeed, and gives the ticket afterwards.
    pub async fn act(&self, by: &Visitor, ticket: &Value, action: &str, body: Value) -> Value {
        let path = format!("/api/v1/tickets/{}/{action}", id(ticket));
        self.post(&path).by(by).json(&body).send().await.expect(200).json()
    }

    /// How many rows each table has: what a refused request must not change.
    pub async fn rows(&self) -> Vec<(&'static str, i64)> {
        let mut tx = self.host.app.db().peek().await.unwrap();
        let mut counts = Vec::new();
        for (table, count) in COUNTS {
            let (rows,): (i64,) = tx.one(count, args![]).await.unwrap();
            counts.push((table, rows));
        }
        counts
    }
}

macro_rules! counts {
    ($($table:literal),*) => { [$(($table, concat!("SELECT COUNT(*) FROM ", $table))),*] };
}

/// Every table that a request could leave something in.
const COUNTS: [(&str, &str); 16] = counts!(
    "api_token",
    "audit_entry",
    "contract",
    "contract_version",
    "event",
    "holiday_year",
    "idempotency",
    "invitation",
    "person",
    "person_grant",
    "session",
    "ticket",
    "ticket_attachment",
    "ticket_count",
    "ticket_entry",
    "ticket_number"
);

/// A valid new ticket on a contract of the demo.
pub fn new_ticket(prefix: &str) -> Value {
    let (case, work, title) = match prefix {
        "HS" => ("HS-S2", "apps", format!("{SECRET}：考务系统无法登录")),
        "RE" => ("RE-3", "3", "登记大厅摄像头黑屏".to_owned()),
        other => panic!("no ticket is written for {other}"),
    };
    json!({
        "kind": "fault", "channel": "phone", "case": case, "work": work, "title": title,
        "description": "登录时提示证书校验失败", "reporter": { "name": "报修人（测试）" },
    })
}

pub fn id(value: &Value) -> Uuid {
    value["id"].as_str().expect("an id").parse().expect("an id")
}

/// What a browser would send back.
fn cookies(headers: &HeaderMap) -> String {
    let set = headers.get_all(header::SET_COOKIE).iter();
    set.filter_map(|line| line.to_str().ok()?.split(';').next()).collect::<Vec<_>>().join("; ")
}

async fn import_as_printed(host: &Host) -> Vec<DemoContract> {
    use jianyue_contracts::registry::NewText;
    let by = Actor::system("测试");
    let mut tx = host.app.db().write().await.unwrap();
    let mut loaded = Vec::new();
    for text in contracts::TEXTS {
        let new = NewText { text, ..NewText::default() };
        let imported = host.registry().import(&mut tx, host.app.env(), &by, &new).await.unwrap();
        loaded.push(DemoContract { id: imported.contract, slug: imported.slug, prefix: imported.prefix });
    }
    tx.commit().await.unwrap();
    loaded
}

/// A request that is being put together.
pub struct Ask {
    router: Router,
    request: Request<Body>,
}

impl Ask {
    /// Comes from a browser of `visitor`, in which the application runs.
    pub fn by(self, visitor: &Visitor) -> Self {
        self.cookies(&visitor.cookies).header("x-jianyue", "1")
    }

    /// Comes with cookies only, as another site could make a browser send it.
    pub fn cookies(self, cookies: &str) -> Self {
        self.header("cookie", cookies)
    }

    /// Comes from a program with an API token.
    pub fn token(self, secret: &str) -> Self {
        self.header("authorization", &format!("Bearer {secret}"))
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn body(mut self, media_type: &'static str, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self.header("content-type", media_type)
    }

    /// Sends it and reads the whole answer, but nothing of a stream that does not end.
    pub async fn send(self) -> Answer {
        let response = self.stream().await;
        let (parts, body) = response.into_parts();
        let endless = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if endless { Body::empty() } else { body };
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("the whole answer");
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends it and gives the answer as it comes.
    pub async fn stream(self) -> axum::response::Response {
        match self.router.oneshot(self.request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// That `answer` is a problem document that names what is wrong and what to do.
pub fn expect_problem(answer: &Answer, status: u16, code: &str) -> Value {
    let body = answer.json();
    assert_eq!((answer.status.as_u16(), body["code"].as_str()), (status, Some(code)), "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(body["type"], format!("urn:jianyue:problem:{code}"));
    assert_eq!(body["status"], status);
    for member in ["title", "detail", "request_id"] {
        assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "{member} in {body}");
    }
    body
}
