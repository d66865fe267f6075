//! What happens at the hotline is told to the people of its contract, through the modules as they are put together.

use jianyue_kernel::{Grant, Role};
use jianyue_platform::jobs::Job;
use serde_json::{Value, json};

use crate::stage::{Stage, Visitor, on_both_hosts};

/// What somebody was told, the first first.
async fn told(stage: &Stage, who: &Visitor) -> Vec<Value> {
    let who = stage.back(who).await;
    let page = stage.get("/api/v1/me/notifications").by(&who).send().await.expect(200).json();
    page["items"].as_array().unwrap().iter().rev().cloned().collect()
}

/// Of which occasions.
async fn occasions(stage: &Stage, who: &Visitor) -> Vec<String> {
    told(stage, who).await.iter().map(|notice| notice["occasion"].as_str().unwrap().to_owned()).collect()
}

/// Runs a job of the hotline now and lets everybody act on what it recorded.
async fn run(stage: &Stage, name: &str) {
    let jobs = stage.host.modules.all.iter().flat_map(|module| module.jobs());
    let job: Job = jobs.into_iter().find(|job| job.name == name).unwrap();
    job.run.run(&stage.host.app, stage.env.now()).await.unwrap();
    stage.host.dispatcher().settle().await.unwrap();
}

/// Somebody of a consortium: sees some works of a contract only.
async fn member(stage: &Stage, role: Role, prefix: &str, work: &str) -> Visitor {
    let grant = Grant { contract: Some(stage.contract(prefix)), role, works: vec![work.to_owned()] };
    stage.person_with(vec![grant], prefix).await
}

