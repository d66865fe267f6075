//! What the tests of this folder share: two contracts, people, a module that keeps special periods.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_changes::ChangesModule;
use jianyue_contracts::{
    ContractsModule,
    registry::{NewText, Registry},
};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    Module,
    db::{Db, DbError, Tx},
    periods::{PeriodSource, SpecialPeriod},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor};
use serde_json::{Value, json};
use uuid::Uuid;

const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");
const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");

/// A stage with two contracts.
pub struct Stage {
    pub app: TestApp,
    pub env: TestEnv,
    pub hs: ContractId,
    pub hc: ContractId,
    pub periods: Periods,
}

/// Stands for the module that keeps special periods.
#[derive(Clone, Default)]
pub struct Periods(Arc<Mutex<Vec<(ContractId, SpecialPeriod)>>>);

impl Module for Periods {
    fn name(&self) -> &'static str {
        "periods"
    }

    fn special_periods(&self) -> Option<Arc<dyn PeriodSource>> {
        Some(Arc::new(self.clone()))
    }
}

#[async_trait]
impl PeriodSource for Periods {
    async fn special_periods(
        &self,
        _: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<SpecialPeriod>, DbError> {
        let all = self.0.lock().unwrap();
        let met = all.iter().filter(|(of, period)| *of == contract && period.from <= to && from <= period.to);
        Ok(met.map(|(_, period)| period.clone()).collect())
    }
}

impl Stage {
    /// Thursday 2 December 2021, 10:00 in Shanghai: inside the term of the security contract.
    pub async fn new(db: Db) -> Self {
        let env = TestEnv::at("2021-12-02T10:00:00+08:00");
        let contracts = ContractsModule::new();
        let registry: Registry = contracts.registry().clone();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HS, HC] {
            let new = NewText { text, ..NewText::default() };
            let by = actor(1).everywhere(Role::SystemAdministrator).done();
            ids.push(registry.import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let periods = Periods::default();
        let app = TestApp::build(db, &env)
            .module(Arc::new(contracts))
            .module(Arc::new(periods.clone()))
            .module(Arc::new(ChangesModule))
            .start();
        Self { app, env, hs: ids[0], hc: ids[1], periods }
    }

    pub fn engineer(&self) -> Actor {
        actor(2).named("王工").on(self.hs, Role::Engineer).on(self.hc, Role::Engineer).done()
    }

    pub fn manager(&self) -> Actor {
        actor(4).named("周经理").on(self.hs, Role::VendorManager).on(self.hc, Role::VendorManager).done()
    }

    pub fn official(&self) -> Actor {
        actor(6).named("李处").on(self.hs, Role::ClientOfficial).on(self.hc, Role::ClientOfficial).done()
    }

    /// Does work 1 of the housing contract.
    pub fn member(&self) -> Actor {
        actor(3).on_works(self.hc, Role::Engineer, &["1"]).done()
    }

    /// A freeze or another special period of the security contract.
    pub fn declare(&self, title: &str, (from, to): (&str, &str), freeze: bool) {
        let period = SpecialPeriod {
            id: Uuid::from_u128(77),
            title: title.to_owned(),
            works: Vec::new(),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            freeze,
        };
        self.periods.0.lock().unwrap().push((self.hs, period));
    }

    pub async fn get(&self, by: &Actor, path: &str) -> Answer {
        self.app.get(&format!("/api/v1{path}")).by(by).send().await
    }

    pub async fn add(&self, by: &Actor, contract: ContractId, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/contracts/{contract}/changes")).by(by).json(body).send().await
    }

    /// A change of the security contract for the evening of today, by the engineer.
    pub async fn written(&self, more: &Value) -> Value {
        let mut body = text();
        merge(&mut body, more);
        self.add(&self.engineer(), self.hs, &body).await.expect(201).json()
    }

    /// Takes a step with the version that `change` shows.
    pub async fn try_step(&self, by: &Actor, change: &Value, step: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/changes/{}/{step}", change["id"].as_str().unwrap());
        let call = self.app.post(&path).by(by).header("if-match", &change["version"].to_string());
        call.json(body).send().await
    }

    pub async fn step(&self, by: &Actor, change: &Value, step: &str, body: &Value) -> Value {
        self.try_step(by, change, step, body).await.expect(200).json()
    }

    /// Submitted and approved.
    pub async fn approved(&self, more: &Value) -> Value {
        let change = self.written(more).await;
        let change = self.step(&self.engineer(), &change, "submit", &json!({})).await;
        self.step(&self.official(), &change, "decide", &json!({ "approve": true })).await
    }

    /// Approved and tested.
    pub async fn ready(&self, more: &Value) -> Value {
        let change = self.approved(more).await;
        self.step(&self.engineer(), &change, "tests", &test("passed", 12, 0)).await
    }

    pub async fn edit(&self, by: &Actor, change: &Value, more: &Value) -> Answer {
        let mut body = text();
        merge(&mut body, more);
        let call = self.app.put(&format!("/api/v1/changes/{}", change["id"].as_str().unwrap())).by(by);
        call.header("if-match", &change["version"].to_string()).json(&body).send().await
    }

    /// The duty of a change of the security contract, as the ledger is told.
    pub async fn duty(&self, change: &Value) -> Option<jianyue_platform::duties::Duty> {
        let source = ChangesModule.duties().unwrap();
        let mut tx = self.app.app().db().read().await.unwrap();
        let days = ("2021-11-01".parse().unwrap(), "2022-01-31".parse().unwrap());
        let all = source.duties(self.app.app(), &mut tx, self.hs, days.0, days.1).await.unwrap();
        let key = format!("changes:{}", change["id"].as_str().unwrap());
        all.into_iter().find(|duty| duty.key == key)
    }
}

/// A change with all that it needs.
pub fn text() -> Value {
    json!({
        "works": ["apps"], "title": "身份认证系统升级到 3.2", "reason": "修复登录缺陷", "kind": "upgrade",
        "urgency": "normal", "risk": "medium", "risk_note": "登录短时中断，先在备机升级",
        "plan": ["备份数据库", "升级备机", "切换", "升级主机"], "test_plan": "登录、改密、注销各 4 例",
        "roll_back_plan": "恢复升级前快照", "planned_from": "2021-12-02T20:00:00+08:00",
        "planned_to": "2021-12-03T02:00:00+08:00",
    })
}

pub fn test(result: &str, passed: i64, failed: i64) -> Value {
    json!({ "environment": "测试环境 1", "passed": passed, "failed": failed, "result": result })
}

pub fn merge(body: &mut Value, more: &Value) {
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
}

/// Why the caller cannot take a step now; `None` where they can, or have no permission at all.
pub fn refused(change: &Value, step: &str) -> Option<String> {
    let steps = change["steps"].as_array().unwrap();
    steps.iter().find(|one| one["step"] == step)?["refused"].as_str().map(str::to_owned)
}
