//! Delivery and redelivery.

use std::time::Duration;

use chrono::TimeDelta;
use jianyue_platform::{
    Db, args,
    events::{Dispatcher, HandleError, MAX_ATTEMPTS, Round, record},
};
use jianyue_testkit::on_both_databases;

use crate::support::{Ignored, Scene, recorded};

on_both_databases! {
    async fn events_are_told_in_their_order_and_once(db: Db) {
        let scene = Scene::new(db, |_| Ok(())).await;
        scene.happen(1..=1_200).await;
        let all = scene.dispatcher().settle().await.unwrap();
        assert_eq!(all, Round { events: 1_200, delivered: 1_200, failed: 0 });
        assert_eq!(scene.told().await, (1..=1_200).collect::<Vec<_>>());
        assert_eq!(scene.waiting().await, 0);
        assert_eq!(scene.dispatcher().round().await.unwrap(), Round::default());
    }

    async fn an_event_of_a_use_case_that_failed_is_never_told(db: Db) {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        drop(recorded(&db, &scene.env, 1).await);
        scene.happen([2]).await;
        scene.dispatcher().settle().await.unwrap();
        assert_eq!(scene.told().await, [2]);
    }

    async fn events_that_nobody_wants_are_only_marked(db: Db) {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        let mut tx = db.write().await.unwrap();
        record(&mut tx, &scene.env, &Ignored).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.dispatcher().round().await.unwrap(), Round { events: 1, delivered: 0, failed: 0 });
        assert_eq!(scene.waiting().await, 0);
        assert_eq!(scene.count("SELECT count(*) FROM event_handled").await, 0);
    }

    async fn a_delivery_that_was_done_before_a_crash_is_not_done_again(db: Db) {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        scene.happen([1, 2]).await;
        scene.dispatcher().settle().await.unwrap();
        // As after a crash between the deliveries and the note that the batch was dispatched.
        let mut tx = db.write().await.unwrap();
        tx.execute("UPDATE event SET dispatched_at = NULL", args![]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.dispatcher().settle().await.unwrap(), Round { events: 2, delivered: 0, failed: 0 });
        assert_eq!(scene.told().await, [1, 2]);
    }

    async fn a_delivery_that_fails_leaves_nothing_and_holds_up_nobody(db: Db) {
        let scene = Scene::new(db, |n| if n == 2 { Err(HandleError::Retry("not now".into())) } else { Ok(()) }).await;
        scene.happen(1..=3).await;
        assert_eq!(scene.dispatcher().settle().await.unwrap(), Round { events: 3, delivered: 2, failed: 1 });
        assert_eq!(scene.told().await, [1, 3]);

        scene.listener.answer_with(|_| Ok(()));
        assert_eq!(scene.dispatcher().settle().await.unwrap(), Round::default(), "not due yet");
        scene.env.advance(TimeDelta::seconds(5));
        assert_eq!(scene.dispatcher().settle().await.unwrap(), Round { events: 0, delivered: 1, failed: 0 });
        assert_eq!(scene.told().await, [1, 3, 2]);
        assert_eq!(scene.count("SELECT count(*) FROM event_retry").await, 0);
    }

    async fn it_is_tried_with_growing_pauses_and_then_left(db: Db) {
        let scene = Scene::new(db, |_| Err(HandleError::Retry("never".into()))).await;
        scene.happen([1]).await;
        let mut pauses = Vec::new();
        for _ in 0..MAX_ATTEMPTS {
            scene.dispatcher().settle().await.unwrap();
            if let Some(next) = scene.next_try().await {
                pauses.push((next - scene.env.now()).num_seconds());
                scene.env.set(&next.to_rfc3339());
            }
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1_280]);
        scene.env.advance(TimeDelta::days(9));
        assert_eq!(scene.dispatcher().settle().await.unwrap(), Round::default());
        assert_eq!(scene.listener.attempts().len(), 10);
        assert_eq!(scene.told().await, Vec::<i64>::new());
    }

    async fn a_subscriber_that_panics_is_tried_again(db: Db) {
        let scene = Scene::new(db, |_| panic!("a fault of the subscriber")).await;
        scene.happen([1]).await;
        assert_eq!(scene.dispatcher().settle().await.unwrap().failed, 1);
        scene.listener.answer_with(|_| Ok(()));
        scene.env.advance(TimeDelta::minutes(1));
        scene.dispatcher().settle().await.unwrap();
        assert_eq!(scene.told().await, [1]);
    }

    async fn each_subscriber_is_told(db: Db) {
        let scene = Scene::new(db, |_| Ok(())).await;
        let subscriptions = vec![scene.listener.subscription("test.one"), scene.listener.subscription("test.two")];
        scene.happen([1, 2]).await;
        let all = Dispatcher::new(scene.app.clone(), subscriptions).settle().await.unwrap();
        assert_eq!(all, Round { events: 2, delivered: 4, failed: 0 });
    }

    async fn several_replicas_together_tell_each_event_once(db: Db) {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        scene.happen(1..=600).await;
        let replicas = (0..3).map(|_| {
            let replica = scene.dispatcher();
            tokio::spawn(async move { replica.settle().await.unwrap().delivered })
        });
        let replicas = futures::future::join_all(replicas).await;
        scene.dispatcher().settle().await.unwrap();
        let mut told = scene.told().await;
        told.sort_unstable();
        assert_eq!(told, (1..=600).collect::<Vec<_>>(), "{replicas:?}");
    }

    async fn the_dispatcher_wakes_when_something_is_recorded(db: Db) {
        let scene = Scene::new(db, |_| Ok(())).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let running = tokio::spawn(scene.dispatcher().run(stopped));
        scene.happen(1..=3).await;
        let told = async {
            while scene.told().await.len() < 3 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), told).await.expect("told");
        stop.send_replace(true);
        running.await.unwrap();
        assert!(scene.app.health().dispatcher_alive(scene.app.env().now()));
    }
}
