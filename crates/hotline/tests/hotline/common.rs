//! What the tests of this folder share: contracts, people, tickets of another module, and a phone system.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use hmac::{Hmac, KeyInit, Mac};
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_hotline::HotlineModule;
use jianyue_kernel::{Actor, ContractId, PersonId, Role};
use jianyue_platform::{
    Module, args,
    db::{Db, DbError, Tx},
    events::{self, Event},
    people::{Contact, People, PeopleDirectory, PersonOnContract},
    periods::{PeriodSource, SpecialPeriod},
    sealed::{Cipher, KeyRing, Sealer},
    subjects::{Subject, SubjectSource},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use sm3::Sm3;
use tempfile::TempDir;
use uuid::Uuid;

const TEXTS: [&str; 4] = [
    include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
    include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml"),
];

/// A stage with four contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub ex: ContractId,
    pub hs: ContractId,
    pub sc: ContractId,
    pub hc: ContractId,
    _keys: TempDir,
}

/// Persons 2 to 5 work on HS and EX with accounts `p2` to `p5`; person 8 is a stranger there.
struct Team {
    contracts: Vec<ContractId>,
}

#[async_trait]
impl PeopleDirectory for Team {
    async fn person(&self, _: &mut Tx, id: PersonId, on: ContractId) -> Result<Option<PersonOnContract>, DbError> {
        let number = (2..10).find(|n| actor(*n).done().person == id);
        Ok(number.map(|n| PersonOnContract {
            id,
            name: actor(n).done().name,
            roles: if n < 6 && self.contracts.contains(&on) { vec![Role::HotlineAgent] } else { Vec::new() },
        }))
    }

    async fn by_account(
        &self,
        tx: &mut Tx,
        account: &str,
        on: ContractId,
    ) -> Result<Option<PersonOnContract>, DbError> {
        match account.strip_prefix('p').and_then(|n| n.parse().ok()) {
            Some(n) => self.person(tx, actor(n).done().person, on).await,
            None => Ok(None),
        }
    }

    async fn contacts(&self, _: &mut Tx, people: &[PersonId]) -> Result<Vec<Contact>, DbError> {
        let known = |id: &PersonId| *id == actor(5).done().person;
        let contact = |id| Contact { phone: known(id).then(|| "13800000005".to_owned()), ..Contact::default() };
        Ok(people.iter().map(contact).collect())
    }
}

/// Stands for the module of tickets: `ticket(contract, n)` are the tickets of the first nine of each contract.
struct Tickets(Vec<ContractId>);

pub fn ticket(contract: ContractId, n: u128) -> Uuid {
    Uuid::from_u128(contract.0.as_u128() ^ (n << 8))
}

impl Module for Tickets {
    fn name(&self) -> &'static str {
        "ticketing"
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(Self(self.0.clone())))
    }

    fn special_periods(&self) -> Option<Arc<dyn PeriodSource>> {
        Some(Arc::new(Self(self.0.clone())))
    }
}

/// Stands for the module of special periods, too: the first week of October 2024 is special for the fourth contract.
#[async_trait]
impl PeriodSource for Tickets {
    async fn special_periods(
        &self,
        _: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<SpecialPeriod>, DbError> {
        let day = |n| NaiveDate::from_ymd_opt(2024, 10, n).unwrap();
        let period = SpecialPeriod {
            id: Uuid::from_u128(32),
            title: "国庆保障".to_owned(),
            works: Vec::new(),
            from: day(1),
            to: day(7),
            freeze: false,
        };
        Ok((contract == self.0[3] && period.from <= to && from <= period.to).then_some(period).into_iter().collect())
    }
}

#[async_trait]
impl SubjectSource for Tickets {
    async fn subject(&self, _: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let all = self.0.iter().flat_map(|contract| (1..10).map(move |n| (*contract, n)));
        let found = all.into_iter().find(|(contract, n)| ticket(*contract, *n) == id);
        Ok(found.map(|(contract, n)| Subject {
            contract: Some(contract),
            work: (n == 9).then(|| "apps".to_owned()),
            number: format!("T-{n}"),
            title: "系统无法登录".to_owned(),
            ..Subject::default()
        }))
    }
}

/// A change of a ticket as its module tells it.
#[derive(serde::Serialize)]
struct Changed {
    kind: &'static str,
    ticket_id: Uuid,
    contract_id: Uuid,
    number: String,
    what: &'static str,
    work: Option<String>,
    at: DateTime<Utc>,
}

impl Event for Changed {
    const KIND: &'static str = "ticketing.ticket_changed";

    fn subject(&self) -> Uuid {
        self.ticket_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}

impl Stage {
    /// Monday 2 March 2026, 09:00 in Shanghai.
    pub async fn new(db: Db) -> Self {
        Self::at(db, "2026-03-02T09:00:00+08:00").await
    }