on_both_hosts! {
    async fn return_calls_are_told_to_the_agents_and_discontent_to_the_managers(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let colleague = stage.person(Role::HotlineAgent, "HS").await;
        let manager = stage.person(Role::VendorManager, "HS").await;
        let engineer = stage.person(Role::Engineer, "HS").await;
        let official = stage.person(Role::ClientOfficial, "HS").await;
        let outside = [
            member(stage, Role::HotlineAgent, "HS", "apps").await,
            member(stage, Role::VendorManager, "HS", "apps").await,
            stage.person(Role::HotlineAgent, "RE").await,
            stage.person(Role::VendorManager, "RE").await,
        ];
        let ticket = stage.open_ticket(&engineer, "HS").await;
        stage.act(&engineer, &ticket, "resolve", json!({ "solution": "更换证书" })).await;
        stage.act(&official, &ticket, "accept", json!({ "satisfaction": 5 })).await;
        stage.host.dispatcher().settle().await.unwrap();
        let page = stage.get("/api/v1/return-calls").by(&agent).send().await.expect(200).json();
        let call = page["items"][0].clone();
        assert_eq!((page["items"].as_array().unwrap().len(), &call["ticket_id"]), (1, &ticket["id"]));
        let due: chrono::DateTime<chrono::Utc> = call["due_at"].as_str().unwrap().parse().unwrap();

        let ours = |all: Vec<String>| all.into_iter().filter(|one| one.starts_with("return_call.")).collect::<Vec<_>>();
        for (hours, expected) in [(-16, 1), (-1, 1), (8, 2), (9, 2)] {
            stage.env.set(&(due + chrono::TimeDelta::hours(hours)).to_rfc3339());
            run(stage, "hotline.return_calls_due").await;
            for who in [&agent, &colleague] {
                assert_eq!(ours(occasions(stage, who).await), vec!["return_call.due"; expected], "{hours} h");
            }
        }
        let notice = told(stage, &colleague).await.into_iter().find(|one| one["occasion"] == "return_call.due").unwrap();
        assert_eq!(notice["path"], format!("/return-calls?call={}", call["id"].as_str().unwrap()));
        let (line, text) = (notice["line"].as_str().unwrap(), notice["text"].as_str().unwrap());
        assert!(line.contains(ticket["number"].as_str().unwrap()), "{line}");
        assert!(text.contains("附件一 四.1(9)") && text.contains("请在 "), "{text}");

        let said = json!({ "satisfaction": 1, "comment": "又坏了", "follow_up": "reopen" });
        let path = format!("/api/v1/return-calls/{}/complete", call["id"].as_str().unwrap());
        stage.post(&path).by(&stage.back(&agent).await).json(&said).send().await.expect(200);
        stage.host.dispatcher().settle().await.unwrap();
        assert_eq!(ours(occasions(stage, &manager).await), ["return_call.dissatisfied"]);
        let notices = told(stage, &manager).await;
        let notice = notices.iter().find(|one| one["occasion"] == "return_call.dissatisfied").unwrap();
        let text = notice["text"].as_str().unwrap();
        assert!(text.contains("满意度 1 分，要求重新处理：又坏了"), "{text}");
        for nobody in outside.iter().chain([&engineer, &official]) {
            assert_eq!(ours(occasions(stage, nobody).await), Vec::<String>::new());
        }
        assert_eq!(ours(occasions(stage, &agent).await).len(), 2, "nobody is told of their own deeds");
    }

    async fn a_gap_in_the_roster_is_told_to_the_managers_of_its_contract(stage: &Stage) {
        let manager = stage.person(Role::VendorManager, "EX").await;
        let outside = [
            stage.person(Role::HotlineAgent, "EX").await,
            stage.person(Role::ClientOfficial, "EX").await,
            member(stage, Role::VendorManager, "EX", "support").await,
            stage.person(Role::VendorManager, "HS").await,
        ];
        for _ in 0..2 {
            run(stage, "hotline.roster_gaps").await;
        }
        let notices = told(stage, &manager).await;
        let lines: Vec<&str> = notices.iter().map(|notice| notice["line"].as_str().unwrap()).collect();
        assert_eq!(lines, [
            "排班缺口：EX 3月5日值班空缺：电话 08:00–20:00，在线 08:00–20:00",
            "排班缺口：EX 3月3日值班空缺：电话 08:00–20:00，在线 08:00–20:00",
        ]);
        let path = format!("/roster?contract={}&day=2026-03-05", stage.contract("EX"));
        assert_eq!((&notices[0]["occasion"], &notices[0]["path"]), (&json!("roster.gap"), &json!(path)));
        for nobody in &outside {
            assert_eq!(occasions(stage, nobody).await, Vec::<String>::new());
        }
    }

    async fn what_goes_up_is_told_to_who_gets_it_and_to_who_held_it(stage: &Stage) {
        let manager = stage.person(Role::VendorManager, "HS").await;
        let (first, second) = (stage.person(Role::Engineer, "HS").await, stage.person(Role::Engineer, "HS").await);
        let shift = json!({
            "duty": "on_call_2", "person_id": second.id, "from": "2026-03-02T08:00:00+08:00", "to": "2026-03-02T20:00:00+08:00",
        });
        let path = format!("/api/v1/contracts/{}/shifts", stage.contract("HS"));
        stage.post(&path).by(&manager).json(&shift).send().await.expect(201);
        let ticket = stage.open_ticket(&first, "HS").await;
        stage.act(&first, &ticket, "take", json!({})).await;
        // Nobody is on call at the third level: it stays.
        let up = stage.act(&manager, &ticket, "escalate", json!({ "reason": "需要二线" })).await;
        assert_eq!(up["assignee"]["id"], json!(second.id));
        let up = stage.act(&manager, &ticket, "escalate", json!({ "reason": "需要三线" })).await;
        assert_eq!(up["assignee"]["id"], json!(second.id));
        stage.host.dispatcher().settle().await.unwrap();
        let seconds = occasions(stage, &second).await;
        assert!(seconds.contains(&"ticket.assigned".to_owned()), "{seconds:?}");
        assert_eq!(occasions(stage, &first).await, ["ticket.handed_up", "ticket.handed_up"]);
    }
}
