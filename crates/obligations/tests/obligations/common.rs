//! What the tests of this folder share: two contracts, people, a module that keeps inspections.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::{
    ContractsModule,
    derive::{DocumentDue, HeldVersion, documents_listed},
    registry::{NewText, Registry},
};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_obligations::ObligationsModule;
use jianyue_platform::{
    App, Module,
    blob::BlobStore,
    db::{Db, DbError, Tx},
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;
use jianyue_testkit::{Answer, TestApp, TestEnv, actor, env::time};
use serde_json::Value;
use tempfile::TempDir;

const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
const RE: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");

/// A stage with two contracts.
pub struct Stage {
    pub app: TestApp,
    pub hs: ContractId,
    pub re: ContractId,
    pub inspections: Inspections,
    pub env: TestEnv,
    pub db: Db,
    _blobs: TempDir,
}

/// Stands for the modules that keep inspections and reports.
#[derive(Clone, Default)]
pub struct Inspections(pub Arc<Mutex<Vec<(ContractId, Duty)>>>);

impl Module for Inspections {
    fn name(&self) -> &'static str {
        "inspections"
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(self.clone()))
    }
}

#[async_trait]
impl DutySource for Inspections {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let history = app.state::<Registry>().history(tx, contract).await.unwrap();
        let held = history.iter().map(|(one, until)| HeldVersion {
            contract: &one.model,
            from: one.effective_on,
            until: *until,
        });
        let held: Vec<HeldVersion<'_>> = held.collect();
        let (documents, _) = documents_listed(&held, history[0].0.time.calendar(), (from, to));
        let today = zone::local_date(app.env().now());
        let all = self.0.lock().unwrap();
        let listed = all.iter().filter(|(of, duty)| *of == contract && from <= duty.day() && duty.day() <= to);
        Ok(listed.map(|(_, duty)| duty.clone()).chain(documents.into_iter().map(|one| document(one, today))).collect())
    }
}

/// A document that nobody has handed in.
fn document(one: DocumentDue, today: NaiveDate) -> Duty {
    Duty {
        key: format!("document:{}:{}", one.rule.rule, one.from),
        rule: one.rule.rule,
        clause: one.rule.clause,
        assumed: one.rule.assumed,
        title: one.title,
        kind: "document",
        works: one.works,
        from: one.from,
        to: one.to,
        due: one.due,
        state: DutyState::on(today, one.to, one.due, None),
        ended_at: None,
        note: None,
        evidence: Vec::new(),
    }
}

impl Stage {
    /// Monday 6 December 2021, 10:00 in Shanghai: inside the term of the security contract.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2021-12-06T10:00:00+08:00");
        let contracts = ContractsModule::new();
        let registry: Registry = contracts.registry().clone();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HS, RE] {
            let new = NewText { text, ..NewText::default() };
            let by = actor(1).everywhere(Role::SystemAdministrator).done();
            ids.push(registry.import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let inspections = Inspections::default();
        let blobs = tempfile::tempdir().unwrap();
        let app = TestApp::build(db.clone(), &env)
            .with(BlobStore::new(blobs.path(), 4096))
            .module(Arc::new(contracts))
            .module(Arc::new(inspections.clone()))
            .module(Arc::new(ObligationsModule))
            .start();
        Self { app, hs: ids[0], re: ids[1], inspections, env, db, _blobs: blobs }
    }

    pub fn manager(&self) -> Actor {
        actor(4).on(self.hs, Role::VendorManager).on(self.re, Role::VendorManager).done()
    }

    pub fn client(&self) -> Actor {
        actor(6).on(self.hs, Role::ClientOfficial).on(self.re, Role::ClientOfficial).done()
    }

    /// Does work 3 of the registration contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.re, Role::Engineer, &["3"]).done()
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1/contracts/{path}")).by(by).send().await
    }

    pub async fn post(&self, by: &Actor, path: &str, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/contracts/{path}")).by(by).json(body).send().await
    }

    /// The duties of the security contract in a span.
    pub async fn list(&self, span: &str, more: &str) -> Vec<Value> {
        let (from, to) = span.split_once("..").unwrap();
        let path = format!("{}/duties?from={from}&to={to}{more}", self.hs);
        self.get(&self.client(), &path).await.expect(200).json()["items"].as_array().unwrap().clone()
    }

    /// The row of a rule and kind over the term of the security contract.
    pub async fn rule(&self, rule: &str, kind: &str) -> Value {
        let path = format!("{}/duties/summary?from=2021-09-01&to=2022-12-31", self.hs);
        let told = self.get(&self.client(), &path).await.expect(200).json();
        let rows = told["rules"].as_array().unwrap();
        rows.iter().find(|row| row["rule"] == rule && row["kind"] == kind).cloned().unwrap_or(Value::Null)
    }

    /// An inspection of a day of the security contract.
    pub fn inspect(&self, rule: &str, day: &str, state: DutyState) {
        let day: NaiveDate = day.parse().unwrap();
        let evidence = DutyEvidence {
            text: "巡检记录".to_owned(),
            path: "/inspections/1".to_owned(),
            client_path: "/portal/inspections/1".to_owned(),
            by: "工程师".to_owned(),
            at: time("2021-12-01T09:00:00+08:00"),
        };
        let duty = Duty {
            key: format!("inspection:{rule}:{day}"),
            rule: rule.to_owned(),
            clause: "附件一 三.2.2(2)、5.2".to_owned(),
            assumed: None,
            title: "安全应用系统日常监测".to_owned(),
            kind: "inspection",
            works: vec!["apps".to_owned()],
            from: day,
            to: day,
            due: Some(day),
            state,
            ended_at: None,
            note: None,
            evidence: vec![evidence],
        };
        self.inspections.0.lock().unwrap().push((self.hs, duty));
    }
}
