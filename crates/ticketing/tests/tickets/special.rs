//! Special periods: longer hours on their days, and on no other.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::registry::{NewText, Registry};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    Module,
    db::{Db, DbError, Tx},
    events,
    periods::{PeriodSource, SpecialPeriod},
};
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{Stage, at, clock, id, kinds};

const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");

/// Stands for the module that keeps special periods.
#[derive(Clone, Default)]
struct Periods(Arc<Mutex<Vec<SpecialPeriod>>>);

impl Module for Periods {
    fn name(&self) -> &'static str {
        "assurance"
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
        _: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<SpecialPeriod>, DbError> {
        let all = self.0.lock().unwrap();
        Ok(all.iter().filter(|one| one.from <= to && from <= one.to).cloned().collect())
    }
}

#[derive(serde::Serialize)]
struct PeriodChanged {
    period_id: Uuid,
    contract_id: Uuid,
}

jianyue_platform::contract_event!(PeriodChanged, "assurance.period_changed", period_id);

struct Season {
    stage: Stage,
    periods: Periods,
    hc: ContractId,
}

impl Season {
    /// Friday 16 August 2024, 17:00: an hour before the office closes for the weekend.
    async fn new(db: Db) -> Self {
        let periods = Periods::default();
        let other: Arc<dyn Module> = Arc::new(periods.clone());
        let stage = Stage::with(db, "2024-08-16T17:00:00+08:00", Some(other)).await;
        let mut tx = stage.db.write().await.unwrap();
        let administrator = actor(1).everywhere(Role::SystemAdministrator).done();
        let new = NewText { text: HC, ..NewText::default() };
        let registry = stage.app.app().state::<Registry>();
        let hc = registry.import(&mut tx, &stage.env, &administrator, &new).await.unwrap().contract;
        tx.commit().await.unwrap();
        Self { stage, periods, hc }
    }

    fn engineer(&self) -> Actor {
        actor(2).on(self.hc, Role::Engineer).done()
    }

    fn client(&self) -> Actor {
        actor(6).on(self.hc, Role::ClientOfficial).done()
    }

    async fn open(&self, work: &str) -> Value {
        let body = json!({
            "kind": "fault", "channel": "phone", "case": "HC-S3", "work": work, "title": "查询页面报错",
            "reporter": { "name": "报修人甲" },
        });
        self.stage.open_as(&self.client(), self.hc, &body).await.expect(201).json()
    }

    async fn now(&self, ticket: &Value) -> Value {
        self.stage.get(&self.client(), &format!("/tickets/{}", id(ticket))).await.expect(200).json()
    }

    /// The weekend is special for `works`, or no longer.
    async fn declare(&self, works: Option<&[&str]>) {
        *self.periods.0.lock().unwrap() = works
            .map(|works| SpecialPeriod {
                id: Uuid::from_u128(1),
                title: "活动保障".to_owned(),
                works: works.iter().map(ToString::to_string).collect(),
                from: NaiveDate::from_ymd_opt(2024, 8, 17).unwrap(),
                to: NaiveDate::from_ymd_opt(2024, 8, 18).unwrap(),
                freeze: false,
            })
            .into_iter()
            .collect();
        let mut tx = self.stage.db.write().await.unwrap();
        let told = PeriodChanged { period_id: Uuid::from_u128(1), contract_id: self.hc.0 };
        events::record(&mut tx, &self.stage.env, &told).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(self.stage.app.deliver_events().await.failed, 0);
    }

    async fn history(&self, ticket: &Value) -> Vec<Value> {
        self.stage.history(&self.client(), ticket).await
    }
}

