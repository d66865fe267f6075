//! What probes, inspections, registers and backups found wrong.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    db::Db,
    events::{self, Event},
};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{Stage, clock, id, kinds, new};

/// The events as other modules tell them.
macro_rules! told {
    ($name:ident, $kind:literal) => {
        #[derive(Clone)]
        struct $name(ContractId, Value);

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.1.serialize(serializer)
            }
        }

        impl Event for $name {
            const KIND: &'static str = $kind;

            fn subject(&self) -> Uuid {
                Uuid::nil()
            }

            fn contract(&self) -> Option<ContractId> {
                Some(self.0)
            }
        }
    };
}
told!(ProbeFound, "probing.deviation_found");
told!(ProbeGone, "probing.deviation_gone");
told!(RunFound, "inspection.deviation_found");
told!(RunGone, "inspection.deviation_gone");
told!(DataFound, "inventory.deviation_found");
told!(TicketWanted, "certificates.ticket_wanted");
told!(TicketTold, "certificates.ticket_told");

fn finding(contract: ContractId, key: &str, said: &str, at: DateTime<Utc>) -> Value {
    json!({
        "key": key, "contract_id": contract, "work": null, "service": null, "level": null,
        "title": "磁盘空间不足", "description": said, "at": at,
    })
}

impl Stage {
    async fn tell(&self, events: &[impl Event]) {
        let mut tx = self.db.write().await.unwrap();
        for event in events {
            events::record(&mut tx, &self.env.env(), event).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(self.app.deliver_events().await.failed, 0);
    }

    async fn tickets(&self) -> Vec<Value> {
        let page = self.get(&self.manager(), "/tickets?limit=200").await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }
}

on_both_databases! {
    async fn one_ticket_is_opened_with_the_contracts_own_case(db: Db) {
        let stage = Stage::new(db).await;
        let found = RunFound(stage.hs, finding(stage.hs, "inspection:a", "已用 96%，上限 90%", stage.env.now()));
        stage.tell(&[found.clone(), found]).await;
        let tickets = stage.tickets().await;
        assert_eq!(tickets.len(), 1);
        let ticket = stage.now(&tickets[0]).await;
        let facts = [&ticket["case"], &ticket["channel"], &ticket["title"], &ticket["reporter"]["name"]];
        assert_eq!(facts.map(|fact| fact.as_str().unwrap_or_default()), ["HS-S2", "monitoring", "磁盘空间不足", "巡检"], "{ticket}");
        assert!(ticket["description"].as_str().unwrap().contains("已用 96%"));
        // Told twice it is known, and counted once.
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await), ["opened"]);
        let events = stage.events(&ticket).await;
        let told: Vec<_> = events.iter().filter(|(kind, _)| kind == "ticketing.deviation_ticketed").map(|(_, told)| told).collect();
        assert_eq!(told.len(), 1);
        assert_eq!((&told[0]["key"], &told[0]["number"]), (&json!("inspection:a"), &ticket["number"]));
    }

    async fn level_work_and_service_are_taken_where_the_contract_knows_them(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let mut grave = finding(stage.re, "probe:1", "无法连接", stage.env.now());
        (grave["level"], grave["work"], grave["service"]) = (json!(1), json!("5"), json!("no such service"));
        let mut mild = finding(stage.re, "probe:2", "偏慢", stage.env.now());
        (mild["level"], mild["work"]) = (json!(3), json!("2"));
        let unnamed = finding(stage.re, "probe:3", "偏慢", stage.env.now());
        stage.tell(&[ProbeFound(stage.re, grave), ProbeFound(stage.re, mild), ProbeFound(stage.re, unnamed)]).await;
        let mut seen: Vec<(String, String)> = Vec::new();
        for ticket in stage.tickets().await {
            let ticket = stage.now(&ticket).await;
            seen.push((ticket["work"].as_str().unwrap().to_owned(), ticket["case"].as_str().unwrap().to_owned()));
        }
        seen.sort();
        let expected = [("1", "RE-1"), ("2", "RE-2a"), ("5", "RE-5b")].map(|(work, case)| (work.to_owned(), case.to_owned()));
        assert_eq!(seen, expected);
    }

    async fn a_thousand_of_one_key_are_one_ticket_with_a_short_history(db: Db) {
        let stage = Stage::new(db).await;
        let start = stage.env.now();
        let events: Vec<ProbeFound> = (0..1_000)
            .map(|n| ProbeFound(stage.hs, finding(stage.hs, "probe:x", &format!("超时 {n} 毫秒"), start + TimeDelta::seconds(n))))
            .collect();
        stage.tell(&events).await;
        let tickets = stage.tickets().await;
        assert_eq!(tickets.len(), 1);
        let history = stage.history(&stage.client(), &tickets[0]).await;
        assert_eq!(history.len(), 20, "{:?}", kinds(&history));
        assert_eq!(history[19]["data"]["times"], 20);
        // An hour later the history tells how many there were.
        let later = start + TimeDelta::hours(1) + TimeDelta::minutes(1);
        stage.tell(&[ProbeFound(stage.hs, finding(stage.hs, "probe:x", "超时", later))]).await;
        let history = stage.history(&stage.client(), &tickets[0]).await;
        assert_eq!((history.len(), &history[20]["data"]["times"]), (21, &json!(1_001)));
    }

    async fn what_is_gone_is_told_and_a_person_closes(db: Db) {
        let stage = Stage::new(db).await;
        let found_at = stage.env.now();
        stage.tell(&[RunFound(stage.hs, finding(stage.hs, "inspection:a", "黑屏", found_at))]).await;
        let ticket = stage.tickets().await[0].clone();
        let gone = json!({ "key": "inspection:a", "at": found_at + TimeDelta::minutes(65), "lasted_seconds": 3900, "text": "复查正常" });
        stage.tell(&[RunGone(stage.hs, gone.clone()), RunGone(stage.hs, gone)]).await;
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "deviation_gone"]);
        assert!(history[1]["text"].as_str().unwrap().ends_with("持续 1 小时 5 分钟。复查正常"), "{history:?}");
        assert_eq!((&history[1]["by"]["name"], &stage.now(&ticket).await["state"]), (&json!("巡检"), &json!("open")));
        // Found again while it is open: the same ticket; once it is closed: another one.
        let again = |minutes| RunFound(stage.hs, finding(stage.hs, "inspection:a", "黑屏", found_at + TimeDelta::minutes(minutes)));
        stage.tell(&[again(70)]).await;
        assert_eq!(stage.tickets().await.len(), 1);
        assert_eq!(stage.history(&stage.client(), &ticket).await[2]["data"]["again"], true);
        stage.act(&stage.agent(), &ticket, "cancel", json!({ "reason": "误报" })).await.expect(200);
        stage.tell(&[again(80)]).await;
        assert_eq!(stage.tickets().await.len(), 2);
    }

    async fn a_service_that_is_up_again_stops_the_clock_that_bounds_that(db: Db) {
        let stage = Stage::new(db).await;
        let mut found = finding(stage.hs, "probe:x", "无法连接", stage.env.now());
        found["level"] = json!(1);
        stage.tell(&[ProbeFound(stage.hs, found)]).await;
        let ticket = stage.tickets().await[0].clone();
        stage.env.advance(TimeDelta::minutes(7));
        let gone = json!({ "key": "probe:x", "at": stage.env.now(), "lasted_seconds": 420, "text": null });
        stage.tell(&[ProbeGone(stage.hs, gone)]).await;
        let now = stage.now(&ticket).await;
        let restore = now["clocks"].as_array().unwrap().iter().any(|clock| clock["kind"] == "restore");
        if restore {
            assert_eq!((&now["state"], &clock(&now, "restore")["state"]), (&json!("restored"), &json!("met")));
        } else {
            assert_eq!(now["state"], "open");
        }
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await).contains(&"restored"), restore);
        assert!(restore, "the security contract promises when service is back: {now}");
    }

    async fn a_merged_ticket_is_carried_on_by_the_other_one(db: Db) {
        let stage = Stage::new(db).await;
        let at = stage.env.now();
        stage.tell(&[RunFound(stage.hs, finding(stage.hs, "inspection:a", "黑屏", at))]).await;
        let found = stage.tickets().await[0].clone();
        let other = stage.open_as(&stage.agent(), stage.hs, &new("HS-S2")).await.expect(201).json();
        stage.act(&stage.agent(), &found, "merge", json!({ "into": id(&other) })).await.expect(200);
        stage.tell(&[RunFound(stage.hs, finding(stage.hs, "inspection:a", "仍然黑屏", at + TimeDelta::hours(2)))]).await;
        let history = stage.history(&stage.client(), &other).await;
        assert_eq!(history.last().unwrap()["kind"], "deviation_found");
    }

    async fn an_end_that_came_first_is_told_when_its_beginning_comes(db: Db) {
        let stage = Stage::new(db).await;
        let at = stage.env.now();
        let gone = json!({ "key": "probe:x", "at": at + TimeDelta::minutes(2), "lasted_seconds": 120 });
        stage.tell(&[ProbeGone(stage.hs, gone)]).await;
        assert!(stage.tickets().await.is_empty());
        stage.tell(&[ProbeFound(stage.hs, finding(stage.hs, "probe:x", "无法连接", at))]).await;
        let ticket = stage.tickets().await[0].clone();
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await), ["opened", "deviation_gone"]);
    }

    async fn a_contract_that_is_over_opens_nothing(db: Db) {
        let stage = Stage::at(db, "2026-06-01T10:00:00+08:00").await;
        stage.tell(&[RunFound(stage.hs, finding(stage.hs, "inspection:a", "黑屏", stage.env.now()))]).await;
        assert!(stage.get(&stage.manager(), "/tickets").await.expect(200).json()["items"].as_array().unwrap().is_empty());
    }
}

