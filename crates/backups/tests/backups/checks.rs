//! What looks find, in the order of a policy's life.

use std::os::unix::fs::symlink;

use chrono::TimeDelta;
use jianyue_backups::worker;
use jianyue_platform::{Db, args};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, codes, text};

/// As large as they usually are.
const USUAL: [u8; 1000] = [b'x'; 1000];

async fn told(stage: &Stage, kind: &str) -> Vec<(String, bool)> {
    let proved = stage.events("backups.duty_proved").await;
    let of_kind = proved.iter().filter(|event| event["kind"] == kind);
    of_kind.map(|event| (text(&event["at"]), event["ok"] == json!(true))).collect()
}

on_both_databases! {
    async fn a_policy_is_looked_at_by_the_clock_and_told_once(db: Db) {
        let stage = Stage::new(db).await;
        stage.put("kw-1.dat", USUAL, 10);
        let policy = stage.policy_of(stage.ex, "plain", "kw-*.dat", json!({ "rule": "EX-B1" })).await;
        assert_eq!(worker::round(stage.app.app()).await.unwrap(), (1, 0));
        assert_eq!(worker::round(stage.app.app()).await.unwrap(), (0, 0));
        let now = stage.read(&policy).await;
        assert_eq!((&now["state"], &now["last_file"], &now["last_bytes"]), (&json!("good"), &json!("kw-1.dat"), &json!(1000)));
        assert_eq!(told(&stage, "backup").await, [("2026-03-01T15:00:00Z".to_owned(), true)]);
        // It is looked at again when the backup becomes 24 hours old, to the second.
        stage.env.set("2026-03-02T14:59:59Z");
        assert_eq!(worker::round(stage.app.app()).await.unwrap().0, 1);
        assert_eq!(stage.read(&policy).await["next_check_at"], "2026-03-02T15:00:01Z");
        assert_eq!(stage.read(&policy).await["state"], "good");
        stage.env.set("2026-03-02T15:00:01Z");
        assert_eq!(worker::round(stage.app.app()).await.unwrap().0, 1);
        let late = stage.read(&policy).await;
        assert_eq!((&late["state"], &late["open_findings"], &late["findings"][0]["code"]), (&json!("late"), &json!(1), &json!("too_old")));
        assert!(text(&late["findings"][0]["text"]).contains("应少于 1 天"), "{late}");
        let found = stage.events("backups.deviation_found").await;
        assert_eq!(found[0]["key"], format!("backup:{}:too_old", text(&policy["id"])));
        assert_eq!((found.len(), &found[0]["work"], &found[0]["clause"]), (1, &json!(null), &json!("第二条 2(4)")));
        assert!(text(&found[0]["title"]).contains("业务库"), "{found:?}");
        // Found again, it is not told again.
        stage.env.advance(TimeDelta::hours(7));
        worker::round(stage.app.app()).await.unwrap();
        assert_eq!(stage.events("backups.deviation_found").await.len(), 1);
        stage.put("kw-2.dat", USUAL, 1);
        let check = stage.check(&policy).await;
        assert_eq!((&check["ok"], &check["files"], &check["newest"], &check["by"]), (&json!(true), &json!(2), &json!("kw-2.dat"), &json!("人员5（测试）")));
        let gone = stage.events("backups.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["key"]), (1, &found[0]["key"]));
        assert_eq!(told(&stage, "backup").await.iter().map(|(_, ok)| *ok).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(told(&stage, "backup_check").await, [], "the rule names no checks");
        let proof = stage.events("backups.duty_proved").await;
        assert_eq!((&proof[0]["rule"], &proof[0]["record"]["id"], &proof[0]["all"]), (&json!("EX-B1"), &policy["id"], &json!([policy["id"]])));
        assert_eq!(proof[0]["text"], "业务库：1000 B，10 小时前，可读");
        let checks = stage.get(&stage.client(), &format!("/backup-policies/{}/checks", text(&policy["id"]))).await.expect(200).json();
        assert_eq!(checks["items"].as_array().unwrap().len(), 5);
    }

    async fn checks_of_a_rule_that_asks_for_them_are_told_once_a_day(db: Db) {
        let stage = Stage::new(db).await;
        stage.put("a.dat", USUAL, 1);
        let policy = stage.policy("plain", "*.dat", json!({ "rule": "HS-B1" })).await;
        for _ in 0..2 {
            stage.check(&policy).await;
        }
        assert_eq!(told(&stage, "backup_check").await.len(), 1);
        assert_eq!(told(&stage, "backup").await.len(), 1);
        stage.env.advance(TimeDelta::hours(16));
        stage.check(&policy).await;
        assert_eq!(told(&stage, "backup_check").await.len(), 2);
        assert_eq!(told(&stage, "backup").await.len(), 1, "the same backup proves nothing new");
    }

    async fn what_is_wrong_with_a_file_is_found(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.dat", json!({ "min_bytes": 10, "checksum": "sha256_file" })).await;
        assert_eq!(codes(&stage.check(&policy).await), ["missing"]);
        assert_eq!(stage.read(&policy).await["state"], "missing");
        for (n, hours) in [(1, 90), (2, 60), (3, 30)] {
            stage.put(&format!("{n}.dat"), USUAL, hours);
        }
        stage.put("4.dat", "tiny", 1);
        let check = stage.check(&policy).await;
        assert_eq!(codes(&check), ["too_small", "shrunk", "checksum"]);
        assert_eq!(stage.read(&policy).await["state"], "suspect");
        assert_eq!(stage.events("backups.deviation_gone").await.len(), 1, "there is a file again");
        // sha256 of 1,000 times x, with the name behind it.
        stage.put("5.dat", USUAL, 0);
        let digest = "44f8354494a5ba03ba1792a8d3e9c534c47a9181980fde7a3f44b06ef2ae7c7f";
        stage.put("5.dat.sha256", format!("{digest}  5.dat\n"), 0);
        stage.env.advance(TimeDelta::minutes(3));
        let check = stage.check(&policy).await;
        let files = stage.get(&stage.client(), &format!("/backup-policies/{}/files", text(&policy["id"]))).await.json();
        assert_eq!(files["items"][0]["digest"], digest);
        assert_eq!(files["items"].as_array().unwrap().len(), 5, "digests are no backups");
        assert_eq!(codes(&check), Vec::<String>::new());
        stage.put("5.dat.sha256", format!("SHA256 (5.dat) = {}\n", digest.replace('a', "b")), 0);
        assert_eq!(codes(&stage.check(&policy).await), ["checksum"]);
        assert_eq!(files["items"][0]["kept_until"], "2026-04-01");
        let sealed = stage.patch(&stage.engineer(), &stage.read(&policy).await, json!({ "checksum": "sm3_file" })).await.expect(200).json();
        assert_eq!(codes(&stage.check(&sealed).await), ["checksum"]);
    }

    async fn a_file_that_is_still_being_written_is_judged_later(db: Db) {
        let stage = Stage::new(db).await;
        stage.put("1.sql", "-- PostgreSQL database dump complete", 3);
        stage.put("2.sql", "CREATE TABLE", 0);
        let policy = stage.policy("pg_plain", "*.sql", json!({})).await;
        assert_eq!(codes(&stage.check(&policy).await), Vec::<String>::new());
        stage.env.advance(TimeDelta::minutes(3));
        assert_eq!(codes(&stage.check(&policy).await), ["unreadable"]);
    }

    async fn what_was_removed_early_is_told_until_its_time_is_over(db: Db) {
        let stage = Stage::new(db).await;
        for (name, hours) in [("1.dat", 50), ("2.dat", 26), ("3.dat", 2)] {
            stage.put(name, USUAL, hours);
        }
        let policy = stage.policy("plain", "*.dat", json!({ "keep_days": 7, "every_hours": 24 })).await;
        assert_eq!(stage.check(&policy).await["ok"], true);
        stage.remove("1.dat");
        let check = stage.check(&policy).await;
        assert_eq!(codes(&check), ["retention"]);
        assert!(text(&check["findings"][0]["text"]).starts_with("1 份备份没有保存够 7 天就被删除"), "{check}");
        let files = stage.get(&stage.client(), &format!("/backup-policies/{}/files", text(&policy["id"]))).await.json();
        assert_eq!(files["items"][2]["gone_at"], "2026-03-02T01:00:00Z");
        // Written on 28 February, it need not be there from 7 March on.
        stage.env.set("2026-03-07T01:00:00Z");
        stage.put("4.dat", USUAL, 1);
        assert_eq!(codes(&stage.check(&policy).await), Vec::<String>::new());
        // The policy is old enough now, and older backups are missing.
        stage.env.set("2026-03-20T01:00:00Z");
        for name in ["2.dat", "3.dat", "4.dat"] {
            stage.remove(name);
        }
        stage.put("5.dat", USUAL, 1);
        assert_eq!(codes(&stage.check(&policy).await), ["retention"]);
    }

    async fn one_from_the_future_hides_nothing(db: Db) {
        let stage = Stage::new(db).await;
        stage.put("1.dat", USUAL, -1000);
        let policy = stage.policy("plain", "*.dat", json!({})).await;
        assert_eq!(stage.check(&policy).await["ok"], true);
        stage.env.advance(TimeDelta::hours(27));
        assert_eq!(codes(&stage.check(&policy).await), ["too_old"]);
    }

    async fn a_place_that_is_not_allowed_is_nobodys_deviation(db: Db) {
        let stage = Stage::new(db).await;
        let source = json!({ "kind": "folder", "path": "/etc" });
        let policy = stage.policy("plain", "*", json!({ "source": source })).await;
        for _ in 0..3 {
            let check = stage.check(&policy).await;
            assert_eq!(codes(&check), ["unreached"]);
            assert!(text(&check["findings"][0]["text"]).contains("probe_folders"), "{check}");
        }
        assert_eq!(stage.read(&policy).await["state"], "unknown");
        assert_eq!(stage.events("backups.deviation_found").await, Vec::<Value>::new());
        // A folder that is gone is told at the second time.
        let source = json!({ "kind": "folder", "path": stage.folder.path().join("none") });
        let gone = stage.policy("plain", "*", json!({ "source": source })).await;
        stage.check(&gone).await;
        assert_eq!(stage.events("backups.deviation_found").await.len(), 0);
        stage.check(&gone).await;
        assert_eq!(stage.events("backups.deviation_found").await.len(), 1);
        // A link out of the folder is no backup.
        symlink("/etc/passwd", stage.folder.path().join("link.txt")).unwrap();
        let links = stage.policy("plain", "link.txt", json!({})).await;
        assert_eq!(codes(&stage.check(&links).await), ["missing"]);
        let failed = stage.drill(&links).await;
        assert_eq!(failed["state"], "failed");
    }

    async fn what_is_switched_off_is_no_deviation_any_more(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.dat", json!({})).await;
        stage.check(&policy).await;
        let off = stage.patch(&stage.engineer(), &policy, json!({ "enabled": false })).await.expect(200).json();
        assert_eq!((&off["state"], &off["findings"], &off["next_check_at"]), (&json!("unknown"), &json!([]), &json!(null)));
        assert_eq!(stage.events("backups.deviation_gone").await.len(), 1);
        stage.env.advance(TimeDelta::days(2));
        assert_eq!(worker::round(stage.app.app()).await.unwrap(), (0, 0));
    }

    async fn the_ticket_of_a_finding_stands_beside_it(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.dat", json!({})).await;
        stage.check(&policy).await;
        let mut tx = stage.db.write().await.unwrap();
        let told = Ticketed {
            key: format!("backup:{}:missing", text(&policy["id"])),
            ticket_id: uuid::Uuid::from_u128(7),
            number: "HS-2026-0001".into(),
        };
        jianyue_platform::events::record(&mut tx, &stage.env.env(), &told).await.unwrap();
        tx.commit().await.unwrap();
        stage.app.deliver_events().await;
        assert_eq!(stage.read(&policy).await["findings"][0]["ticket_number"], "HS-2026-0001");
    }

    async fn somebody_who_was_overtaken_writes_nothing(db: Db) {
        use jianyue_backups::service::{claim, keep, look};
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.dat", json!({})).await;
        let app = stage.app.app();
        let mut claimed = claim(app, 10).await.unwrap();
        assert_eq!((claimed.len(), claim(app, 10).await.unwrap().len()), (1, 0));
        let seen = look(app, claimed.remove(0)).await;
        stage.put("a.dat", USUAL, 1);
        stage.check(&policy).await;
        let mut tx = stage.db.write().await.unwrap();
        assert_eq!(keep(app, &mut tx, seen, None).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(stage.read(&policy).await["state"], "good");
        let mut tx = stage.db.read().await.unwrap();
        let (n,): (i64,) = tx.one("SELECT COUNT(*) FROM backup_check", args![]).await.unwrap();
        assert_eq!(n, 1);
    }
}

#[derive(serde::Serialize)]
struct Ticketed {
    key: String,
    ticket_id: uuid::Uuid,
    number: String,
}

impl jianyue_platform::events::Event for Ticketed {
    const KIND: &'static str = "ticketing.deviation_ticketed";

    fn subject(&self) -> uuid::Uuid {
        self.ticket_id
    }

    fn contract(&self) -> Option<jianyue_kernel::ContractId> {
        None
    }
}
