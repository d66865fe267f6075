//! What comes in its order, and what a robot that is ill for an hour makes of it.

use chrono::TimeDelta;
use jianyue_notify::model::MessageState;
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;

use super::common::{Stage, manager};

/// Sends what is due, every five seconds for `minutes`.
async fn go_on(stage: &Stage, minutes: i64) {
    for _ in 0..minutes * 2 {
        stage.env.advance(TimeDelta::seconds(30));
        stage.send().await;
    }
}

async fn states(stage: &Stage) -> Vec<MessageState> {
    stage.messages().await.iter().map(|message| message.state).collect()
}

on_both_databases! {
    async fn a_robot_that_is_ill_for_an_hour_is_told_everything_in_its_order(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&[robot]).await;
        stage.sink.answer(500);
        for _ in 0..6 {
            stage.breach(3).await;
            go_on(&stage, 10).await;
        }
        // It is visible: what waits says why and when it is tried again.
        let waiting = stage.messages().await;
        assert!(waiting.len() >= 3, "{waiting:#?}");
        assert!(waiting.iter().all(|message| message.state == MessageState::Waiting), "{waiting:#?}");
        assert_eq!(waiting[0].error.as_deref(), Some("对方返回 500"));
        assert_eq!(waiting[1].error.as_deref(), Some("前一条还没有发出，按先后顺序等待"));
        assert!(waiting[0].attempts <= 7, "it backs off: {} attempts in an hour", waiting[0].attempts);
        let page = stage.app.get("/api/v1/notifications?state=waiting").by(&manager()).send().await.expect(200).json();
        assert_eq!(page["items"].as_array().unwrap().len(), waiting.len());
        let knocks = stage.sink.heard().len();
        assert!(knocks <= 8, "one at a time, with pauses: {knocks}");

        stage.sink.answer(200);
        go_on(&stage, 62).await;
        assert_eq!(states(&stage).await, vec![MessageState::Sent; waiting.len()]);
        // Nothing is lost, nothing doubled, and they come in the order in which they came up.
        let sent: Vec<_> = stage.messages().await.into_iter().map(|message| message.sent_at).collect();
        assert!(sent.is_sorted(), "{sent:?}");
        assert_eq!(stage.messages().await.iter().map(|message| message.count).sum::<i64>(), 6);
        assert_eq!(stage.sink.heard().len(), waiting.len());
    }

    async fn what_is_grave_overtakes_what_waits(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&[robot]).await;
        stage.sink.answer(500);
        stage.breach(3).await;
        go_on(&stage, 20).await;
        stage.sink.answer(200);
        stage.sink.heard();
        stage.breach(1).await;
        stage.env.advance(TimeDelta::seconds(6));
        stage.send().await;
        assert_eq!(stage.sink.heard().len(), 1);
        assert_eq!(states(&stage).await, [MessageState::Waiting, MessageState::Sent]);
    }
}