on_both_databases! {
    async fn clocks_run_in_longer_hours_for_the_period_and_only_for_it(db: Db) {
        let season = Season::new(db).await;
        let (monday, saturday) = (at("2024-08-19T10:00:00+08:00"), at("2024-08-17T01:00:00+08:00"));
        let (ticket, other) = (season.open("1").await, season.open("2").await);
        assert_eq!(clock(&ticket, "response")["due_at"], monday);
        season.declare(Some(&["1"])).await;
        season.stage.sweep_at("2024-08-16T17:05:00+08:00").await;
        let now = season.now(&ticket).await;
        assert_eq!(clock(&now, "response")["due_at"], saturday);
        assert_eq!(clock(&now, "response")["window"], "workdays 09:00-18:00; 2024-08-17..2024-08-18 daily 00:00-24:00");
        assert_eq!(clock(&season.now(&other).await, "response")["due_at"], monday, "another work");
        // Seen by everybody, once.
        season.stage.sweep_at("2024-08-16T17:06:00+08:00").await;
        let history = season.history(&ticket).await;
        let moved: Vec<_> = history.iter().filter(|entry| entry["kind"] == "deadlines_moved").collect();
        assert_eq!(moved.len(), 1, "{history:?}");
        assert!(moved[0]["text"].as_str().unwrap().contains("响应：2024-08-19 10:00 → 2024-08-17 01:00"), "{moved:?}");
        assert!(!kinds(&season.history(&other).await).contains(&"deadlines_moved"));
        let path = format!("/tickets/{}/clocks/response/explanation", id(&ticket));
        let why = season.stage.get(&season.client(), &path).await.expect(200).json();
        let special: Vec<_> = why["segments"].as_array().unwrap().iter()
            .filter(|one| one["why"] == "计入：特殊时期的服务时间").map(|one| one["seconds"].as_i64().unwrap()).collect();
        assert_eq!(special, [3600]);
        assert!(why["lines"].to_string().contains("特殊时期（2024-08-17 至 2024-08-18）每天 24 小时"), "{why}");
        // A new one is opened under it.
        assert_eq!(clock(&season.open("1").await, "response")["due_at"], at("2024-08-17T01:06:00+08:00"));
        // Taken back, the open clocks are ordinary again; what was judged stays.
        season.stage.env.set("2024-08-17T00:30:00+08:00");
        let answered = season.stage.act(&season.engineer(), &ticket, "respond", json!({ "text": "收到" })).await.expect(200).json();
        let frozen = clock(&answered, "response").clone();
        assert_eq!(frozen["state"], "met");
        let before = clock(&answered, "restore")["due_at"].clone();
        season.declare(None).await;
        season.stage.sweep_at("2024-08-17T00:31:00+08:00").await;
        let now = season.now(&ticket).await;
        assert_eq!((clock(&now, "response")["state"].clone(), &clock(&now, "response")["due_at"]), (json!("met"), &frozen["due_at"]));
        assert_ne!(clock(&now, "restore")["due_at"], before);
        assert_eq!(clock(&season.open("1").await, "response")["due_at"], at("2024-08-19T11:00:00+08:00"));
    }

    async fn a_deadline_that_has_passed_by_a_change_is_told_as_missed(db: Db) {
        let season = Season::new(db).await;
        let ticket = season.open("1").await;
        season.stage.sweep_at("2024-08-17T09:00:00+08:00").await;
        season.declare(Some(&[])).await;
        season.stage.sweep_at("2024-08-17T12:00:00+08:00").await;
        let now = season.now(&ticket).await;
        assert_eq!(clock(&now, "response")["overdue"], true);
        let breached: Vec<_> = season.stage.events(&ticket).await.into_iter()
            .filter(|(kind, told)| kind == "ticketing.clock_breached" && told["clock"] == "response")
            .map(|(_, told)| told["at"].clone()).collect();
        assert_eq!(breached, [at("2024-08-17T01:00:00+08:00")]);
        season.stage.sweep_at("2024-08-17T12:01:00+08:00").await;
        let told = season.stage.events(&ticket).await.into_iter()
            .filter(|(kind, told)| kind == "ticketing.clock_breached" && told["clock"] == "response").count();
        assert_eq!(told, 1);
    }
}
