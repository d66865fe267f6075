//! A create that is sent twice happens once.
#![expect(clippy::unwrap_used, reason = "a test that fails here fails loudly")]

use jianyue_kernel::Actor;
use jianyue_platform::{
    Db, args,
    idempotency::{Answer, Check, check, fingerprint, forget, remember},
};
use jianyue_testkit::{TestEnv, actor, env::time, on_both_databases};

fn answer() -> Answer {
    Answer { status: 201, body: r#"{"number":"HS-2026-000001"}"#.to_owned() }
}

async fn create(db: &Db, env: &TestEnv, by: &Actor, key: &str, body: &[u8]) -> Check {
    let request = fingerprint("POST /tickets", body);
    let mut tx = db.write().await.unwrap();
    let seen = check(&mut tx, by, key, &request).await.unwrap();
    if seen == Check::Fresh {
        tokio::task::yield_now().await;
        remember(&mut tx, env, by, key, &request, &answer()).await.unwrap();
    }
    tx.commit().await.unwrap();
    seen
}

on_both_databases! {
    async fn the_same_request_gets_the_same_answer(db: Db) {
        let (env, by) = (TestEnv::new(), actor(1).done());
        assert_eq!(create(&db, &env, &by, "k", b"one").await, Check::Fresh);
        assert_eq!(create(&db, &env, &by, "k", b"one").await, Check::Replay(answer()));
    }

    async fn another_request_under_the_same_key_is_refused(db: Db) {
        let (env, by) = (TestEnv::new(), actor(1).done());
        create(&db, &env, &by, "k", b"one").await;
        assert_eq!(create(&db, &env, &by, "k", b"two").await, Check::Conflict);
        assert_eq!(create(&db, &env, &by, "K", b"two").await, Check::Fresh);
        assert_eq!(create(&db, &env, &by, "k", b"one").await, Check::Replay(answer()));
    }

    async fn keys_of_other_people_are_their_own(db: Db) {
        let env = TestEnv::new();
        create(&db, &env, &actor(1).done(), "k", b"one").await;
        assert_eq!(create(&db, &env, &actor(2).done(), "k", b"two").await, Check::Fresh);
    }

    async fn a_create_that_fails_leaves_its_key_free(db: Db) {
        let (env, by) = (TestEnv::new(), actor(1).done());
        let mut tx = db.write().await.unwrap();
        remember(&mut tx, &env, &by, "k", b"request", &answer()).await.unwrap();
        drop(tx);
        assert_eq!(create(&db, &env, &by, "k", b"one").await, Check::Fresh);
    }

    async fn of_many_at_the_same_time_one_is_done_and_all_get_its_answer(db: Db) {
        let all = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { create(&db, &TestEnv::new(), &actor(1).done(), "k", b"one").await })
        });
        let mut fresh = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Check::Fresh => fresh += 1,
                seen => assert_eq!(seen, Check::Replay(answer())),
            }
        }
        assert_eq!(fresh, 1);
    }

    async fn old_answers_are_forgotten_in_batches(db: Db) {
        let (env, by) = (TestEnv::new(), actor(1).done());
        let mut tx = db.write().await.unwrap();
        for n in 0..2_001 {
            remember(&mut tx, &env, &by, &n.to_string(), b"request", &answer()).await.unwrap();
        }
        env.set("2026-03-02T09:00:01+08:00");
        remember(&mut tx, &env, &by, "new", b"request", &answer()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(forget(&db, time("2026-03-02T09:00:01+08:00")).await.unwrap(), 2_001);
        let sql = "SELECT key FROM idempotency";
        let left: Vec<(String,)> = db.read().await.unwrap().all(sql, args![]).await.unwrap();
        assert_eq!(left, [("new".to_owned(),)]);
    }
}
