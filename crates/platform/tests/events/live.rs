//! What live lists are told of.

use std::time::Duration;

use chrono::TimeDelta;
use jianyue_platform::{
    Db,
    db::Engine,
    events::{live::Tail, since},
};
use jianyue_testkit::{on_both_databases, run};

use crate::support::{Scene, recorded};

async fn seen(tail: &mut Tail, scene: &Scene) -> Vec<u128> {
    let mut tx = scene.db.peek().await.unwrap();
    let notices = tail.next(&mut tx, scene.env.now()).await.unwrap();
    notices.into_iter().map(|notice| notice.subject.as_u128()).collect()
}

async fn tail(scene: &Scene) -> Tail {
    Tail::at_the_end(&mut scene.db.peek().await.unwrap()).await.unwrap()
}

on_both_databases! {
    async fn a_tail_tells_what_comes_after_it_and_each_once(db: Db) {
        let scene = Scene::new(db, |_| Ok(())).await;
        scene.happen([1, 2]).await;
        let mut tail = tail(&scene).await;
        scene.happen([3, 4]).await;
        assert_eq!(seen(&mut tail, &scene).await, [3, 4]);
        assert_eq!(seen(&mut tail, &scene).await, []);
        scene.happen([5]).await;
        assert_eq!(seen(&mut tail, &scene).await, [5]);
    }

    async fn the_bus_tells_every_listener(db: Db) {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        scene.happen([1]).await;
        let mut listeners = [scene.app.live().subscribe(), scene.app.live().subscribe()];
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let running = tokio::spawn(scene.app.live().clone().run(db, scene.env.env(), stopped));
        let told = async {
            // The bus starts at the end of the log, at a moment of its own.
            loop {
                scene.happen([2]).await;
                if tokio::time::timeout(Duration::from_millis(20), listeners[0].recv()).await.is_ok() {
                    return listeners[1].recv().await.unwrap();
                }
            }
        };
        let notice = tokio::time::timeout(Duration::from_secs(20), told).await.expect("told");
        assert_eq!((notice.kind.as_str(), notice.subject.as_u128()), ("test.happened", 2));
        stop.send_replace(true);
        running.await.unwrap();
    }

    async fn a_listener_that_comes_back_reads_on_from_what_it_saw_last(db: Db) {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        scene.happen(1..=300).await;
        let mut tx = db.read().await.unwrap();
        let all = since(&mut tx, 0, 1_000).await.unwrap();
        assert_eq!(all.len(), 300);
        let missed = since(&mut tx, all[249].seq, 1_000).await.unwrap();
        assert!(missed.len() >= 50 && missed.ends_with(&all[250..]));
        assert_eq!(since(&mut tx, 0, 10).await.unwrap().len(), 10);
    }
}

#[test]
fn an_event_that_appears_behind_a_later_one_is_told_too() {
    run(Engine::Postgres, async |db: Db| {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        let mut tail = tail(&scene).await;
        let slow = recorded(&db, &scene.env, 1).await;
        let rolled_back = recorded(&db, &scene.env, 2).await;
        scene.happen([3]).await;
        assert_eq!(seen(&mut tail, &scene).await, [3]);
        drop(rolled_back);
        slow.commit().await.unwrap();
        assert_eq!(seen(&mut tail, &scene).await, [1]);
        assert_eq!(seen(&mut tail, &scene).await, []);
    });
}

#[test]
fn skipped_numbers_are_not_looked_for_for_ever() {
    run(Engine::Postgres, async |db: Db| {
        let scene = Scene::new(db.clone(), |_| Ok(())).await;
        let mut tail = tail(&scene).await;
        let endless = recorded(&db, &scene.env, 1).await;
        scene.happen([2]).await;
        assert_eq!(seen(&mut tail, &scene).await, [2]);
        scene.env.advance(TimeDelta::seconds(11));
        endless.commit().await.unwrap();
        assert_eq!(seen(&mut tail, &scene).await, []);
    });
}
