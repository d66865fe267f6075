//! Backup, restore, doctor and migrate, as an administrator runs them.

use std::{
    fs::{self, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::Path,
};

use jianyue_platform::{Db, args};
use tempfile::TempDir;

use crate::process::{load_demo, said};

async fn tickets(data: &Path) -> i64 {
    let db = Db::open_sqlite(&data.join("jianyue.db"), 4).await.unwrap();
    let (count,): (i64,) = db.peek().await.unwrap().one("SELECT COUNT(*) FROM ticket", args![]).await.unwrap();
    db.close().await;
    count
}

fn ok(data: &Path, arguments: &[&str]) -> String {
    let (code, out, errors) = said(data, arguments);
    assert_eq!(code, 0, "{arguments:?}: {out}{errors}");
    out
}

/// Runs what has to be refused; gives what is said about it.
fn refused(data: &Path, arguments: &[&str]) -> String {
    let (code, out, errors) = said(data, arguments);
    assert_eq!(code, 2, "{arguments:?}: {out}{errors}");
    errors
}

#[tokio::test]
async fn a_backup_comes_back_whole_and_a_changed_one_does_not() {
    let data = TempDir::new().unwrap();
    load_demo(data.path());
    let before = tickets(data.path()).await;
    assert!(before >= 20);

    let folder = TempDir::new().unwrap();
    let backup = folder.path().join("backup");
    let to = backup.to_str().unwrap();
    let out = ok(data.path(), &["backup", "--to", to]);
    assert!(out.contains("Keep"), "the keys stay apart: {out}");
    assert!(!backup.join("keys").exists());
    assert!(refused(data.path(), &["backup", "--to", to]).contains("exists"), "a backup is never overwritten");

    let target = TempDir::new().unwrap();
    let out = ok(target.path(), &["restore", "--from", to]);
    assert!(out.contains("0 wrong"), "{out}");
    assert_eq!(tickets(target.path()).await, before);
    ok(target.path(), &["audit", "verify"]);

    let again = refused(target.path(), &["restore", "--from", to]);
    assert!(again.contains("exists; restore into an empty data folder"), "{again}");

    let mut file = OpenOptions::new().write(true).open(backup.join("jianyue.db")).unwrap();
    file.seek(SeekFrom::Start(4_096 + 17)).unwrap();
    file.write_all(b"?").unwrap();
    drop(file);
    let fresh = TempDir::new().unwrap();
    let changed = refused(fresh.path(), &["restore", "--from", to]);
    assert!(changed.contains("jianyue.db: was changed since the backup"), "{changed}");
    assert!(!fresh.path().join("jianyue.db").exists(), "nothing is written");

    fs::remove_file(backup.join("manifest.json")).unwrap();
    let unfinished = refused(fresh.path(), &["restore", "--from", to]);
    assert!(unfinished.contains("this is no finished backup"), "{unfinished}");
}

#[tokio::test]
async fn the_demo_is_loaded_once_and_is_healthy() {
    let data = TempDir::new().unwrap();
    load_demo(data.path());
    let before = tickets(data.path()).await;
    load_demo(data.path());
    assert_eq!(tickets(data.path()).await, before);
    let out = ok(data.path(), &["doctor"]);
    assert!(out.lines().count() >= 8, "{out}");
    assert!(out.lines().all(|line| line.starts_with("ok") || line.starts_with("warn")), "{out}");
    assert!(out.contains("条链校验通过"), "{out}");
    assert!(ok(data.path(), &["migrate"]).contains("up to date"));
    let chains: serde_json::Value = serde_json::from_str(&ok(data.path(), &["audit", "verify", "--json"])).unwrap();
    assert!(chains.as_array().is_some_and(|chains| chains.iter().all(|chain| chain["ok"] == true)), "{chains}");
}

#[tokio::test]
async fn a_changed_audit_row_is_found() {
    let data = TempDir::new().unwrap();
    load_demo(data.path());
    let db = Db::open_sqlite(&data.path().join("jianyue.db"), 4).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let changed = "UPDATE audit_entry SET actor_name = 'somebody else' WHERE (chain, seq) IN \
                   (SELECT chain, seq FROM audit_entry WHERE action = 'ticketing.open' LIMIT 1)";
    assert_eq!(tx.execute(changed, args![]).await.unwrap(), 1);
    tx.commit().await.unwrap();
    db.close().await;
    let (code, out, _) = said(data.path(), &["audit", "verify"]);
    assert_eq!(code, 1);
    assert_eq!(out.lines().filter(|line| line.starts_with("WRONG")).count(), 1, "{out}");
    let (code, out, _) = said(data.path(), &["doctor"]);
    assert_eq!(code, 1, "{out}");
}
