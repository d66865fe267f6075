//! Connections that read cannot write.

use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;

const INSERT: &str = "INSERT INTO job (name) VALUES ('x')";

on_both_databases! {
    async fn a_reading_transaction_cannot_write(db: Db) {
        let mut tx = db.read().await.unwrap();
        assert!(tx.execute(INSERT, args![]).await.is_err());
        drop(tx);
        let mut tx = db.read().await.unwrap();
        let (jobs,): (i64,) = tx.one("SELECT count(*) FROM job", args![]).await.unwrap();
        assert_eq!(jobs, 0);
    }

    async fn a_peek_sees_what_was_committed_last(db: Db) {
        let mut tx = db.write().await.unwrap();
        tx.execute(INSERT, args![]).await.unwrap();
        tx.commit().await.unwrap();
        let mut peek = db.peek().await.unwrap();
        let name: Option<(String,)> = peek.optional("SELECT name FROM job", args![]).await.unwrap();
        assert_eq!(name, Some(("x".to_owned(),)));
    }

    async fn more_readers_than_connections_are_served_in_turn(db: Db) {
        let readers = (0..64).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.read().await.unwrap();
                tx.one::<(i64,)>("SELECT count(*) FROM job", args![]).await.unwrap().0
            })
        });
        let counts = futures::future::join_all(readers).await;
        assert!(counts.into_iter().all(|count| count.unwrap() == 0));
    }
}
