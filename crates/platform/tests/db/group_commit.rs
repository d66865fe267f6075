//! Use cases that share one durable commit on SQLite, and never each other's fate.

use std::{future::poll_fn, pin::pin, task::Poll};

use jianyue_platform::{
    args,
    db::{Db, DbError, Dialect, Engine, Tx},
};
use jianyue_testkit::{on_both_databases, run};

async fn table(db: &Db) {
    let mut tx = db.write().await.unwrap();
    tx.execute("CREATE TABLE pair (n BIGINT, half BIGINT, PRIMARY KEY (n, half))", args![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn put(tx: &mut Tx, n: i64, half: i64) -> Result<u64, DbError> {
    tx.execute("INSERT INTO pair (n, half) VALUES ($1, $2)", args![n, half]).await
}

async fn kept(db: &Db) -> Vec<i64> {
    let mut tx = db.read().await.unwrap();
    let rows: Vec<(i64,)> = tx.all("SELECT n FROM pair ORDER BY n, half", args![]).await.unwrap();
    rows.into_iter().map(|(n,)| n).collect()
}

/// Drops `work` after it has been polled `polls` times, as a server drops a request whose client hung up.
async fn cut<T>(work: impl Future<Output = T>, polls: u32) -> Option<T> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

async fn use_case(db: Db, n: i64) -> Result<(), DbError> {
    let mut tx = db.write().await?;
    put(&mut tx, n, 1).await?;
    put(&mut tx, n, 2).await?;
    tx.commit().await
}

on_both_databases! {
    async fn a_failed_use_case_leaves_nothing_and_its_neighbours_untouched(db: Db) {
        table(&db).await;
        use_case(db.clone(), 1).await.unwrap();
        let neighbours = [2, 1, 3, 1, 4].map(|n| tokio::spawn(use_case(db.clone(), n)));
        let outcomes = futures::future::join_all(neighbours).await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
        let failed: Vec<_> = outcomes.iter().map(Result::is_err).collect();
        assert_eq!(failed, [false, true, false, true, false]);
        assert!(outcomes[1].as_ref().unwrap_err().is_unique_violation());
        assert_eq!(kept(&db).await, [1, 1, 2, 2, 3, 3, 4, 4]);
    }

    async fn a_dropped_use_case_leaves_nothing(db: Db) {
        table(&db).await;
        let mut dropped = db.write().await.unwrap();
        put(&mut dropped, 1, 1).await.unwrap();
        drop(dropped);
        assert_eq!(kept(&db).await, Vec::<i64>::new());
        use_case(db.clone(), 2).await.unwrap();
        assert_eq!(kept(&db).await, [2, 2]);
    }

    async fn a_queued_statement_that_fails_at_the_commit_takes_its_use_case_along_and_nobody_else(db: Db) {
        const PUT: Dialect = Dialect::same("INSERT INTO pair (n, half) VALUES ($1, $2)");
        table(&db).await;
        use_case(db.clone(), 1).await.unwrap();
        let clashing = async {
            let mut tx = db.write().await?;
            put(&mut tx, 2, 1).await?;
            tx.queue(PUT, args![2_i64, 2_i64]).await?;
            tx.queue(PUT, args![1_i64, 1_i64]).await?;
            tx.commit().await
        };
        let (clashed, neighbour) = tokio::join!(clashing, use_case(db.clone(), 3));
        assert!(clashed.unwrap_err().is_unique_violation());
        neighbour.unwrap();
        assert_eq!(kept(&db).await, [1, 1, 3, 3]);
    }

    async fn what_is_queued_runs_before_what_follows_and_is_not_counted_with_it(db: Db) {
        const PUT: Dialect = Dialect::same("INSERT INTO pair (n, half) VALUES ($1, $2)");
        table(&db).await;
        let mut tx = db.write().await.unwrap();
        tx.queue(PUT, args![1_i64, 1_i64]).await.unwrap();
        let (n,): (i64,) = tx.one("SELECT n + $1 FROM pair", args![10_i64]).await.unwrap();
        assert_eq!(n, 11);
        tx.queue(PUT, args![2_i64, 1_i64]).await.unwrap();
        let touched = tx.execute("DELETE FROM pair WHERE n = $1", args![7_i64]).await.unwrap();
        assert_eq!(touched, 0);
        tx.queue(PUT, args![3_i64, 1_i64]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept(&db).await, [1, 2, 3]);
    }

    async fn what_is_left_for_the_end_of_the_group_is_kept_or_lost_with_its_use_case(db: Db) {
        const PUT: Dialect = Dialect::same("INSERT INTO pair (n, half) VALUES ($1, $2)");
        table(&db).await;
        let with_tail = |n: i64, spoken: bool, commits: bool| {
            let db = db.clone();
            async move {
                let mut tx = db.write().await.unwrap();
                if spoken {
                    put(&mut tx, n, 1).await.unwrap();
                }
                tx.at_group_end(PUT, args![n, 2_i64]).await.unwrap();
                if commits {
                    tx.commit().await.unwrap();
                }
            }
        };
        tokio::join!(
            with_tail(1, true, true),
            with_tail(2, true, false),
            with_tail(3, true, true),
            with_tail(4, false, false),
            with_tail(5, true, true)
        );
        assert_eq!(kept(&db).await, [1, 1, 3, 3, 5, 5]);
    }

    async fn a_use_case_that_did_nothing_leaves_the_next_one_alone(db: Db) {
        table(&db).await;
        drop(db.write().await.unwrap());
        db.write().await.unwrap().commit().await.unwrap();
        use_case(db.clone(), 1).await.unwrap();
        drop(db.write().await.unwrap());
        assert_eq!(kept(&db).await, [1, 1]);
    }

    async fn callers_that_hang_up_anywhere_leave_all_or_nothing(db: Db) {
        table(&db).await;
        let callers = (0..240_i64).map(|n| {
            let db = db.clone();
            let polls = u32::try_from(n % 12).unwrap();
            tokio::spawn(async move { (n, cut(use_case(db, n), polls).await) })
        });
        let mut answered = Vec::new();
        for caller in futures::future::join_all(callers).await {
            if let (n, Some(outcome)) = caller.unwrap() {
                outcome.unwrap();
                answered.push(n);
            }
        }
        use_case(db.clone(), 1_000).await.unwrap();
        let kept = kept(&db).await;
        assert!(answered.iter().all(|n| kept.contains(n)), "an acknowledged use case is lost");
        for pair in kept.chunks(2) {
            assert_eq!(pair[0], pair[1], "a use case was kept by half");
        }
        assert!(!answered.is_empty() && answered.len() < 240, "{} of 240 came to their end", answered.len());
    }

    async fn readers_see_the_state_before_while_a_use_case_is_open(db: Db) {
        table(&db).await;
        use_case(db.clone(), 1).await.unwrap();
        let mut open = db.write().await.unwrap();
        put(&mut open, 2, 1).await.unwrap();
        assert_eq!(kept(&db).await, [1, 1]);
        let mut snapshot = db.read().await.unwrap();
        let before: (i64,) = snapshot.one("SELECT count(*) FROM pair", args![]).await.unwrap();
        open.commit().await.unwrap();
        let after: (i64,) = snapshot.one("SELECT count(*) FROM pair", args![]).await.unwrap();
        assert_eq!(before, after, "a reading transaction sees one snapshot");
        assert_eq!(kept(&db).await, [1, 1, 2]);
    }
}

/// Two use cases in one group: the second waits for the writer while the first is open, so it is served before the
/// committer, and the first is not answered before the second is done.
async fn grouped(db: &Db, second: impl AsyncFnOnce(Tx)) -> Result<(), DbError> {
    let mut first = db.write().await.unwrap();
    put(&mut first, 1, 1).await.unwrap();
    let mut waiting = Box::pin(db.write());
    assert!(cut(&mut waiting, 1).await.is_none(), "the writer is taken");
    let first = tokio::spawn(first.commit());
    let tx = waiting.await.unwrap();
    assert_eq!(kept(db).await, Vec::<i64>::new(), "the group is still open");
    assert!(!first.is_finished(), "answered before it was durable");
    second(tx).await;
    first.await.unwrap()
}

#[test]
fn use_cases_that_wait_share_one_commit() {
    run(Engine::Sqlite, async |db: Db| {
        table(&db).await;
        let first = grouped(&db, async |mut tx: Tx| {
            put(&mut tx, 2, 1).await.unwrap();
            tx.commit().await.unwrap();
        });
        first.await.unwrap();
        assert_eq!(kept(&db).await, [1, 2]);
    });
}

#[test]
fn a_use_case_dropped_inside_a_group_takes_nobody_with_it() {
    run(Engine::Sqlite, async |db: Db| {
        table(&db).await;
        let first = grouped(&db, async |mut tx: Tx| {
            put(&mut tx, 2, 1).await.unwrap();
        });
        first.await.unwrap();
        assert_eq!(kept(&db).await, [1]);
    });
}

#[test]
fn a_commit_that_fails_is_told_to_all_its_members_and_to_no_others() {
    run(Engine::Sqlite, async |db: Db| {
        table(&db).await;
        let mut tx = db.write().await.unwrap();
        let late = "CREATE TABLE late (parent BIGINT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)";
        tx.execute("CREATE TABLE parent (id BIGINT PRIMARY KEY)", args![]).await.unwrap();
        tx.execute(late, args![]).await.unwrap();
        tx.commit().await.unwrap();

        let first = grouped(&db, async |mut tx: Tx| {
            tx.execute("INSERT INTO late (parent) VALUES (1)", args![]).await.unwrap();
            assert!(matches!(tx.commit().await, Err(DbError::NotDurable)));
        });
        assert!(matches!(first.await, Err(DbError::NotDurable)));
        assert_eq!(kept(&db).await, Vec::<i64>::new());

        use_case(db.clone(), 3).await.unwrap();
        assert_eq!(kept(&db).await, [3, 3]);
    });
}
