//! What is planned ahead, and what an edit or an outage makes of it.

use std::collections::BTreeSet;

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{HS, Stage, id};

fn days(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["from"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn an_import_plans_sixty_days_ahead_and_no_visit(db: Db) {
        let stage = Stage::new(db).await;
        let rows = stage.list(&stage.client(), &format!("contract={}&rule=HS-I1.daily", stage.hs)).await;
        assert_eq!((rows.len(), rows[0]["from"].as_str(), rows[60]["from"].as_str()), (61, Some("2021-12-06"), Some("2022-02-04")));
        let first = &rows[0];
        assert_eq!((&first["clause"], &first["kind"], &first["state"]), (&json!("附件一 三.2.2(2)、5.2"), &json!("inspection"), &json!("planned")));
        let kinds: BTreeSet<String> = stage
            .list(&stage.client(), &format!("contract={}&to=2021-12-31", stage.hs))
            .await
            .iter()
            .map(|row| row["kind"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["backup", "backup_check", "inspection", "stock_count"]);
        assert!(stage.list(&stage.client(), &format!("contract={}&rule=HS-V1", stage.hs)).await.is_empty());
        // The registration contract has not begun.
        assert!(stage.list(&stage.client(), &format!("contract={}", stage.re)).await.is_empty());
    }

    async fn running_the_job_again_or_after_an_outage_neither_doubles_nor_skips(db: Db) {
        let stage = Stage::new(db).await;
        let all = format!("contract={}&rule=HS-I1.weekly", stage.hs);
        let before = stage.list(&stage.manager(), &all).await;
        stage.app.run_job("inspection.plan").await.unwrap();
        assert_eq!(stage.list(&stage.manager(), &all).await, before);
        // Nobody was there for a hundred days: forty of them were never planned, and are owed all the same.
        stage.env.set("2022-03-16T10:00:00+08:00");
        stage.app.run_job("inspection.plan").await.unwrap();
        let rows = stage.list(&stage.manager(), &all).await;
        let mut expected = vec!["2021-12-06".parse::<chrono::NaiveDate>().unwrap()];
        while expected.last().unwrap() < &"2022-05-09".parse().unwrap() {
            expected.push(*expected.last().unwrap() + chrono::Days::new(7));
        }
        assert_eq!(days(&rows), expected.iter().map(ToString::to_string).collect::<Vec<_>>());
        stage.app.run_job("inspection.sweep").await.unwrap();
        let counts = stage.counts("HS-I1.weekly", "2021-12-06", "2022-03-13").await;
        assert_eq!((&counts["planned"], &counts["missed"]), (&json!(14), &json!(14)));
        assert_eq!(stage.events("inspection.occurrence_missed").await.iter().filter(|told| told["rule"] == "HS-I1.weekly").count(), 14);
    }

    async fn an_edit_reaches_what_nobody_has_touched_and_nothing_else(db: Db) {
        let stage = Stage::new(db).await;
        let weekly = format!("contract={}&rule=HS-I1.weekly", stage.hs);
        let rows = stage.list(&stage.manager(), &weekly).await;
        let kept = &rows[4];
        assert_eq!(kept["from"], "2022-01-03");
        let tag = format!("\"{}\"", kept["version"]);
        let body = json!({ "planned": "2022-01-06", "assignee": stage.engineer().person.0 });
        let path = format!("/api/v1/occurrences/{}", id(kept));
        let moved = stage.app.patch(&path).by(&stage.manager()).header("if-match", &tag).json(&body).send().await.expect(200).json();
        assert_eq!((&moved["planned"], &moved["assignee"]["id"]), (&json!("2022-01-06"), &json!(stage.engineer().person.0)));
        let amended = HS.replace("title = \"系统周巡检\"", "title = \"系统周巡检（补充协议）\"");
        assert_ne!(amended, HS);
        stage.amend(&amended, "2021-12-27").await;
        let rows = stage.list(&stage.manager(), &weekly).await;
        let titles: Vec<(&str, bool)> =
            rows.iter().map(|row| (row["from"].as_str().unwrap(), row["title"] == "系统周巡检（补充协议）")).collect();
        assert_eq!(titles[..6], [
            ("2021-12-06", false), ("2021-12-13", false), ("2021-12-20", false), ("2021-12-27", true),
            ("2022-01-03", false), ("2022-01-10", true),
        ], "the one that was moved stays as it was");
        assert_eq!(stage.now(kept).await["title"], "系统周巡检");
        // Counted as they stand.
        let counts = stage.counts("HS-I1.weekly", "2021-12-06", "2022-01-30").await;
        assert_eq!(counts["planned"], 8);
        // The rule is gone: so are those that nobody has touched.
        let without = HS.replace("id = \"HS-I1.weekly\"\nclause = \"附件一 三.5.2\"\ntitle = \"系统周巡检\"\nkind = \"inspection\"\nfrequency = \"weekly\"", "id = \"HS-I1.weekly\"\nclause = \"附件一 三.5.2\"\ntitle = \"系统周巡检\"\nkind = \"inspection\"\nfrequency = \"monthly\"");
        assert_ne!(without, HS);
        stage.amend(&without, "2022-01-01").await;
        let rows = stage.list(&stage.manager(), &weekly).await;
        let weeks = rows.iter().filter(|row| row["from"].as_str().unwrap() >= "2022-01-01" && row["to"].as_str().unwrap() < "2022-01-31").count();
        assert_eq!(weeks, 1, "{rows:?}");
    }

    async fn what_cannot_be_planned_is_said(db: Db) {
        let stage = Stage::at(db, "2026-12-01T10:00:00+08:00").await;
        let long = HS.replacen("end = ", "end = 2027-12-31 # ", 1);
        stage.amend(&long, "2026-12-01").await;
        let told = stage.get(&stage.client(), &format!("/contracts/{}/occurrences/plan", stage.hs)).await.expect(200).json();
        let weekly = told["problems"].as_array().unwrap().iter().find(|problem| problem["rule"] == "HS-I1.weekly").unwrap();
        assert!(weekly["message"].as_str().unwrap().contains("2027"), "{told}");
        assert_eq!(told["planned_to"], "2026-12-17");
        // What needs no notice is planned all the same.
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.daily&from=2027-01-20", stage.hs)).await;
        assert_eq!(rows.len(), 11);
    }

    async fn a_contract_that_ends_early_owes_nothing_behind_its_end(db: Db) {
        let stage = Stage::new(db).await;
        let touched = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.weekly&from=2022-01-10", stage.hs)).await[0].clone();
        let body = json!({ "reason": "机房停电", "new_day": null });
        stage.post(&stage.engineer(), &format!("/occurrences/{}/announce", id(&touched)), body).await.expect(200);
        let ended = HS.replacen("end = ", "end = 2021-12-31 # ", 1);
        stage.amend(&ended, "2021-12-06").await;
        assert_eq!(stage.now(&touched).await["state"], "cancelled");
        let rows = stage.list(&stage.manager(), &format!("contract={}&from=2022-01-01", stage.hs)).await;
        assert_eq!(rows.len(), 1, "{rows:?}");
    }
}
