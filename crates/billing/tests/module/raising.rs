//! Penalties and facts that follow from what other modules tell.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use jianyue_billing::BillingModule;
use jianyue_contracts::{
    ContractsModule,
    registry::{NewText, Registry},
};
use jianyue_kernel::{Actor, ContractId, Role};
use jianyue_platform::{
    App, Module, Tx, contract_event,
    db::{Db, DbError},
    duties::{Duty, DutySource, DutyState},
    events,
    promises::{Promise, PromiseSource, PromiseState},
};
use jianyue_testkit::{Answer, TestApp, TestEnv, actor, on_both_databases};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

const HC: &str = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
const SC: &str = include_str!("../../../../fixtures/contracts/student-card-2024.toml");

/// What other modules know.
#[derive(Clone, Default)]
struct Others {
    duties: Arc<Mutex<Vec<(ContractId, Duty)>>>,
    clocks: Arc<Mutex<Vec<Promise>>>,
}

impl Module for Others {
    fn name(&self) -> &'static str {
        "others"
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(self.clone()))
    }

    fn promises(&self) -> Option<Arc<dyn PromiseSource>> {
        Some(Arc::new(self.clone()))
    }
}

#[async_trait]
impl DutySource for Others {
    async fn duties(
        &self,
        _: &App,
        _: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let all = self.duties.lock().unwrap();
        let listed = all.iter().filter(|(of, duty)| *of == contract && from <= duty.day() && duty.day() <= to);
        Ok(listed.map(|(_, duty)| duty.clone()).collect())
    }
}

#[async_trait]
impl PromiseSource for Others {
    async fn open(&self, _: &App, _: &mut Tx, contracts: &[ContractId], _: u32) -> Result<Vec<Promise>, DbError> {
        let all = self.clocks.lock().unwrap();
        let open = all.iter().filter(|one| one.stopped_at.is_none() && contracts.contains(&one.contract));
        Ok(open.cloned().collect())
    }

    async fn of(&self, _: &App, _: &mut Tx, records: &[Uuid]) -> Result<Vec<Promise>, DbError> {
        Ok(self.clocks.lock().unwrap().iter().filter(|one| records.contains(&one.record)).cloned().collect())
    }
}

struct Stage {
    env: TestEnv,
    app: TestApp,
    others: Others,
    hc: ContractId,
    sc: ContractId,
}

impl Stage {
    /// Monday, 30 September 2024.
    async fn new(db: Db) -> Self {
        let env = TestEnv::at("2024-09-30T10:00:00+08:00");
        let contracts = ContractsModule::new();
        let registry: Registry = contracts.registry().clone();
        let mut tx = db.write().await.unwrap();
        let mut ids = Vec::new();
        for text in [HC, SC] {
            let new = NewText { text, ..NewText::default() };
            let by = actor(1).everywhere(Role::SystemAdministrator).done();
            ids.push(registry.import(&mut tx, &env, &by, &new).await.unwrap().contract);
        }
        tx.commit().await.unwrap();
        let others = Others::default();
        let app = TestApp::build(db, &env)
            .module(Arc::new(contracts))
            .module(Arc::new(BillingModule))
            .module(Arc::new(others.clone()))
            .start();
        Self { env, app, others, hc: ids[0], sc: ids[1] }
    }

    fn by(&self, seed: u128, role: Role) -> Actor {
        actor(seed).on(self.hc, role).on(self.sc, role).done()
    }

    fn client(&self) -> Actor {
        self.by(6, Role::ClientOfficial)
    }

    fn manager(&self) -> Actor {
        self.by(4, Role::VendorManager)
    }

    fn duty(&self, contract: ContractId, rule: &str, due: &str, state: DutyState) {
        let due: NaiveDate = due.parse().unwrap();
        let duty = Duty {
            key: format!("inspection:{rule}:{due}"),
            rule: rule.to_owned(),
            clause: "二 (二)3".to_owned(),
            assumed: None,
            title: "建筑市场监管子系统每天巡检".to_owned(),
            kind: "inspection",
            works: vec!["2".to_owned()],
            from: due,
            to: due,
            due: Some(due),
            state,
            ended_at: (state == DutyState::DoneLate).then(|| at("2024-09-27T09:00:00+08:00")),
            note: None,
            evidence: Vec::new(),
        };
        let mut all = self.others.duties.lock().unwrap();
        all.retain(|(of, one)| *of != contract || one.key != duty.key);
        all.push((contract, duty));
    }

