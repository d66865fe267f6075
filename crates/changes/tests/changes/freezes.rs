//! Days on which nothing may be released.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{Stage, refused, text};

on_both_databases! {
    async fn a_window_in_a_freeze_is_refused_with_its_name_and_days(db: Db) {
        let stage = Stage::new(db).await;
        stage.declare("期末保障", ("2021-12-01", "2021-12-02"), false);
        stage.declare("考试报名保障", ("2021-12-03", "2021-12-10"), true);
        let answer = stage.add(&stage.engineer(), stage.hs, &text()).await.expect(422).json();
        assert_eq!(answer["errors"][0]["field"], "planned_from");
        let said = answer["errors"][0]["message"].as_str().unwrap();
        assert!(said.contains("考试报名保障") && said.contains("2021-12-03 至 2021-12-10"), "{said}");
        stage.written(&json!({ "planned_to": "2021-12-02T23:00:00+08:00" })).await;
    }

    async fn a_release_in_a_freeze_is_refused_and_written_down(db: Db) {
        let stage = Stage::new(db).await;
        let ready = stage.ready(&json!({})).await;
        assert_eq!(ready["freezes"], json!([]));
        // Declared after the approval.
        stage.declare("考试报名保障", ("2021-12-02", "2021-12-10"), true);
        stage.env.set("2021-12-02T21:00:00+08:00");
        let answer = stage.try_step(&stage.engineer(), &ready, "release", &json!({})).await.expect(409);
        assert_eq!(answer.code(), "changes.frozen");
        let said = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(said.contains("考试报名保障") && said.contains("2021-12-02 至 2021-12-10"), "{said}");
        let now = stage.get(&stage.engineer(), &format!("/changes/{}", ready["id"].as_str().unwrap())).await.json();
        assert_eq!((&now["state"], &now["version"]), (&json!("tested"), &ready["version"]));
        assert_eq!((refused(&now, "release"), now["freezes"].as_array().unwrap().len()), (Some(said), 1));
        let mut tx = stage.app.app().db().read().await.unwrap();
        let tried: (i64,) = tx
            .one("SELECT count(*) FROM audit_entry WHERE action = 'changes.frozen_refused'", jianyue_platform::args![])
            .await
            .unwrap();
        assert_eq!(tried.0, 1);
    }

    async fn a_draft_is_not_submitted_into_a_freeze_and_the_calendar_shows_it(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.written(&json!({})).await;
        stage.declare("考试报名保障", ("2021-12-03", "2021-12-10"), true);
        let answer = stage.try_step(&stage.engineer(), &draft, "submit", &json!({})).await;
        assert_eq!(answer.expect(409).code(), "changes.frozen");
        let path = format!("/contracts/{}/changes/calendar?from=2021-11-29&to=2021-12-12", stage.hs);
        let shown = stage.get(&stage.official(), &path).await.expect(200).json();
        assert_eq!(shown["freezes"][0]["title"], "考试报名保障");
        assert_eq!(shown["items"][0]["frozen"], json!([shown["freezes"][0]["id"]]));
    }
}
