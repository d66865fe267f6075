//! Many messages at once, with a process that dies in the middle. `NOTIFY_MESSAGES` sets how many, for measuring
//! (docs/bench/notify.md).

use std::time::Instant;

use chrono::TimeDelta;
use jianyue_notify::{
    model::{Item, MessageState, Occasion},
    service::{send_due, settle_lost},
    store::outbox::{Telling, message_gather},
};
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};

use super::common::{Stage, here};

/// Puts `n` messages that are due into the outbox.
pub async fn queue(stage: &Stage, n: u128, way: &str) {
    let now = stage.env.now();
    let item = Item {
        occasion: Occasion::Breached,
        subject: stage.env.id(),
        level: Some(2),
        number: String::new(),
        title: "响应超时".to_owned(),
        line: "响应超时".to_owned(),
        text: "响应超时".to_owned(),
        path: "/tickets".to_owned(),
        at: now,
    };
    let telling = |n: u128| Telling {
        contract: Some(here().0),
        way: way.to_owned(),
        group_key: format!("{way}|{n}"),
        person: Some(actor(n).done().person.0),
        recipient: format!("人员{n}（测试）"),
        due_at: now,
        event: item.subject,
        item: &item,
    };
    let all: Vec<u128> = (0..n).collect();
    for some in all.chunks(500) {
        let mut tx = stage.db.write().await.unwrap();
        let tellings: Vec<_> = some.iter().map(|n| telling(*n)).collect();
        message_gather(&mut tx, || stage.env.id(), &tellings, now).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn in_state(stage: &Stage, wanted: MessageState) -> usize {
    stage.messages().await.iter().filter(|message| message.state == wanted).count()
}

on_both_databases! {
    async fn none_is_lost_or_doubled_by_a_process_that_dies_in_the_middle(db: Db) {
        let many: usize = std::env::var("NOTIFY_MESSAGES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
        let mut stage = Stage::new(db).await;
        stage.gateway(&stage.sink.address, true).await;
        let robot = stage.robot().await;
        let half = many / 2;
        queue(&stage, half as u128, "sms").await;
        queue(&stage, half as u128, &robot).await;
        let begun = Instant::now();
        let app = stage.app.app().clone();
        let sending = tokio::spawn(async move { send_due(&app).await });
        while in_state(&stage, MessageState::Sent).await < many / 10 {
            tokio::task::yield_now().await;
        }
        sending.abort();
        let _ = sending.await;
        let before = in_state(&stage, MessageState::Sent).await;
        assert!(before < many, "it died too late to prove anything");
        stage.restart();
        stage.env.advance(TimeDelta::minutes(4));
        settle_lost(stage.app.app()).await.unwrap();
        send_due(stage.app.app()).await.unwrap();
        println!("{many} messages, {before} of them before the process died: {:?}", begun.elapsed());

        let uncertain = in_state(&stage, MessageState::Uncertain).await;
        assert_eq!(in_state(&stage, MessageState::Sent).await + uncertain, many);
        assert!(uncertain <= 128, "at most what one batch held: {uncertain}");
        // The gateway knows repetitions by the id: it has each, and asks for none twice that it did not know.
        assert_eq!(stage.sink.taken().len(), half);
        // Robots know nothing: each was told at most once, and those in doubt are shown.
        let robots = stage.sink.heard().iter().filter(|(path, _)| path.starts_with("/robot")).count();
        assert!(robots <= half && robots + uncertain >= half, "{robots} of {half}, {uncertain} uncertain");
    }
}

on_both_databases! {
    async fn two_senders_at_once_send_each_message_once(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        queue(&stage, 300, &robot).await;
        let app = stage.app.app();
        let (one, other) = tokio::join!(send_due(app), send_due(app));
        assert_eq!(one.unwrap().sent + other.unwrap().sent, 300);
        assert_eq!((stage.sink.heard().len(), in_state(&stage, MessageState::Sent).await), (300, 300));
    }

    async fn what_joins_while_messages_leave_is_told_too(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        let app = stage.app.app().clone();
        let joining = async {
            for _ in 0..100 {
                queue(&stage, 3, &robot).await;
            }
        };
        let leaving = async {
            for _ in 0..40 {
                send_due(&app).await.unwrap();
            }
        };
        tokio::join!(joining, leaving);
        send_due(&app).await.unwrap();
        let all = stage.messages().await;
        assert!(all.iter().all(|message| message.state == MessageState::Sent));
        assert_eq!(all.iter().map(|message| message.count).sum::<i64>(), 300);
        let kept: usize = all.iter().map(|message| message.items.len()).sum();
        assert_eq!(kept, all.iter().map(|message| usize::try_from(message.count.min(20)).unwrap()).sum::<usize>());
    }
}
