//! What the tests of this folder share: a module that has tickets, people, and a server that takes messages.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, PersonId, Role};
use jianyue_notify::{
    NotifyConfig, NotifyModule,
    channels::{email::Mailer, push::Vapid},
    model::{Message, Rules},
    store::outbox::{Wanted, message_list},
};
use jianyue_platform::{
    Module,
    db::{Db, DbError, Tx},
    events::{self, Event},
    outgoing::Outgoing,
    people::{Contact, People, PeopleDirectory, PersonOnContract, TeamMember},
    sealed::{Cipher, KeyRing, Sealer},
    subjects::{Subject, SubjectSource},
};
use jianyue_testkit::{TestApp, TestEnv, actor, contract};
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::sink::Sink;

/// A stage with one contract on which things happen.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub sink: Sink,
    pub tickets: Tickets,
    pub team: Team,
    folder: Arc<TempDir>,
}

/// How a stage is set up.
#[derive(Default)]
pub struct Setting {
    pub at: Option<&'static str>,
    pub mailer: Option<Mailer>,
}

/// The contract under test.
pub fn here() -> ContractId {
    contract(1)
}

pub fn manager() -> Actor {
    actor(1).on(here(), Role::VendorManager).done()
}

pub fn engineer() -> Actor {
    actor(2).on(here(), Role::Engineer).done()
}

pub fn official() -> Actor {
    actor(3).on(here(), Role::ClientOfficial).done()
}

pub fn sysadmin() -> Actor {
    actor(8).everywhere(Role::SystemAdministrator).done()
}

/// Manages another contract.
pub fn stranger() -> Actor {
    actor(9).on(contract(2), Role::VendorManager).done()
}

/// Tickets by id.
#[derive(Clone, Default)]
pub struct Tickets(Arc<Mutex<HashMap<Uuid, Subject>>>);

#[async_trait]
impl SubjectSource for Tickets {
    async fn subject(&self, _: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        Ok(self.0.lock().unwrap().get(&id).cloned())
    }
}

/// Stands for a module of this name.
struct Records(&'static str, Tickets);

/// Modules that others tell of; they all have the same records.
const OTHERS: [&str; 7] = ["ticketing", "hotline", "inspection", "certificates", "backups", "knowledge", "probing"];

impl Module for Records {
    fn name(&self) -> &'static str {
        self.0
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(self.1.clone()))
    }
}

/// Who works on the contract. Everybody can be reached by everything.
#[derive(Clone, Default)]
pub struct Team(pub Arc<Mutex<Vec<TeamMember>>>);

#[async_trait]
impl PeopleDirectory for Team {
    async fn person(&self, _: &mut Tx, _: PersonId, _: ContractId) -> Result<Option<PersonOnContract>, DbError> {
        Ok(None)
    }

    async fn team(&self, _: &mut Tx, contract: ContractId) -> Result<Vec<TeamMember>, DbError> {
        Ok(if contract == here() { self.0.lock().unwrap().clone() } else { Vec::new() })
    }

    async fn contacts(&self, _: &mut Tx, people: &[PersonId]) -> Result<Vec<Contact>, DbError> {
        let contact = |person: &PersonId| Contact {
            name: "某人（测试）".to_owned(),
            phone: Some(format!("138{:08}", person.0.as_u128() % 100_000_000)),
            email: Some(format!("p{}@example.invalid", person.0.as_u128() % 1000)),
        };
        Ok(people.iter().map(contact).collect())
    }
}

impl Team {
    pub fn add(&self, who: &Actor, role: Role, works: &[&str]) {
        let works = works.iter().map(ToString::to_string).collect();
        self.0.lock().unwrap().push(TeamMember { id: who.person, name: who.name.clone(), role, works });
    }
}

/// A promise was missed.
#[derive(Serialize)]
pub struct Breached {
    pub ticket_id: Uuid,
    pub clock: &'static str,
    pub at: DateTime<Utc>,
}

impl Event for Breached {
    const KIND: &'static str = "ticketing.clock_breached";

    fn subject(&self) -> Uuid {
        self.ticket_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(here())
    }
}

/// Somebody did something.
#[derive(Serialize)]
pub struct Changed {
    pub ticket_id: Uuid,
    pub what: &'static str,
    pub by: Uuid,
}

impl Event for Changed {
    const KIND: &'static str = "ticketing.ticket_changed";

    fn subject(&self) -> Uuid {
        self.ticket_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(here())
    }
}

impl Stage {
    pub async fn new(db: Db) -> Self {
        Self::with(db, Setting::default()).await
    }

    pub async fn with(db: Db, setting: Setting) -> Self {
        let env = TestEnv::at(setting.at.unwrap_or("2026-03-02T10:00:00+08:00"));
        let (tickets, team) = (Tickets::default(), Team::default());
        team.add(&manager(), Role::VendorManager, &[]);
        team.add(&engineer(), Role::Engineer, &[]);
        team.add(&official(), Role::ClientOfficial, &[]);
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let app = app(&db, &env, &tickets, &team, &folder, setting.mailer);
        Self { app, env, db, sink: Sink::open().await, tickets, team, folder }
    }

    /// The same as after a restart of the process.
    pub fn restart(&mut self) {
        self.app = app(&self.db, &self.env, &self.tickets, &self.team, &self.folder, None);
    }

