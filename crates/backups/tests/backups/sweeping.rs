//! What the clock does for drills, and what becomes of those whose runner is gone.

use chrono::TimeDelta;
use jianyue_backups::{service, worker};
use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::json;
use sqlx::{AssertSqlSafe, ConnectOptions, postgres::PgConnectOptions};

use crate::common::{Setting, Stage, postgres_url, text};

on_both_databases! {
    async fn drills_are_planned_by_the_clock_and_again_after_a_failure(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.dat", json!({ "drill_every_days": 30 })).await;
        stage.env.set("2026-03-02T19:00:00Z");
        stage.app.run_job("backups.plan_drills").await.unwrap();
        stage.app.run_job("backups.plan_drills").await.unwrap();
        assert!(worker::drill_one(stage.app.app()).await.unwrap());
        assert!(!worker::drill_one(stage.app.app()).await.unwrap(), "one at a time for each policy");
        let failed = stage.read(&policy).await;
        assert_eq!((&failed["findings"][0]["code"], &failed["next_drill_at"]), (&json!("drill"), &json!("2026-03-03T19:00:00Z")));
        assert_eq!(failed["proven_at"], json!(null));
        // A look does not take away that the drill failed.
        stage.put("a.dat", "x", 1);
        assert_eq!(stage.check(&policy).await["ok"], true);
        assert_eq!(stage.read(&policy).await["open_findings"], 1);
        stage.env.set("2026-03-03T19:00:00Z");
        stage.app.run_job("backups.plan_drills").await.unwrap();
        assert!(worker::drill_one(stage.app.app()).await.unwrap());
        let proved = stage.read(&policy).await;
        assert_eq!((&proved["open_findings"], &proved["proven_at"]), (&json!(0), &json!("2026-03-03T19:00:00Z")));
        assert_eq!(proved["next_drill_at"], "2026-04-02T19:00:00Z");
        let drills = stage.get(&stage.client(), &format!("/backup-policies/{}/drills", text(&policy["id"]))).await.json();
        let states: Vec<_> = drills["items"].as_array().unwrap().iter().map(|one| text(&one["state"])).collect();
        assert_eq!(states, ["proved", "failed"]);
        assert_eq!(stage.events("backups.deviation_gone").await.len(), 1);
    }

    async fn a_second_drill_waits_for_the_first(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.dat", json!({})).await;
        let path = format!("/backup-policies/{}/drills", text(&policy["id"]));
        stage.post(&stage.engineer(), &path, json!({})).await.expect(202);
        stage.post(&stage.engineer(), &path, json!({})).await.expect(409);
    }

    async fn a_drill_whose_runner_is_gone_is_told_as_interrupted(db: Db) {
        let stage = Stage::new(db).await;
        stage.put("a.dat", "x", 1);
        let policy = stage.policy("plain", "*.dat", json!({})).await;
        let path = format!("/backup-policies/{}/drills", text(&policy["id"]));
        let asked = stage.post(&stage.engineer(), &path, json!({})).await.expect(202).json();
        let app = stage.app.app();
        let lost = service::begin(app).await.unwrap().unwrap();
        // What it left on this machine.
        let scratch = stage.folder.path().join("scratch").join(format!("jianyue_drill_{}", lost.id.simple()));
        std::fs::create_dir_all(&scratch).unwrap();
        stage.app.run_job("backups.plan_drills").await.unwrap();
        assert!(scratch.exists(), "it is believed to be alive");
        stage.env.advance(TimeDelta::minutes(3));
        stage.app.run_job("backups.plan_drills").await.unwrap();
        assert!(!scratch.exists());
        let told = stage.get(&stage.client(), &format!("/backup-drills/{}", text(&asked["id"]))).await.json();
        assert_eq!(told["state"], "failed");
        assert!(text(&told["text"]).starts_with("演练中断"), "{told}");
        // Whoever comes back late changes nothing.
        let late = service::run(app, lost).await;
        service::end(app, late).await.unwrap();
        let told = stage.get(&stage.client(), &format!("/backup-drills/{}", text(&asked["id"]))).await.json();
        assert_eq!(told["state"], "failed");
        stage.post(&stage.engineer(), &path, json!({})).await.expect(202);
    }

    async fn old_checks_are_forgotten(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.dat", json!({})).await;
        stage.check(&policy).await;
        stage.env.advance(TimeDelta::days(801));
        stage.app.run_job("backups.forget").await.unwrap();
        let mut tx = stage.db.read().await.unwrap();
        let (n,): (i64,) = tx.one("SELECT COUNT(*) FROM backup_check", args![]).await.unwrap();
        assert_eq!(n, 0);
    }
}

#[tokio::test]
async fn a_scratch_database_that_a_crash_left_is_swept_and_those_of_others_are_not() {
    let (stage, test) = Stage::alone(Setting { postgres: Some(postgres_url()), ..Setting::default() }).await;
    let policy = stage.policy("pg_plain", "*.sql", json!({})).await;
    let failed = stage.drill(&policy).await;
    let own = format!("jianyue_drill_{}", text(&failed["id"]).replace('-', ""));
    let strange = format!("jianyue_drill_{}", uuid::Uuid::new_v4().simple());
    let mut admin = postgres_url().parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    for name in [&own, &strange] {
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE \"{name}\""))).execute(&mut admin).await.unwrap();
    }
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE ROLE \"{own}\""))).execute(&mut admin).await.unwrap();
    service::sweep(stage.app.app()).await.unwrap();
    let left: Vec<(String,)> = sqlx::query_as(
        "SELECT CAST(datname AS TEXT) FROM pg_database UNION ALL SELECT CAST(rolname AS TEXT) FROM pg_roles",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    let left: Vec<String> = left.into_iter().map(|(name,)| name).collect();
    assert!(!left.contains(&own) && left.contains(&strange));
    sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE \"{strange}\""))).execute(&mut admin).await.unwrap();
    test.remove().await;
}
