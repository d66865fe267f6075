//! What the tests of this folder share: four contracts, people of both sides, and a module that keeps tickets.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use jianyue_contracts::{ContractsModule, registry::NewText};
use jianyue_kernel::{Actor, ContractId, Role, Value as Cell};
use jianyue_platform::{
    App, Module,
    db::{Db, DbError, Tx},
    duties::Duty,
    events,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section},
};
use jianyue_reports::ReportsModule;
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};

const TEXTS: [&str; 4] = [
    include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml"),
    include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml"),
    include_str!("../../../../fixtures/contracts/student-card-2024.toml"),
    include_str!("../../../../fixtures/contracts/construction-exam-2024.toml"),
];

/// Stands for the modules that keep something: so many tickets, each a row.
#[derive(Clone, Default)]
pub struct Tickets(pub Arc<AtomicI64>);

impl Module for Tickets {
    fn name(&self) -> &'static str {
        "ticketing"
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(self.clone())]
    }
}

#[async_trait]
impl ReportSource for Tickets {
    fn code(&self) -> &'static str {
        "ticketing.clocks"
    }

    fn title(&self) -> &'static str {
        "工单办理"
    }

    async fn section(&self, _: &App, _: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        if !ask.wants(&["2".to_owned()]) {
            return Ok(None);
        }
        let mut section = Section::of(self);
        let rows = (1..=self.0.load(Ordering::SeqCst)).map(|n| {
            let cells = vec![Cell::Text(format!("T-{n:05}")), Cell::Count(n), Cell::Day(ask.from)];
            Row::to(cells, format!("/tickets/{n}"), format!("/portal/tickets/{n}"))
        });
        section.counted("opened", "受理工单", None, &["编号", "次序", "日期"], rows.collect());
        section.figure(Figure::new("rate", "响应达标率", Cell::share(38, 39)).noted("合同要求 ≥ 90%"));
        section.hint(HintPart::Cause, "交换机端口老化", "/tickets/1");
        Ok(Some(section))
    }
}

/// A stage with four contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub db: Db,
    pub tickets: Tickets,
    pub hs: ContractId,
    pub re: ContractId,
    pub sc: ContractId,
    pub ex: ContractId,
}

impl Stage {
    /// Monday 6 December 2021, 10:00 in Shanghai: inside the term of the security contract.
    pub async fn new(db: Db) -> Self {
        Self::at(db, "2021-12-06T10:00:00+08:00").await
    }

    pub async fn at(db: Db, at: &str) -> Self {
        let env = TestEnv::at(at);
        let contracts = ContractsModule::new();
        let by = actor(1).everywhere(Role::SystemAdministrator).done();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in TEXTS {
            let new = NewText { text, ..NewText::default() };
            ids.push(contracts.registry().import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let tickets = Tickets::default();
        tickets.0.store(42, Ordering::SeqCst);
        let app = TestApp::build(db.clone(), &env)
            .module(Arc::new(contracts))
            .module(Arc::new(tickets.clone()))
            .module(Arc::new(ReportsModule))
            .start();
        Self { app, env, db, tickets, hs: ids[0], re: ids[1], sc: ids[2], ex: ids[3] }
    }

    fn on_all(&self, n: u128, role: Role) -> Actor {
        [self.hs, self.re, self.sc, self.ex].into_iter().fold(actor(n), |who, id| who.on(id, role)).done()
    }

    pub fn manager(&self) -> Actor {
        self.on_all(4, Role::VendorManager)
    }

    pub fn official(&self) -> Actor {
        self.on_all(6, Role::ClientOfficial)
    }

    pub fn engineer(&self) -> Actor {
        self.on_all(2, Role::Engineer)
    }

    /// Is manager and official in one, as may happen in a small office.
    pub fn both(&self) -> Actor {
        actor(5).on(self.hs, Role::VendorManager).on(self.hs, Role::ClientOfficial).done()
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.re, Role::VendorManager, &["3"]).done()
    }

    /// Has nothing to do with the security contract.
    pub fn stranger(&self) -> Actor {
        actor(7).on(self.re, Role::ClientOfficial).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn add(&self, by: &Actor, contract: ContractId, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/contracts/{contract}/reports")).by(by).json(body).send().await
    }

    /// The draft of November 2021 of the security contract.
    pub async fn november(&self) -> Value {
        let body = json!({ "rule": "HS-R1.monthly", "from": "2021-11-01" });
        self.add(&self.manager(), self.hs, &body).await.expect(201).json()
    }

    /// Does something with a report as it is now.
    pub async fn step(&self, by: &Actor, report: &Value, step: &str, body: Value) -> Answer {
        let now = self.get(&self.manager(), &format!("/reports/{}", text(report, "id"))).await.expect(200).json();
        let tag = format!("\"{}\"", now["version"]);
        let path = format!("/api/v1/reports/{}", text(report, "id"));
        let ask = match step {
            "edit" => self.app.patch(&path),
            step => self.app.post(&format!("{path}/{step}")),
        };
        ask.by(by).header("if-match", &tag).json(&body).send().await
    }

    /// A report of November that was submitted.
    pub async fn submitted(&self) -> Value {
        let draft = self.november().await;
        self.step(&self.manager(), &draft, "submit", json!({})).await.expect(200).json()
    }

    /// The report as `by` sees it now.
    pub async fn now(&self, by: &Actor, report: &Value) -> Value {
        self.get(by, &format!("/reports/{}", text(report, "id"))).await.expect(200).json()
    }

    /// Moves the clock and lets time do what it does, twice.
    pub async fn look_at(&self, at: &str) {
        self.env.set(at);
        self.app.run_job("reports.deem").await.unwrap();
        self.app.run_job("reports.deem").await.unwrap();
    }

    /// What was told under this name, with what.
    pub async fn told(&self, kind: &str) -> Vec<Value> {
        let mut tx = self.db.read().await.unwrap();
        let sql = "SELECT seq, id, kind, subject, contract_id, payload, recorded_at FROM event ORDER BY seq";
        let rows: Vec<events::Recorded> = tx.all(jianyue_platform::Dialect::same(sql), vec![]).await.unwrap();
        rows.into_iter().filter(|row| row.kind == kind).map(|row| row.read::<Value>().unwrap()).collect()
    }

    /// What the ledger hears of a contract in a span.
    pub async fn duties(&self, contract: ContractId, from: &str, to: &str) -> Vec<Duty> {
        let source = self.app.app().modules().iter().find_map(|module| module.duties()).unwrap();
        let mut tx = self.db.read().await.unwrap();
        source.duties(self.app.app(), &mut tx, contract, from.parse().unwrap(), to.parse().unwrap()).await.unwrap()
    }
}

pub fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

/// What happened to a report, in order.
pub fn whats(report: &Value) -> Vec<String> {
    report["entries"].as_array().unwrap().iter().map(|entry| text(entry, "what")).collect()
}

/// What the one who asked may do.
pub fn allowed(report: &Value) -> Vec<String> {
    report["allowed"].as_array().unwrap().iter().map(|step| step.as_str().unwrap().to_owned()).collect()
}