    /// Another replica beside it.
    pub fn twin(&self) -> TestApp {
        app(&self.db, &self.env, &self.tickets, &self.team, &self.folder, None)
    }

    /// A ticket of a severity.
    pub fn ticket(&self, level: i64) -> Uuid {
        let id = self.env.id();
        let subject = Subject {
            contract: Some(here()),
            work: Some("apps".to_owned()),
            level: Some(level),
            number: "HS-2026-000001".to_owned(),
            title: "报名系统无法登录".to_owned(),
            path: format!("/tickets/{id}"),
            client_path: format!("/portal/requests/{id}"),
            assignee: Some(engineer().person),
            ..Subject::default()
        };
        self.tickets.0.lock().unwrap().insert(id, subject);
        id
    }

    /// A promise of a new ticket of this severity is missed; everybody concerned is told.
    pub async fn breach(&self, level: i64) {
        self.record(&[Breached { ticket_id: self.ticket(level), clock: "response", at: self.env.now() }]).await;
        self.app.deliver_events().await;
    }

    pub async fn record<E: Event>(&self, all: &[E]) {
        let mut tx = self.db.write().await.unwrap();
        for event in all {
            events::record(&mut tx, &self.env, event).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Gives the contract these rules, over HTTP; gives the version.
    pub async fn rules(&self, rules: Value) -> i64 {
        let path = format!("/api/v1/contracts/{}/notification-rules", here());
        let version = self.app.get(&path).by(&manager()).send().await.expect(200).json()["version"].clone();
        let put = self.app.put(&path).by(&manager()).header("if-match", &format!("\"{version}\"")).json(&rules);
        put.send().await.expect(200).json()["version"].as_i64().unwrap()
    }

    /// A breach is told to managers by these ways, and nothing else is told.
    pub async fn tell_managers_by(&self, ways: &[String]) {
        self.rules(json!({ "rules": [{ "occasion": "ticket.breached", "to": ["managers"], "by": ways }] })).await;
    }

    /// A robot at the sink; gives its way.
    pub async fn robot(&self) -> String {
        let webhook = format!("{}/robot?key=verysecret", self.sink.address);
        self.channel(json!({ "name": "群", "settings": { "kind": "wecom", "webhook": webhook } })).await
    }

    /// A gateway for text messages.
    pub async fn gateway(&self, address: &str, knows_repetitions: bool) -> String {
        let settings = json!({
            "kind": "sms", "method": "POST", "url": format!("{address}/sms"), "headers": [["X-Key", "verysecret"]],
            "body": r#"{"mobile":"{phone}","content":"{text}","id":"{id}"}"#, "result": "/code", "success": ["0"],
            "knows_repetitions": knows_repetitions,
        });
        self.channel(json!({ "name": "短信", "settings": settings })).await
    }

    pub async fn channel(&self, new: Value) -> String {
        let made = self.app.post("/api/v1/notification-channels").by(&sysadmin()).json(&new).send().await;
        format!("robot:{}", made.expect(201).json()["id"].as_str().unwrap())
    }

    /// Sends what is due.
    pub async fn send(&self) {
        self.app.run_job("notify.send").await.unwrap();
    }

    /// Every message, the oldest first.
    pub async fn messages(&self) -> Vec<Message> {
        let mut tx = self.db.read().await.unwrap();
        let mut all = message_list(&mut tx, &Wanted::default(), 100_000).await.unwrap();
        all.reverse();
        all
    }

    /// The only message there is.
    pub async fn message(&self) -> Message {
        let mut all = self.messages().await;
        assert_eq!(all.len(), 1, "{all:#?}");
        all.remove(0)
    }

    /// What somebody reads in the web.
    pub async fn notices(&self, by: &Actor) -> Vec<Value> {
        let page = self.app.get("/api/v1/me/notifications?limit=200").by(by).send().await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }
}

fn app(db: &Db, env: &TestEnv, tickets: &Tickets, team: &Team, folder: &TempDir, mailer: Option<Mailer>) -> TestApp {
    let ring = KeyRing::load_or_create(&folder.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap();
    let config = NotifyConfig {
        sealer: Sealer::new(ring),
        mailer,
        outgoing: Outgoing::new("127.0.0.1".parse().unwrap()).unwrap(),
        vapid: Vapid::new(&Vapid::new_key(), "https://y.example").unwrap(),
        public_url: "https://y.example".to_owned(),
        reads_mail_at: Some("fuwu@example.invalid".to_owned()),
    };
    let others = OTHERS.into_iter().map(|name| Arc::new(Records(name, tickets.clone())));
    others
        .fold(TestApp::build(db.clone(), env), |app, module| app.module(module))
        .with(People(Arc::new(team.clone())))
        .module(Arc::new(NotifyModule::new(config)))
        .start()
}

/// A mailer to a server that is not asked for anything.
pub fn silent_mailer() -> Setting {
    Setting { mailer: Some(Mailer::new("smtp://127.0.0.1:1", "践约 <y@example.invalid>", 1).unwrap()), at: None }
}

/// The rules of the house without quiet hours.
pub fn house() -> Value {
    serde_json::to_value(Rules { quiet: None, ..Rules::of_the_house() }).unwrap()
}
