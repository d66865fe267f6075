//! Live lists: who is told of what happens.

use std::time::Duration;

use axum::body::BodyDataStream;
use futures::StreamExt;
use jianyue_kernel::{Grant, Role};
use serde_json::{Value, json};
use tokio::{sync::watch, time::timeout};

use crate::stage::{Stage, Visitor, id, on_both_hosts};

/// Longest wait for something that has to come.
const PATIENCE: Duration = Duration::from_secs(20);

on_both_hosts! {
    async fn everybody_is_told_of_their_own_contracts_only(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let other_agent = stage.person(Role::HotlineAgent, "RE").await;
        let ours = stage.open_ticket(&agent, "HS").await;
        let theirs = stage.open_ticket(&other_agent, "RE").await;
        for (prefix, role, told, untold) in [
            ("HS", Role::ClientOfficial, &ours, &theirs),
            ("HS", Role::Engineer, &ours, &theirs),
            ("RE", Role::ClientOfficial, &theirs, &ours),
            ("RE", Role::Finance, &theirs, &ours),
        ] {
            let listener = stage.person(role, prefix).await;
            let heard = resumed(stage, &listener, told).await;
            assert!(!heard.contains(&id(untold).to_string()), "{role:?} of {prefix} heard {heard}");
        }
    }

    async fn internal_notes_are_told_to_nobody(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let noted = stage.open_ticket(&agent, "HS").await;
        let before = events_of(stage, &noted).await;
        stage.act(&agent, &noted, "notes", json!({ "text": "内部：怀疑客户误操作" })).await;
        stage.act(&agent, &noted, "replies", json!({ "text": "内部回复", "visibility": "internal" })).await;
        assert_eq!(events_of(stage, &noted).await, before);
        let last = stage.open_ticket(&agent, "HS").await;
        let official = stage.person(Role::ClientOfficial, "HS").await;
        let heard = resumed(stage, &official, &last).await;
        assert_eq!(heard.matches(&id(&noted).to_string()).count(), 1, "the opening, and nothing else: {heard}");
        assert!(!heard.contains("内部"));
    }

    async fn a_consortium_member_is_told_of_its_works_only(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "RE").await;
        let path = format!("/api/v1/contracts/{}/tickets", stage.contract("RE"));
        let mut body = crate::stage::new_ticket("RE");
        let third = stage.post(&path).by(&agent).json(&body).send().await.expect(201).json();
        body["case"] = json!("RE-1");
        body["work"] = json!("1");
        let first = stage.post(&path).by(&agent).json(&body).send().await.expect(201).json();
        let grant = Grant { contract: Some(stage.contract("RE")), role: Role::Engineer, works: vec!["1".to_owned()] };
        let member = stage.person_with(vec![grant], "RE").await;
        let heard = resumed(stage, &member, &first).await;
        assert!(!heard.contains(&id(&third).to_string()), "{heard}");
    }

    async fn what_happens_now_is_told_now(stage: &Stage) {
        let app = &stage.host.app;
        let (stop, stopped) = watch::channel(false);
        let tail = tokio::spawn(app.live().clone().run(app.db().clone(), app.env().clone(), stopped));
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let outsider = stage.person(Role::HotlineAgent, "RE").await;
        let mut inside = listen(stage, &agent, None).await;
        let mut outside = listen(stage, &outsider, None).await;
        // The tail begins at the end of the log, wherever that is when it gets there: one of these comes after it.
        let mut heard = None;
        for _ in 0..20 {
            stage.open_ticket(&agent, "HS").await;
            if let Ok(Some(Ok(piece))) = timeout(Duration::from_secs(1), inside.next()).await {
                heard = Some(String::from_utf8_lossy(&piece).into_owned());
                break;
            }
        }
        let heard = heard.expect("an event within seconds");
        assert!(heard.contains("event: ticketing.ticket_opened"), "{heard}");
        let theirs = stage.open_ticket(&outsider, "RE").await;
        let heard = until(&mut outside, &theirs).await;
        assert!(!heard.contains(&stage.contract("HS").to_string()), "{heard}");
        stop.send(true).unwrap();
        tail.await.unwrap();
    }
}

async fn listen(stage: &Stage, by: &Visitor, last: Option<i64>) -> BodyDataStream {
    let ask = stage.get("/api/v1/events").by(by);
    let ask = match last {
        Some(last) => ask.header("last-event-id", &last.to_string()),
        None => ask,
    };
    let answer = ask.stream().await;
    assert_eq!(answer.status(), 200);
    answer.into_body().into_data_stream()
}

/// Everything that `by` missed since the beginning, up to the event about `last`.
async fn resumed(stage: &Stage, by: &Visitor, last: &Value) -> String {
    until(&mut listen(stage, by, Some(0)).await, last).await
}

/// What is told up to the event about `last`.
async fn until(stream: &mut BodyDataStream, last: &Value) -> String {
    let mut heard = String::new();
    let end = id(last).to_string();
    while !heard.contains(&end) {
        let piece = timeout(PATIENCE, stream.next()).await.unwrap_or_else(|_| panic!("only this was told: {heard}"));
        heard += &String::from_utf8_lossy(&piece.expect("an open stream").expect("a piece"));
    }
    heard
}

async fn events_of(stage: &Stage, ticket: &Value) -> i64 {
    let mut tx = stage.host.app.db().peek().await.unwrap();
    let count = "SELECT COUNT(*) FROM event WHERE subject = $1";
    let (events,): (i64,) = tx.one(count, jianyue_platform::args![id(ticket)]).await.unwrap();
    events
}
