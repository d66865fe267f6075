//! Copies of a database in use.

use jianyue_platform::{
    args,
    db::{Db, DbError, Engine},
};
use jianyue_testkit::run;
use tempfile::TempDir;

async fn put(db: &Db, name: &str) {
    let mut tx = db.write().await.unwrap();
    tx.execute("INSERT INTO job (name) VALUES ($1)", args![name]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn a_copy_holds_everything_committed_and_opens_like_the_first() {
    run(Engine::Sqlite, async |db: Db| {
        let folder = TempDir::new().unwrap();
        let target = folder.path().join("it's a copy.db");
        put(&db, "before").await;
        let mut open = db.write().await.unwrap();
        open.execute("INSERT INTO job (name) VALUES ('uncommitted')", args![]).await.unwrap();
        db.sqlite_copy(&target).await.unwrap();
        open.commit().await.unwrap();
        put(&db, "after").await;

        let copy = Db::open_sqlite(&target, 1).await.unwrap();
        let jobs: Vec<(String,)> = copy.read().await.unwrap().all("SELECT name FROM job", args![]).await.unwrap();
        assert_eq!(jobs, [("before".to_owned(),)]);
        copy.close().await;
    });
}

#[test]
fn a_copy_never_overwrites() {
    run(Engine::Sqlite, async |db: Db| {
        let folder = TempDir::new().unwrap();
        let target = folder.path().join("copy.db");
        std::fs::write(&target, "precious").unwrap();
        assert!(db.sqlite_copy(&target).await.is_err());
        assert_eq!(std::fs::read(&target).unwrap(), b"precious");
    });
}

#[test]
fn a_server_is_not_copied_as_a_file() {
    run(Engine::Postgres, async |db: Db| {
        assert!(matches!(db.sqlite_copy(std::path::Path::new("/nowhere")).await, Err(DbError::WrongEngine)));
    });
}