    pub async fn at(db: Db, at: &str) -> Self {
        let env = TestEnv::at(at);
        let contracts = ContractsModule::new();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &administrator(), &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let keys = tempfile::tempdir().unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(People(Arc::new(Team { contracts: vec![ids[0], ids[1]] })))
            .with(Sealer::new(KeyRing::load_or_create(&keys.path().join("seal.toml"), Cipher::Sm4Gcm).unwrap()))
            .module(Arc::new(contracts))
            .module(Arc::new(Tickets(ids.clone())))
            .module(Arc::new(HotlineModule))
            .start();
        Self { app, env, db, ex: ids[0], hs: ids[1], sc: ids[2], hc: ids[3], _keys: keys }
    }

    pub fn agent(&self) -> Actor {
        actor(5).on(self.ex, Role::HotlineAgent).on(self.hs, Role::HotlineAgent).done()
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.ex, Role::VendorManager).on(self.hs, Role::VendorManager).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.ex, Role::ClientOfficial).on(self.hs, Role::ClientOfficial).done()
    }

    pub fn finance(&self) -> Actor {
        actor(7).on(self.ex, Role::Finance).done()
    }

    /// Works on another contract.
    pub fn stranger(&self) -> Actor {
        actor(8).on(self.sc, Role::VendorManager).done()
    }

    /// Sees some works only.
    pub fn member(&self) -> Actor {
        actor(9).on_works(self.ex, Role::HotlineAgent, &["exam"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: Value) -> Answer {
        self.app.post(&format!("/api/v1{path}")).by(by).json(&body).send().await
    }

    /// The waits of EX from day to day.
    pub async fn waits(&self, from: &str, to: &str) -> Value {
        let path = format!("/hotline/waits?contract={}&from={from}&to={to}", self.ex);
        self.get(&self.client(), &path).await.expect(200).json()
    }

    /// A phone system with a line for EX and one for HS.
    pub async fn phones(&self) -> Phones {
        let lines = json!([{ "line": "4008", "contract_id": self.ex.0 }, { "line": "6200", "contract_id": self.hs.0 }]);
        let body = json!({ "name": "总机（测试）", "lines": lines });
        let made = self.post(&administrator(), "/hotline/sources", body).await.expect(201).json();
        Phones { id: text(&made["id"]), secret: text(&made["secret"]) }
    }

    /// Tells that `what` happened to the ticket `n` of a contract, and lets everybody act on it.
    pub async fn ticket_changed(&self, contract: ContractId, n: u128, what: &'static str) {
        self.ticket_of_kind_changed(contract, n, "fault", what).await;
    }

    /// The same of a ticket of a kind.
    pub async fn ticket_of_kind_changed(&self, contract: ContractId, n: u128, kind: &'static str, what: &'static str) {
        let changed = Changed {
            kind,
            ticket_id: ticket(contract, n),
            contract_id: contract.0,
            number: format!("T-{n}"),
            what,
            work: None,
            at: self.env.now(),
        };
        let mut tx = self.db.write().await.unwrap();
        events::record(&mut tx, &self.env, &changed).await.unwrap();
        tx.commit().await.unwrap();
        self.app.deliver_events().await;
    }

    /// Events of a kind that were recorded, in order.
    pub async fn events(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let rows: Vec<(sqlx::types::Json<Value>,)> =
            tx.all("SELECT payload FROM event WHERE kind = $1 ORDER BY seq", args![kind]).await.unwrap();
        rows.into_iter().map(|(payload,)| payload.0).collect()
    }

    /// Sends reports, signed now.
    pub async fn feed(&self, phones: &Phones, events: Value) -> Answer {
        let body = json!({ "events": events }).to_string();
        self.feed_signed(phones, &body, self.env.now().timestamp()).await
    }

    pub async fn feed_signed(&self, phones: &Phones, body: &str, at: i64) -> Answer {
        let mut mac = Hmac::<Sm3>::new_from_slice(phones.secret.as_bytes()).unwrap();
        mac.update(format!("{at}.{body}").as_bytes());
        let signature = hex::encode(mac.finalize().into_bytes());
        self.app
            .post(&format!("/api/v1/hotline/feed/{}", phones.id))
            .header("x-jianyue-timestamp", &at.to_string())
            .header("x-jianyue-signature", &signature)
            .body("application/json", body.to_owned())
            .send()
            .await
    }

    /// The outcomes of a feed that is taken.
    pub async fn told(&self, phones: &Phones, events: Value) -> Vec<String> {
        let answer = self.feed(phones, events).await.expect(200).json();
        answer["results"].as_array().unwrap().iter().map(|result| text(&result["outcome"])).collect()
    }
}

/// A phone system that was set up.
pub struct Phones {
    pub id: String,
    pub secret: String,
}

pub fn administrator() -> Actor {
    actor(1).everywhere(Role::SystemAdministrator).done()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A report of the line of EX.
pub fn event(id: &str, call: &str, what: &str, at: &str) -> Value {
    json!({ "id": id, "call_id": call, "event": what, "at": at, "line": "4008" })
}
