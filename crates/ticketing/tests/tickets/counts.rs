//! Counts of saved views are exact after everything that happens.

use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, id};

on_both_databases! {
    async fn counts_follow_every_change(db: Db) {
        let stage = Stage::new(db).await;
        let mut tickets = Vec::new();
        for _ in 0..5 {
            tickets.push(stage.open("HS-S3").await);
        }
        let engineer = stage.engineer();
        stage.act(&engineer, &tickets[0], "take", json!({})).await.expect(200);
        stage.act(&engineer, &tickets[1], "take", json!({})).await.expect(200);
        stage.act(&engineer, &tickets[1], "resolve", json!({ "solution": "已处理" })).await.expect(200);
        let hold = json!({ "reason": "等待", "evidence": "邮件", "agreed_by": "甲方" });
        stage.act(&engineer, &tickets[2], "pause", hold).await.expect(200);
        stage.act(&stage.client(), &tickets[3], "cancel", json!({ "reason": "误报" })).await.expect(200);
        let counts = stage.get(&engineer, "/tickets/counts").await.expect(200).json();
        assert_eq!(counts["mine"], 2);
        assert_eq!(counts["unassigned"], 2);
        assert_eq!(counts["paused"], 1);
        assert_eq!(counts["waiting_acceptance"], 1);
        assert_eq!(counts["live"], 4);
        assert_eq!(counts["by_state"]["cancelled"], 1);
        stage.act(&engineer, &tickets[4], "merge", json!({ "into": id(&tickets[0]) })).await.expect(200);
        stage.sweep_at("2021-12-20T10:00:00+08:00").await;
        let mut tx = stage.db.read().await.unwrap();
        let kept: Vec<(String, i64, i64)> = tx
            .all("SELECT state, alarm, CAST(SUM(n) AS BIGINT) FROM ticket_count WHERE n <> 0 GROUP BY state, alarm ORDER BY 1, 2", args![])
            .await
            .unwrap();
        let counted: Vec<(String, i64, i64)> = tx
            .all(
                "SELECT state, CASE WHEN state IN ('closed', 'cancelled', 'merged') THEN 0 ELSE alarm END, COUNT(*) \
                 FROM ticket GROUP BY 1, 2 ORDER BY 1, 2",
                args![],
            )
            .await
            .unwrap();
        assert_eq!(kept, counted);
    }
}
