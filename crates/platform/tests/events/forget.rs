//! Old events are forgotten, needed ones are not.

use chrono::TimeDelta;
use jianyue_platform::{
    Db,
    events::{HandleError, forget},
};
use jianyue_testkit::on_both_databases;

use crate::support::Scene;

on_both_databases! {
    async fn dispatched_events_go_and_dead_letters_keep_theirs(db: Db) {
        let scene = Scene::new(db.clone(), |n| if n == 2 { Err(HandleError::GiveUp("no".into())) } else { Ok(()) }).await;
        scene.happen(1..=3).await;
        scene.dispatcher().settle().await.unwrap();
        scene.env.advance(TimeDelta::days(20));
        scene.happen([4]).await;
        scene.dispatcher().settle().await.unwrap();
        scene.happen([5]).await;

        let before = scene.env.now() - TimeDelta::days(14);
        assert_eq!(forget(&db, before).await.unwrap(), 2);
        assert_eq!(forget(&db, before).await.unwrap(), 0);
        assert_eq!(scene.count("SELECT count(*) FROM event").await, 3);
        assert_eq!(scene.count("SELECT count(*) FROM event_handled").await, 1);

        scene.dispatcher().settle().await.unwrap();
        assert_eq!(scene.told().await, [1, 3, 4, 5]);
    }
}
