//! What leaves the house: once, or shown as uncertain.

use chrono::TimeDelta;
use jianyue_notify::{
    model::MessageState::{self, Failed, Sent, Uncertain, Waiting},
    store::outbox::{Finished, message_claim, message_finish},
};
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    common::{Setting, Stage, here, manager, silent_mailer},
    sink,
};

/// A level-2 breach by this way, whose gathering is over.
async fn told(stage: &Stage, way: &str) {
    stage.tell_managers_by(&[way.to_owned()]).await;
    stage.breach(2).await;
    stage.env.advance(TimeDelta::seconds(15));
}

/// Claims what is due as a process would, which then dies.
async fn dies(stage: &Stage) -> Uuid {
    let claim = stage.env.id();
    let mut tx = stage.db.write().await.unwrap();
    let now = stage.env.now();
    assert_eq!(message_claim(&mut tx, claim, now, now + TimeDelta::minutes(3), 10).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    claim
}

/// A breach of this level cannot be sent a minute before the quiet hours; `at_night` is how it stands in them.
async fn fails_in_the_evening(db: Db, level: i64, at_night: MessageState) {
    let stage = Stage::with(db, Setting { at: Some("2026-03-02T21:59:00+08:00"), mailer: None }).await;
    let robot = stage.robot().await;
    let night = json!({ "from": "22:00:00", "to": "07:00:00", "except_level": 1 });
    let rule = json!({ "occasion": "ticket.breached", "to": ["managers"], "by": [robot] });
    stage.rules(json!({ "rules": [rule], "quiet": night })).await;
    stage.breach(level).await;
    stage.env.advance(TimeDelta::seconds(15));
    stage.sink.answer(500);
    stage.send().await;
    stage.sink.answer(200);
    stage.env.advance(TimeDelta::minutes(1));
    stage.send().await;
    assert_eq!(stage.message().await.state, at_night);
    stage.env.set("2026-03-03T07:00:00+08:00");
    stage.send().await;
    assert_eq!(stage.message().await.state, Sent);
}

on_both_databases! {
    async fn a_server_that_fails_for_a_while_gets_it_once_when_it_is_back(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        told(&stage, &robot).await;
        stage.sink.answer(500);
        for (attempts, minutes) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            stage.send().await;
            let message = stage.message().await;
            assert_eq!((message.state, message.attempts), (Waiting, attempts));
            assert_eq!(message.due_at, stage.env.now() + TimeDelta::minutes(minutes));
            assert_eq!(message.error.as_deref(), Some("对方返回 500"));
            stage.env.advance(TimeDelta::minutes(minutes) - TimeDelta::seconds(1));
            stage.send().await;
            assert_eq!(stage.sink.heard().len(), 1, "not before its time");
            stage.env.advance(TimeDelta::seconds(1));
        }
        stage.sink.answer(200);
        stage.send().await;
        stage.send().await;
        assert_eq!(stage.sink.heard().len(), 1);
        let message = stage.message().await;
        assert_eq!((message.state, message.error, message.sent_at), (Sent, None, Some(stage.env.now())));
    }

    async fn after_a_day_it_is_given_up_and_says_why(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        told(&stage, &robot).await;
        stage.sink.answer(503);
        let begun = stage.env.now();
        while stage.message().await.state != Failed {
            stage.send().await;
            stage.env.advance(TimeDelta::minutes(60));
            assert!(stage.env.now() - begun < TimeDelta::days(3), "it is never given up");
        }
        let message = stage.message().await;
        assert_eq!(message.attempts, 30);
        assert_eq!(message.error.as_deref(), Some("已尝试 30 次，不再重试：对方返回 503"));
        // Somebody who mended it sends it again.
        stage.sink.answer(200);
        stage.sink.heard();
        let path = format!("/api/v1/notifications/{}/retry", message.id);
        stage.app.post(&path).by(&manager()).send().await.expect(200);
        stage.send().await;
        assert_eq!((stage.message().await.state, stage.sink.heard().len()), (Sent, 1));
        assert_eq!(stage.app.post(&path).by(&manager()).send().await.expect(409).code(), "notify.wrong_state");
    }

    async fn what_a_dead_process_was_sending_is_uncertain_and_sent_again_only_by_hand(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        told(&stage, &robot).await;
        let dead = dies(&stage).await;
        stage.send().await;
        assert!(stage.sink.heard().is_empty(), "it may still be at it");
        stage.env.advance(TimeDelta::minutes(4));
        stage.send().await;
        stage.send().await;
        let message = stage.message().await;
        assert_eq!((message.state, stage.sink.heard().len()), (Uncertain, 0));
        // The dead one was only slow: what it writes down now counts no more.
        let end = Finished { id: message.id, state: Sent, error: None, due_at: stage.env.now(), is_tried: true, devices: Vec::new() };
        let mut tx = stage.db.write().await.unwrap();
        message_finish(&mut tx, dead, &end, stage.env.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stage.message().await.state, Uncertain);
        let path = format!("/api/v1/notifications/{}/retry", message.id);
        stage.app.post(&path).by(&manager()).send().await.expect(200);
        stage.send().await;
        assert_eq!((stage.message().await.state, stage.sink.heard().len()), (Sent, 1));
    }

    async fn where_the_other_side_knows_repetitions_a_dead_process_s_message_is_sent_again(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&stage.sink.address, true).await;
        told(&stage, "sms").await;
        dies(&stage).await;
        stage.env.advance(TimeDelta::minutes(4));
        stage.send().await;
        assert_eq!((stage.message().await.state, stage.sink.heard().len()), (Sent, 1));
    }

    async fn a_mail_of_a_dead_process_keeps_its_number_and_is_sent_again(db: Db) {
        let stage = Stage::with(db, silent_mailer()).await;
        told(&stage, "email").await;
        dies(&stage).await;
        stage.env.advance(TimeDelta::minutes(4));
        stage.send().await;
        let message = stage.message().await;
        // Tried again at once; nobody listens there.
        assert_eq!((message.state, message.attempts), (Waiting, 2));
    }

    async fn a_gateway_that_hangs_up_may_have_sent_it(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&sink::hangs_up().await, false).await;
        told(&stage, "sms").await;
        stage.send().await;
        let message = stage.message().await;
        assert_eq!(message.state, Uncertain);
        assert!(message.error.unwrap().contains("不确定对方是否收到"));
    }

    async fn where_nobody_listens_nothing_was_sent_and_it_is_tried_again(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&sink::nobody().await, false).await;
        told(&stage, "sms").await;
        stage.send().await;
        let message = stage.message().await;
        assert_eq!(message.state, Waiting);
        assert!(message.error.unwrap().starts_with("没有连接到对方"));
    }

    async fn a_text_message_carries_the_line_and_no_more(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&stage.sink.address, false).await;
        told(&stage, "sms").await;
        stage.send().await;
        let (path, body) = stage.sink.heard().remove(0);
        assert_eq!(path, "/sms");
        assert_eq!(body["content"], "【践约】响应超时：HS-2026-000001 报名系统无法登录");
        assert_eq!(body["id"], Value::from(stage.message().await.id.simple().to_string()));
        assert_eq!(body["mobile"].as_str().map(str::len), Some(11));
    }

    async fn a_contract_s_own_gateway_is_used_before_one_for_everybody(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&sink::nobody().await, false).await;
        let settings = json!({
            "kind": "sms", "method": "GET", "url": format!("{}/own?to={{phone}}&text={{text}}", stage.sink.address),
        });
        stage.channel(json!({ "name": "本合同", "contract_id": here(), "settings": settings })).await;
        told(&stage, "sms").await;
        stage.send().await;
        assert!(stage.sink.heard()[0].0.starts_with("/own?to=138"));
    }

    async fn an_address_inside_the_network_is_refused_for_good(db: Db) {
        let stage = Stage::new(db).await;
        let inside = json!({ "kind": "feishu", "webhook": "http://10.0.0.7/hook" });
        let way = stage.channel(json!({ "name": "群", "settings": inside })).await;
        told(&stage, &way).await;
        stage.send().await;
        let message = stage.message().await;
        assert_eq!(message.state, Failed);
        assert!(message.error.unwrap().contains("allow_targets"));
    }

    async fn a_dead_server_does_not_hold_up_what_goes_by_other_ways(db: Db) {
        let stage = Stage::new(db).await;
        stage.gateway(&sink::nobody().await, true).await;
        let robot = stage.robot().await;
        crate::drain::queue(&stage, 100, "sms").await;
        crate::drain::queue(&stage, 3, &robot).await;
        stage.send().await;
        let all = stage.messages().await;
        assert_eq!(all.iter().filter(|message| message.state == Sent).count(), 3);
        let tried = all.iter().filter(|message| message.attempts > 0 && message.state == Waiting).count();
        assert!((3..40).contains(&tried), "{tried} of 100 were tried");
        assert!(all.iter().all(|message| message.attempts <= 1));
    }

    async fn what_failed_in_the_evening_is_not_tried_again_at_night(db: Db) {
        fails_in_the_evening(db, 2, Waiting).await;
    }

    async fn what_is_grave_is_tried_again_at_night(db: Db) {
        fails_in_the_evening(db, 1, Sent).await;
    }

    async fn the_check_of_the_system_says_what_did_not_arrive(db: Db) {
        let stage = Stage::new(db).await;
        let look = async || {
            let module = stage.app.app().modules().iter().find(|module| module.name() == "notify").unwrap().clone();
            let findings = module.checks()[0].look(stage.app.app()).await;
            findings.into_iter().map(|finding| finding.says).collect::<Vec<_>>()
        };
        assert_eq!(look().await, ["通知发送正常"]);
        let robot = stage.robot().await;
        told(&stage, &robot).await;
        stage.env.advance(TimeDelta::minutes(31));
        assert_eq!(look().await, ["有通知到时间半小时仍未发送"]);
        stage.sink.answer(404);
        stage.send().await;
        assert_eq!(look().await, ["最近两天有 1 条通知没有发出去"]);
    }

    async fn what_is_taken_back_is_not_sent(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        told(&stage, &robot).await;
        let path = format!("/api/v1/notifications/{}/cancel", stage.message().await.id);
        stage.app.post(&path).by(&manager()).send().await.expect(200);
        stage.send().await;
        assert!(stage.sink.heard().is_empty());
    }

    async fn old_messages_and_notices_are_forgotten(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&["in_app".to_owned(), robot]).await;
        stage.breach(2).await;
        stage.env.advance(TimeDelta::minutes(1));
        stage.send().await;
        stage.env.advance(TimeDelta::days(179));
        stage.app.run_job("notify.forget").await.unwrap();
        assert_eq!(stage.messages().await.len(), 1);
        stage.env.advance(TimeDelta::days(2));
        stage.app.run_job("notify.forget").await.unwrap();
        assert_eq!((stage.messages().await.len(), stage.notices(&manager()).await.len()), (0, 0));
    }
}