    fn clock(&self, ticket: u128, due: &str, state: PromiseState, stopped: Option<&str>) {
        let record = Uuid::from_u128(ticket);
        let promise = Promise {
            key: format!("{record}:response:1:0"),
            contract: self.hc,
            record,
            number: format!("HC-2024-{ticket:06}"),
            title: "接口返回空数据".to_owned(),
            path: format!("/tickets/{record}"),
            client_path: format!("/portal/requests/{record}"),
            work: Some("2".to_owned()),
            service: None,
            case: "HC-S2".to_owned(),
            case_name: "主要故障".to_owned(),
            target: "response",
            target_name: "响应",
            within: "2 小时".to_owned(),
            clause: "七(二)".to_owned(),
            assumed: None,
            due_at: Some(at(due)),
            stopped_at: stopped.map(at),
            state,
            provisional: false,
        };
        let mut all = self.others.clocks.lock().unwrap();
        all.retain(|one| one.key != promise.key);
        all.push(promise);
    }

    /// Tells of something, and has everybody hear it.
    async fn event(&self, event: impl events::Event) {
        let mut tx = self.app.app().db().write().await.unwrap();
        events::record(&mut tx, &self.env, &event).await.unwrap();
        tx.commit().await.unwrap();
        self.app.deliver_events().await;
    }

    async fn look(&self) {
        self.app.run_job("billing.raise").await.unwrap();
        self.app.deliver_events().await;
    }

    async fn tell(&self, by: &Actor, contract: ContractId, body: &Value) -> Answer {
        self.app.post(&format!("/api/v1/contracts/{contract}/billing-entries")).by(by).json(body).send().await
    }

    async fn read(&self, path: &str) -> Value {
        self.app.get(&format!("/api/v1/{path}")).by(&self.client()).send().await.expect(200).json()
    }

    async fn entries(&self, contract: ContractId) -> Vec<Value> {
        let all = self.read(&format!("contracts/{contract}/billing-entries")).await;
        let mut all = all.as_array().unwrap().clone();
        all.reverse();
        all
    }

    async fn kinds(&self, contract: ContractId) -> Vec<String> {
        self.entries(contract).await.iter().map(|one| one["body"]["kind"].as_str().unwrap().to_owned()).collect()
    }

