//! Articles end, and their authors are told ahead.

use jianyue_platform::{db::Db, subjects::subject_of};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, login, text, ticket};

on_both_databases! {
    async fn an_author_is_told_thirty_days_ahead_and_once(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.published(login(&stage)).await;
        for (at, told) in [("2027-01-30T23:00:00+08:00", 0), ("2027-01-31T00:10:00+08:00", 1), ("2027-02-01T00:10:00+08:00", 1)] {
            stage.env.set(at);
            stage.app.run_job("knowledge.expire").await.unwrap();
            assert_eq!(stage.events("knowledge.article_expiring").await.len(), told, "{at}");
        }
        assert_eq!(stage.listed(&stage.manager(), "?due=true").await, [text(&article["number"])]);
        let event = stage.events("knowledge.article_expiring").await.remove(0);
        assert_eq!(event["due_at"], "2027-03-02T16:00:00Z");
        assert!(text(&event["text"]).contains("2027-03-02 到期"));
        let id = text(&article["id"]).parse().unwrap();
        let mut tx = stage.db.read().await.unwrap();
        let about = subject_of(stage.app.app(), &mut tx, "knowledge.article_expiring", id).await.unwrap().unwrap();
        assert_eq!((about.assignee, about.contract), (Some(stage.engineer().person), Some(stage.hs)));
        assert_eq!(about.path, format!("/knowledge/{id}"));
        drop(tx);
        // Confirmed by somebody else, it is good for another year, and its end is told of anew.
        stage.act(&stage.manager(), &article, "publish", json!({})).await.expect(200);
        stage.env.set("2028-01-15T00:10:00+08:00");
        stage.app.run_job("knowledge.expire").await.unwrap();
        assert_eq!(stage.events("knowledge.article_expiring").await.len(), 2);
    }

    async fn an_article_is_offered_through_its_last_day(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.published(login(&stage)).await;
        stage.env.set("2027-03-02T23:59:00+08:00");
        stage.app.run_job("knowledge.expire").await.unwrap();
        assert_eq!(stage.suggested(&stage.agent(), stage.hs, "系统无法登录").await.len(), 1);
        stage.env.set("2027-03-03T00:10:00+08:00");
        stage.app.run_job("knowledge.expire").await.unwrap();
        assert!(stage.suggested(&stage.agent(), stage.hs, "系统无法登录").await.is_empty());
        let over = stage.read(&stage.manager(), &article).await.expect(200).json();
        assert_eq!((&over["state"], &over["live"]), (&json!("expired"), &json!(false)));
        assert!(over["allowed_actions"].as_array().unwrap().contains(&json!("publish")));
        stage.act(&stage.agent(), &article, "used", json!({ "ticket_id": ticket(stage.hs, 1) })).await.expect(409);
        let again = stage.act(&stage.manager(), &article, "publish", json!({})).await.expect(200).json();
        assert_eq!((&again["state"], &again["valid_until"]), (&json!("published"), &json!("2028-03-03")));
        assert_eq!(stage.suggested(&stage.agent(), stage.hs, "系统无法登录").await.len(), 1);
    }

    async fn a_newer_wording_goes_on_when_the_offered_one_ends(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.published(login(&stage)).await;
        stage.edit(&stage.engineer(), &article, login(&stage)).await.expect(200);
        stage.env.set("2027-04-01T00:10:00+08:00");
        stage.app.run_job("knowledge.expire").await.unwrap();
        let now = stage.read(&stage.engineer(), &article).await.expect(200).json();
        assert_eq!((&now["state"], &now["live"]), (&json!("draft"), &json!(false)));
    }
}
