//! Who is told of what, and how things gather.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::Role;
use jianyue_platform::{args, db::Db};
use jianyue_testkit::{actor, on_both_databases};
use serde_json::json;
use uuid::Uuid;

use super::common::{Breached, Changed, Setting, Stage, engineer, house, manager, official, silent_mailer};

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

on_both_databases! {
    async fn a_storm_is_one_message_and_says_how_many_things_there_are(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&["in_app".to_owned(), robot]).await;
        let breached = |level| Breached { ticket_id: stage.ticket(level), clock: "response", at: stage.env.now() };
        let mut storm: Vec<Breached> = (0..1000).map(|_| breached(3)).collect();
        storm[700] = breached(1);
        stage.record(&storm).await;
        let begun = Instant::now();
        stage.app.deliver_events().await;
        println!("1,000 events were told in {:?}", begun.elapsed());
        let message = stage.message().await;
        assert_eq!((message.count, message.level, message.items.len()), (1000, Some(1), 21));
        // Severity 1 does not wait for the gathering of the others.
        assert_eq!(message.due_at, stage.env.now() + TimeDelta::seconds(5));

        stage.send().await;
        assert!(stage.sink.heard().is_empty(), "it still gathers");
        stage.env.advance(TimeDelta::seconds(6));
        stage.send().await;
        let heard = stage.sink.heard();
        assert_eq!(heard.len(), 1);
        let text = heard[0].1["text"]["content"].as_str().unwrap();
        assert!(text.starts_with("【践约】1000 条提醒（超时）：响应超时：HS-2026-000001"), "{text}");
        let unread = stage.app.get("/api/v1/me/notifications/unread").by(&manager()).send().await.expect(200).json();
        assert_eq!(unread["unread"], 100, "a hundred stands for more");
    }

    async fn what_comes_up_after_a_message_went_out_gathers_for_longer(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&[robot]).await;
        stage.breach(3).await;
        assert_eq!(stage.message().await.due_at, stage.env.now() + TimeDelta::seconds(30));
        stage.env.advance(TimeDelta::seconds(31));
        stage.send().await;
        stage.env.advance(TimeDelta::seconds(10));
        stage.breach(3).await;
        assert_eq!(stage.messages().await[1].due_at, stage.env.now() + TimeDelta::minutes(2));
    }

    async fn quiet_hours_hold_what_is_not_grave_and_never_severity_1(db: Db) {
        let stage = Stage::with(db, Setting { at: Some("2026-03-02T23:00:00+08:00"), mailer: None }).await;
        let robot = stage.robot().await;
        stage.rules(json!({
            "rules": [{ "occasion": "ticket.breached", "to": ["managers"], "by": ["in_app", robot] }],
            "quiet": { "from": "22:00:00", "to": "07:00:00", "except_level": 0 },
        })).await;
        stage.breach(2).await;
        assert_eq!(stage.message().await.due_at, time("2026-03-03T07:00:00+08:00"));
        assert_eq!(stage.notices(&manager()).await.len(), 1, "the list in the web is never silent");
        stage.env.set("2026-03-03T03:00:00+08:00");
        stage.send().await;
        assert!(stage.sink.heard().is_empty());
        // It joins the message, which then goes at once.
        stage.breach(1).await;
        stage.env.advance(TimeDelta::seconds(5));
        stage.send().await;
        assert_eq!(stage.sink.heard().len(), 1);
        assert_eq!(stage.message().await.count, 2);
    }

    async fn an_event_that_is_delivered_again_tells_nobody_again(db: Db) {
        let stage = Stage::with(db, silent_mailer()).await;
        stage.rules(house()).await;
        stage.breach(2).await;
        let before = (stage.messages().await, stage.notices(&manager()).await);
        let mut tx = stage.db.write().await.unwrap();
        tx.execute("UPDATE event SET dispatched_at = NULL", args![]).await.unwrap();
        tx.commit().await.unwrap();
        stage.app.deliver_events().await;
        assert_eq!((stage.messages().await, stage.notices(&manager()).await), before);
    }

    async fn by_a_way_that_is_not_set_up_people_are_told_in_the_web(db: Db) {
        // Neither a mail server nor a gateway.
        let stage = Stage::new(db).await;
        stage.tell_managers_by(&["email".to_owned(), "sms".to_owned()]).await;
        stage.breach(1).await;
        assert_eq!(stage.messages().await, []);
        assert_eq!(stage.notices(&manager()).await.len(), 1);
        let path = format!("/api/v1/contracts/{}/notification-rules", crate::common::here());
        let ways = stage.app.get(&path).by(&manager()).send().await.expect(200).json()["ways"].clone();
        let broken = |way: &serde_json::Value| way["unavailable"].is_string();
        let broken: Vec<_> = ways.as_array().unwrap().iter().filter(|way| broken(way)).map(|way| &way["way"]).collect();
        assert_eq!(broken, ["email", "sms"]);
    }

    async fn nobody_is_told_of_what_they_did_themselves_or_may_not_see(db: Db) {
        let stage = Stage::new(db).await;
        let of_another_work = actor(4).done();
        stage.team.add(&of_another_work, Role::VendorManager, &["network"]);
        stage.rules(json!({
            "rules": [{ "occasion": "ticket.urged", "to": ["managers", "assignee", "officials"], "by": ["in_app"] }],
        })).await;
        let urged = Changed { ticket_id: stage.ticket(2), what: "urged", by: official().person.0 };
        stage.record(&[urged]).await;
        stage.app.deliver_events().await;
        assert_eq!(stage.notices(&manager()).await.len(), 1);
        assert_eq!(stage.notices(&engineer()).await.len(), 1);
        assert_eq!(stage.notices(&official()).await, Vec::<serde_json::Value>::new());
        assert_eq!(stage.notices(&actor(4).on(crate::common::here(), Role::VendorManager).done()).await.len(), 0);
    }

    async fn each_side_is_shown_its_own_page(db: Db) {
        let stage = Stage::new(db).await;
        stage.rules(json!({
            "rules": [{ "occasion": "ticket.resolved", "to": ["officials", "managers"], "by": ["in_app"] }],
        })).await;
        stage.record(&[Changed { ticket_id: stage.ticket(2), what: "resolved", by: Uuid::nil() }]).await;
        stage.app.deliver_events().await;
        let path = |notices: &[serde_json::Value]| notices[0]["path"].as_str().unwrap().to_owned();
        assert!(path(&stage.notices(&official()).await).starts_with("/portal/requests/"));
        assert!(path(&stage.notices(&manager()).await).starts_with("/tickets/"));
    }

    async fn what_somebody_muted_is_told_to_the_others(db: Db) {
        let stage = Stage::with(db, silent_mailer()).await;
        stage.rules(json!({
            "rules": [{ "occasion": "ticket.breached", "to": ["managers", "assignee"], "by": ["in_app", "email"] }],
        })).await;
        let muted = json!({ "muted": { "ticket.breached": ["email"] } });
        stage.app.put("/api/v1/me/notification-preferences").by(&manager()).json(&muted).send().await.expect(200);
        stage.breach(2).await;
        assert_eq!(stage.message().await.person_id, Some(engineer().person.0));
        assert_eq!(stage.notices(&manager()).await.len(), 1);
        let in_app = json!({ "muted": { "ticket.breached": ["in_app"] } });
        let answer = stage.app.put("/api/v1/me/notification-preferences").by(&manager()).json(&in_app).send().await;
        assert_eq!(answer.expect(422).code(), "notify.bad_fields");
    }

    async fn what_is_old_is_told_in_the_web_only_and_what_is_very_old_not_at_all(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&["in_app".to_owned(), robot]).await;
        stage.record(&[Breached { ticket_id: stage.ticket(1), clock: "response", at: stage.env.now() }]).await;
        stage.env.advance(TimeDelta::days(6));
        stage.record(&[Breached { ticket_id: stage.ticket(1), clock: "response", at: stage.env.now() }]).await;
        stage.env.advance(TimeDelta::days(2));
        stage.app.deliver_events().await;
        assert_eq!(stage.messages().await, []);
        assert_eq!(stage.notices(&manager()).await.len(), 1);
    }
}

on_both_databases! {
    async fn a_storm_that_two_replicas_deliver_is_one_message(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&["in_app".to_owned(), robot]).await;
        let breached = |level| Breached { ticket_id: stage.ticket(level), clock: "response", at: stage.env.now() };
        let storm: Vec<Breached> = (0..300).map(|_| breached(3)).collect();
        stage.record(&storm).await;
        let other = stage.twin();
        tokio::join!(stage.app.deliver_events(), other.deliver_events());
        stage.app.deliver_events().await;
        let message = stage.message().await;
        assert_eq!((message.count, message.items.len()), (300, 20));
        let unread = stage.app.get("/api/v1/me/notifications?limit=200").by(&manager()).send().await.expect(200).json();
        assert_eq!(unread["items"].as_array().unwrap().len(), 200);
    }
}
