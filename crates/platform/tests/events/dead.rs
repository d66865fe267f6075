//! Dead letters.

use jianyue_kernel::PageRequest;
use jianyue_platform::{
    Db,
    events::{DeadLettersError, HandleError, dead_letters, discard_dead, retry_dead},
};
use jianyue_testkit::on_both_databases;

use crate::support::Scene;

fn page(limit: u32, after: Option<String>) -> PageRequest {
    PageRequest { limit: Some(limit), after }
}

on_both_databases! {
    async fn what_can_never_succeed_is_shown_at_once(db: Db) {
        let scene = Scene::new(db.clone(), |_| Err(HandleError::GiveUp("no such thing".into()))).await;
        scene.happen(1..=3).await;
        scene.dispatcher().settle().await.unwrap();
        let mut tx = db.read().await.unwrap();
        let first = dead_letters(&mut tx, &page(2, None)).await.unwrap();
        let second = dead_letters(&mut tx, &page(2, first.next.clone())).await.unwrap();
        assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
        let letter = &first.items[0];
        assert_eq!((letter.subscriber.as_str(), letter.attempts, letter.error.as_str()), ("test.listener", 1, "no such thing"));
        assert_eq!(letter.kind, "test.happened");
        assert!(matches!(dead_letters(&mut tx, &page(2, Some("x".into()))).await, Err(DeadLettersError::Cursor(_))));
    }

    async fn an_administrator_tries_again_or_gives_up(db: Db) {
        let scene = Scene::new(db.clone(), |_| Err(HandleError::GiveUp("no".into()))).await;
        scene.happen([1, 2]).await;
        scene.dispatcher().settle().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let letters = dead_letters(&mut tx, &page(9, None)).await.unwrap().items;
        let (first, second) = (letters[0].event_seq, letters[1].event_seq);
        assert!(retry_dead(&mut tx, &scene.env, "test.listener", first).await.unwrap());
        assert!(!retry_dead(&mut tx, &scene.env, "test.nobody", second).await.unwrap());
        assert!(discard_dead(&mut tx, "test.listener", second).await.unwrap());
        assert!(!discard_dead(&mut tx, "test.listener", second).await.unwrap());
        assert!(!discard_dead(&mut tx, "test.listener", first).await.unwrap(), "it is tried again, no longer dead");
        tx.commit().await.unwrap();

        scene.listener.answer_with(|_| Ok(()));
        scene.dispatcher().settle().await.unwrap();
        assert_eq!(scene.told().await, [1]);
        assert_eq!(scene.count("SELECT count(*) FROM event_retry").await, 0);
    }
}