fn wanted(contract: ContractId, at: DateTime<Utc>) -> Value {
    json!({
        "key": "certificate_request:a", "contract_id": contract, "work": null, "title": "证书更新：3 张证书",
        "description": "事由：下月到期", "requester": "李科长（演示）", "at": at,
    })
}

on_both_databases! {
    async fn what_is_wanted_becomes_one_ticket_of_whoever_asked_and_its_module_is_told(db: Db) {
        let stage = Stage::new(db).await;
        let want = TicketWanted(stage.hs, wanted(stage.hs, stage.env.now()));
        stage.tell(&[want.clone(), want]).await;
        let tickets = stage.tickets().await;
        assert_eq!(tickets.len(), 1);
        let ticket = stage.now(&tickets[0]).await;
        let facts = [&ticket["kind"], &ticket["channel"], &ticket["title"], &ticket["reporter"]["name"]];
        let want = ["service_request", "web", "证书更新：3 张证书", "李科长（演示）"];
        assert_eq!(facts.map(|fact| fact.as_str().unwrap_or_default()), want, "{ticket}");
        let events = stage.events(&ticket).await;
        let told: Vec<_> = events.iter().filter(|(kind, _)| kind == "ticketing.deviation_ticketed").map(|(_, told)| told).collect();
        assert_eq!(told.len(), 1);
        assert_eq!((&told[0]["key"], &told[0]["number"]), (&json!("certificate_request:a"), &ticket["number"]));
    }

    async fn what_becomes_of_it_is_told_in_the_ticket_for_everybody(db: Db) {
        let stage = Stage::new(db).await;
        let said = |text: &str, ticket: Value| {
            json!({ "key": "certificate_request:a", "contract_id": stage.hs, "ticket_id": ticket, "text": text, "at": stage.env.now() })
        };
        // Nothing is opened for what is told of something that nobody wanted.
        stage.tell(&[TicketTold(stage.hs, said("批准了证书更新", json!(null)))]).await;
        assert!(stage.tickets().await.is_empty());
        stage.tell(&[TicketWanted(stage.hs, wanted(stage.hs, stage.env.now()))]).await;
        stage.tell(&[TicketTold(stage.hs, said("李科长批准了证书更新", json!(null)))]).await;
        let ticket = stage.tickets().await.remove(0);
        stage.tell(&[TicketTold(stage.hs, said("王工办结了证书更新", ticket["id"].clone()))]).await;
        let history = stage.history(&stage.client(), &ticket).await;
        let said: Vec<&str> = history.iter().filter(|one| one["kind"] == "replied").filter_map(|one| one["text"].as_str()).collect();
        assert_eq!(said.len(), 2, "{history:?}");
        assert!(said.contains(&"李科长批准了证书更新") && said.contains(&"王工办结了证书更新"));
        // A word of the software answers nobody: the clock of the response runs on.
        assert!(clock(&stage.now(&ticket).await, "response")["stopped_at"].is_null());
        // A ticket of another contract is left alone.
        let foreign = json!({ "key": "x", "contract_id": stage.re, "ticket_id": ticket["id"], "text": "不相干", "at": stage.env.now() });
        stage.tell(&[TicketTold(stage.re, foreign)]).await;
        assert_eq!(stage.history(&stage.client(), &ticket).await.len(), history.len());
    }

    async fn a_database_that_cannot_be_read_becomes_a_ticket(db: Db) {
        let stage = Stage::new(db).await;
        stage.tell(&[DataFound(stage.hs, finding(stage.hs, "data_source:a", "连接被拒绝", stage.env.now()))]).await;
        assert_eq!(stage.now(&stage.tickets().await[0]).await["reporter"]["name"], "数据盘点");
    }
}