    async fn told(&self, kind: &str) -> usize {
        let mut tx = self.app.app().db().read().await.unwrap();
        let found = events::since(&mut tx, 0, 1000).await.unwrap();
        found.iter().filter(|notice| notice.kind == kind).count()
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

macro_rules! told {
    ($name:ident, $kind:literal, $subject:ident, { $($field:ident: $type:ty),* }) => {
        #[derive(Serialize)]
        struct $name { $subject: Uuid, contract_id: Uuid, $($field: $type),* }
        contract_event!($name, $kind, $subject);
    };
}

told!(Breached, "ticketing.clock_breached", ticket_id, { at: DateTime<Utc> });
told!(Claim, "letters.claim_accepted", letter_id, {
    from: &'static str, rule: &'static str, clause: &'static str, number: &'static str, subject: &'static str,
    by_silence: bool, at: DateTime<Utc>
});
told!(Person, "staffing.changed_without_consent", change_id, {
    rule: &'static str, clause: &'static str, works: Vec<String>, title: &'static str, left_on: &'static str,
    text: &'static str, at: DateTime<Utc>
});
told!(Questioned, "reports.report_questioned", report_id, {
    rule: &'static str, version: i64, title: &'static str, text: &'static str, clause: &'static str, at: DateTime<Utc>
});
told!(Accepted, "reports.report_accepted", report_id, {
    rule: &'static str, from: &'static str, to: &'static str, on: &'static str, how: &'static str, clause: &'static str,
    path: &'static str, at: DateTime<Utc>
});
told!(TakenBack, "reports.acceptance_taken_back", report_id, {
    rule: &'static str, from: &'static str, to: &'static str, at: DateTime<Utc>
});

on_both_databases! {
    async fn a_broken_clock_is_proposed_at_once_and_taken_back_when_it_is_judged_anew(db: Db) {
        let stage = Stage::new(db).await;
        stage.clock(7, "2024-09-30T09:00:00+08:00", PromiseState::Broken, None);
        let breached = || Breached { ticket_id: Uuid::from_u128(7), contract_id: stage.hc.0, at: at("2024-09-30T09:00:00+08:00") };
        stage.event(breached()).await;
        stage.event(breached()).await;
        let told = stage.entries(stage.hc).await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!((&told[0]["breach"], &told[0]["by"]), (&json!("WY-001"), &json!("违约核对")));
        let raised = &told[0]["body"]["raised"];
        assert_eq!((&raised["group"], &raised["items"][0]["label"]), (&json!("HC-M2.service:2:2024-09"), &json!("HC-2024-000007")));
        assert!(raised["items"][0]["client_path"].as_str().unwrap().starts_with("/portal/requests/"), "{raised}");
        let account = stage.read(&format!("contracts/{}/account", stage.hc)).await;
        assert_eq!(account["account"]["penalties"][0]["proposed"], "90150.00");
        assert_eq!(account["objection_terms"], json!([]), "HC prints no term");
        // It was stopped, too late: over, and still a breach.
        stage.clock(7, "2024-09-30T09:00:00+08:00", PromiseState::Broken, Some("2024-09-30T09:40:00+08:00"));
        stage.look().await;
        assert_eq!(stage.kinds(stage.hc).await, ["breach", "breach_ended"]);
        stage.look().await;
        assert_eq!(stage.kinds(stage.hc).await.len(), 2, "a second look tells nothing");
        stage.clock(7, "2024-09-30T09:00:00+08:00", PromiseState::Kept, Some("2024-09-30T08:40:00+08:00"));
        stage.look().await;
        let told = stage.entries(stage.hc).await;
        assert_eq!((&told[0]["withdrawn"], &told[2]["body"]["kind"]), (&json!(true), &json!("withdrawal")));
        assert!(told[2]["body"]["reason"].as_str().unwrap().contains("HC-2024-000007"), "{}", told[2]);
        assert_eq!(stage.told("billing.penalty_proposed").await, 1);
    }

    async fn missed_duties_of_a_month_are_one_proposal_that_follows_them(db: Db) {
        let stage = Stage::new(db).await;
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-24", DutyState::Missed);
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-25", DutyState::Waived);
        stage.duty(stage.hc, "HC-R1.monthly", "2024-09-05", DutyState::Missed);
        stage.look().await;
        assert_eq!(stage.kinds(stage.hc).await, ["breach"], "what is waived, and what no rule names, raises nothing");
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-26", DutyState::Missed);
        stage.look().await;
        assert_eq!(stage.kinds(stage.hc).await, ["breach", "breach_updated"]);
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-26", DutyState::DoneLate);
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-24", DutyState::DoneLate);
        stage.look().await;
        let told = stage.entries(stage.hc).await;
        assert!(told[2]["body"]["reason"].as_str().unwrap().contains("已于 2024-09-27 补做"), "{}", told[2]);
        assert_eq!(stage.read(&format!("contracts/{}/account", stage.hc)).await["account"]["penalties"], json!([]));
    }

    async fn a_decided_proposal_is_never_touched(db: Db) {
        let stage = Stage::new(db).await;
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-24", DutyState::Missed);
        stage.look().await;
        let decision = json!({ "kind": "decision", "breach": "WY-001", "outcome": "confirmed", "on": "2024-09-30" });
        stage.tell(&stage.client(), stage.hc, &decision).await.expect(201);
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-24", DutyState::DoneLate);
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-09-26", DutyState::Missed);
        stage.look().await;
        assert_eq!(stage.kinds(stage.hc).await, ["breach", "decision"]);
        assert_eq!((stage.told("billing.penalty_decided").await, stage.told("billing.penalty_proposed").await), (1, 1));
    }

    async fn people_cannot_tell_what_the_software_sees(db: Db) {
        let stage = Stage::new(db).await;
        let raised = json!({ "group": "x", "once_per": "x", "clause": "x", "items": [], "count": 0 });
        let body = json!({ "kind": "breach", "rule": "HC-M2.service", "on": "2024-09-01", "text": "某事", "raised": raised });
        assert_eq!(stage.tell(&stage.client(), stage.hc, &body).await.expect(422).json()["errors"][0]["field"], "body");
        let body = json!({
            "kind": "breach_updated", "breach": "WY-001", "on": "2024-09-01", "text": "某事", "evidence": "", "raised": raised,
        });
        stage.tell(&stage.client(), stage.hc, &body).await.expect(422);
        assert_eq!(stage.kinds(stage.hc).await, Vec::<String>::new());
    }

    async fn claims_and_key_people_raise_and_an_objection_has_its_term(db: Db) {
        let stage = Stage::new(db).await;
        let claim = |from, number| Claim {
            letter_id: Uuid::from_u128(9), contract_id: stage.sc.0, from, rule: "SC-O3.claims", clause: "合同一般条款 6.2",
            number, subject: "重制费用", by_silence: true, at: at("2024-09-29T16:00:00Z"),
        };
        stage.event(Claim { letter_id: Uuid::from_u128(8), ..claim("vendor", "SC函〔2024〕1号") }).await;
        stage.event(claim("client", "SC函〔2024〕2号")).await;
        let told = stage.entries(stage.sc).await;
        assert_eq!((told.len(), &told[0]["body"]["rule"]), (1, &json!("SC-M2.claim")));
        stage.event(Person {
            change_id: Uuid::from_u128(5), contract_id: stage.hc.0, rule: "HC-T1", clause: "五(二)1", works: vec![],
            title: "核心技术人员", left_on: "2024-09-29", text: "未经同意离岗", at: at("2024-09-30T01:00:00Z"),
        }).await;
        assert_eq!(stage.entries(stage.hc).await[0]["body"]["rule"], "HC-M2.other");
        // Ten working days behind 30 September, with the holiday and its make-up days.
        let term = stage.read(&format!("contracts/{}/account", stage.sc)).await["objection_terms"][0].clone();
        assert_eq!((&term["until"], &term["over"]), (&json!("2024-10-18"), &json!(false)), "{term}");
        let objection = |on: &str| json!({ "kind": "objection", "breach": "WY-001", "text": "已返工", "on": on });
        stage.env.set("2024-10-18T23:00:00+08:00");
        stage.tell(&stage.manager(), stage.sc, &objection("2024-10-18")).await.expect(201);
        stage.env.set("2024-10-19T00:00:00+08:00");
        let refused = stage.tell(&stage.manager(), stage.sc, &objection("2024-10-19")).await.expect(409);
        assert_eq!(refused.code(), "billing.objection_over");
        assert!(refused.text().contains("合同一般条款 6.1、6.2"), "{}", refused.text());
        stage.tell(&stage.manager(), stage.hc, &objection("2024-10-19")).await.expect(201);
    }

    async fn what_happened_long_ago_waits_for_the_daily_look(db: Db) {
        let stage = Stage::new(db).await;
        stage.clock(7, "2024-09-10T09:00:00+08:00", PromiseState::Broken, None);
        stage.event(Breached { ticket_id: Uuid::from_u128(7), contract_id: stage.hc.0, at: at("2024-09-10T01:00:00Z") }).await;
        assert_eq!(stage.kinds(stage.hc).await, Vec::<String>::new());
        stage.look().await;
        assert_eq!(stage.kinds(stage.hc).await, ["breach"]);
    }

    async fn accepted_reports_meet_the_condition_of_their_payment_and_no_other(db: Db) {
        let stage = Stage::new(db).await;
        let report = |n, from, to, how| Accepted {
            report_id: Uuid::from_u128(n), contract_id: stage.hc.0, rule: "HC-R1.monthly", from, to, on: "2024-09-20", how,
            clause: "六(二)", path: "/reports/1", at: at("2024-09-20T02:00:00Z"),
        };
        // The vendor serves from 20 July on: the days of July belong to the report of August, which the second payment waits for.
        stage.event(report(1, "2024-08-01", "2024-08-31", "by_client")).await;
        stage.event(report(3, "2024-09-01", "2024-09-30", "by_client")).await;
        assert_eq!(stage.kinds(stage.hc).await, Vec::<String>::new());
        stage.event(report(2, "2024-07-20", "2024-08-31", "by_silence")).await;
        let told = stage.entries(stage.hc).await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!((&told[0]["body"]["for"], &told[0]["body"]["on"]), (&json!("HC-M1.2"), &json!("2024-09-20")));
        let evidence = told[0]["body"]["evidence"].as_str().unwrap();
        assert!(evidence.contains("视为通过（六(二)）") && evidence.contains("/reports/1"), "{evidence}");
        stage.look().await;
        stage.event(report(2, "2024-07-20", "2024-08-31", "by_silence")).await;
        assert_eq!(stage.kinds(stage.hc).await.len(), 1);
        let back = TakenBack {
            report_id: Uuid::from_u128(2), contract_id: stage.hc.0, rule: "HC-R1.monthly", from: "2024-07-20",
            to: "2024-08-31", at: at("2024-09-30T02:00:00Z"),
        };
        stage.event(back).await;
        assert_eq!(stage.kinds(stage.hc).await, ["happened", "withdrawal"]);
    }

    async fn a_payment_that_was_made_keeps_its_reports(db: Db) {
        let stage = Stage::new(db).await;
        stage.event(Accepted {
            report_id: Uuid::from_u128(2), contract_id: stage.hc.0, rule: "HC-R1.monthly", from: "2024-07-20",
            to: "2024-08-31", on: "2024-09-20", how: "by_client", clause: "六(二)", path: "/reports/1",
            at: at("2024-09-20T02:00:00Z"),
        }).await;
        let paid = json!({ "kind": "payment", "for": "HC-M1.2", "on": "2024-09-25", "amount": "540900.00", "voucher": "记-1" });
        stage.tell(&stage.by(7, Role::Finance), stage.hc, &paid).await.expect(201);
        stage.event(TakenBack {
            report_id: Uuid::from_u128(2), contract_id: stage.hc.0, rule: "HC-R1.monthly", from: "2024-07-20",
            to: "2024-08-31", at: at("2024-09-30T02:00:00Z"),
        }).await;
        assert_eq!(stage.kinds(stage.hc).await, ["happened", "payment"]);
    }

    async fn money_at_risk_names_what_is_open_and_what_it_would_cost(db: Db) {
        let stage = Stage::new(db).await;
        stage.clock(7, "2024-09-30T11:00:00+08:00", PromiseState::Running, None);
        stage.clock(8, "2024-09-30T12:00:00+08:00", PromiseState::Held, None);
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-10-01", DutyState::Open);
        stage.duty(stage.hc, "HC-I1.2.daily", "2024-11-01", DutyState::Coming);
        let risk = stage.read(&format!("contracts/{}/money-at-risk", stage.hc)).await;
        let rule = &risk["rules"][0];
        assert_eq!((&risk["sum"], &rule["count"], &rule["breaches"]), (&json!("180300.00"), &json!(2), &json!(2)), "{risk:#}");
        assert_eq!(rule["items"][0]["due_at"], "2024-09-30T03:00:00Z");
        assert_eq!((&rule["rule"]["rule"], &rule["items"][0]["label"]), (&json!("HC-M2.service"), &json!("HC-2024-000007")));
        let far = stage.read(&format!("contracts/{}/money-at-risk?days=60", stage.hc)).await;
        assert_eq!(far["rules"][0]["count"], 3);
        let all = stage.read("billing/at-risk").await;
        let sums: Vec<_> = all.as_array().unwrap().iter().map(|one| one["sum"].as_str().unwrap()).collect();
        assert_eq!(sums, ["180300.00", "0.00"], "the dearest first");
        let stranger = actor(3).on_works(stage.hc, Role::VendorManager, &["3"]).done();
        stage.app.get(&format!("/api/v1/contracts/{}/money-at-risk", stage.hc)).by(&stranger).send().await.expect(404);
    }

    async fn a_payment_that_falls_due_is_told_once(db: Db) {
        let stage = Stage::new(db).await;
        for (fact, on) in [("in_force", "2024-07-19"), ("funds_arrived", "2024-08-01"), ("reports_accepted", "2024-08-16"), ("invoice_received", "2024-08-20")] {
            let body = json!({ "kind": "happened", "fact": fact, "for": "HC-M1.1", "on": on });
            stage.tell(&stage.manager(), stage.hc, &body).await.expect(201);
        }
        for _ in 0..2 {
            stage.app.run_job("billing.due").await.unwrap();
        }
        assert_eq!(stage.told("billing.payment_due").await, 1);
        let source = BillingModule.duties().unwrap();
        let mut tx = stage.app.app().db().read().await.unwrap();
        let span = ("2024-09-01".parse().unwrap(), "2024-09-30".parse().unwrap());
        let owed = source.duties(stage.app.app(), &mut tx, stage.hc, span.0, span.1).await.unwrap();
        let found: Vec<_> = owed.iter().map(|duty| (duty.rule.as_str(), duty.state)).collect();
        assert_eq!(found, [("HC-M1.1", DutyState::Missed)]);
        let bond = source.duties(stage.app.app(), &mut tx, stage.sc, "2024-06-01".parse().unwrap(), span.1).await.unwrap();
        assert_eq!((bond[0].rule.as_str(), bond[0].state), ("SC-M1.bond", DutyState::Missed));
    }

    async fn a_questioned_report_raises_until_it_is_accepted(db: Db) {
        let stage = Stage::new(db).await;
        let seen = Questioned {
            report_id: Uuid::from_u128(3), contract_id: stage.hc.0, rule: "HC-R1.yearly", version: 1, title: "年报",
            text: "缺漏洞整改", clause: "六(二)", at: at("2024-09-30T01:00:00Z"),
        };
        stage.event(seen).await;
        assert_eq!(stage.kinds(stage.hc).await, Vec::<String>::new(), "HC prints no price of a question");
    }
}
