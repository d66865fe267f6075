//! Who sees what, and how it is found.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, encoded, login, text, with};

on_both_databases! {
    async fn the_scope_by_contract_is_part_of_every_query(db: Db) {
        let stage = Stage::new(db).await;
        let ours = stage.published(login(&stage)).await;
        let works = stage.published(with(login(&stage), json!({ "work": "apps", "title": "应用无法登录" }))).await;
        let house = stage.published(with(login(&stage), json!({ "contract_id": null, "title": "备份无法登录" }))).await;
        // A stranger sees the house's articles only; a member the house's and those of its work.
        assert_eq!(stage.listed(&stage.stranger(), "").await, ["KB-000003"]);
        assert_eq!(stage.listed(&stage.member(), "").await, ["KB-000003", "KB-000002"]);
        stage.read(&stage.stranger(), &ours).await.expect(404);
        stage.read(&stage.member(), &ours).await.expect(404);
        stage.read(&stage.member(), &works).await.expect(200);
        stage.read(&stage.stranger(), &house).await.expect(200);
        for step in ["submit", "publish", "used"] {
            let body = if step == "used" { json!({ "ticket_id": uuid::Uuid::nil() }) } else { json!({}) };
            stage.act(&stage.stranger(), &ours, step, body).await.expect(404);
        }
        for step in ["return", "retire"] {
            stage.act(&stage.stranger(), &ours, step, json!({ "reason": "x" })).await.expect(404);
        }
        stage.edit(&stage.stranger(), &ours, login(&stage)).await.expect(404);
        stage.get(&stage.stranger(), &format!("/articles/{}/revisions", text(&ours["id"]))).await.expect(404);
        stage.get(&stage.stranger(), &format!("/articles/suggest?contract={}&q=x", stage.hs)).await.expect(404);
        assert_eq!(stage.suggested(&stage.member(), stage.hs, "无法登录").await.len(), 2);
        // Nobody moves an article to where they do not write.
        stage.edit(&stage.stranger(), &house, with(login(&stage), json!({}))).await.expect(404);
        assert_eq!(stage.listed(&stage.engineer(), &format!("?contract={}", stage.hs)).await.len(), 2);
        assert_eq!(stage.listed(&stage.engineer(), "?house=true").await, ["KB-000003"]);
    }

    async fn the_client_reads_what_is_marked_for_it_and_published(db: Db) {
        let stage = Stage::new(db).await;
        let hidden = stage.published(login(&stage)).await;
        let shown = stage.published(with(login(&stage), json!({ "audience": "client" }))).await;
        let draft = stage.draft(with(login(&stage), json!({ "audience": "client" }))).await;
        let house = stage.published(with(login(&stage), json!({ "audience": "client", "contract_id": null }))).await;
        let elsewhere = stage.published(with(login(&stage), json!({ "audience": "client", "contract_id": stage.ex.0 }))).await;
        let client = stage.client();
        assert_eq!(stage.listed(&client, "").await, [text(&house["number"]), text(&shown["number"])]);
        assert_eq!(stage.listed(&client, "?state=draft").await, Vec::<String>::new());
        for unseen in [&hidden, &draft, &elsewhere] {
            stage.read(&client, unseen).await.expect(404);
        }
        let theirs = stage.read(&client, &shown).await.expect(200).json();
        assert_eq!((&theirs["author"], &theirs["published_by"], &theirs["allowed_actions"]), (&json!(""), &json!(null), &json!([])));
        let mut suggested = stage.suggested(&client, stage.hs, "系统无法登录").await;
        suggested.sort();
        assert_eq!(suggested, [text(&shown["number"]), text(&house["number"])]);
        stage.edit(&client, &shown, login(&stage)).await.expect(403);
        stage.get(&client, &format!("/articles/{}/revisions", text(&shown["id"]))).await.expect(403);
    }

    async fn articles_are_found_by_two_characters_by_number_and_by_filters(db: Db) {
        let stage = Stage::new(db).await;
        stage.published(login(&stage)).await;
        let other = json!({ "contract_id": stage.ex.0, "title": "准考证打印错乱", "problem": "照片缺失", "solution": "缩放 100 %", "service": "S1" });
        stage.draft(other).await;
        let engineer = stage.engineer();
        for (query, found) in [
            ("证书", vec!["KB-000001"]),
            ("打印", vec!["KB-000002"]),
            ("打印 照片", vec!["KB-000002"]),
            ("打印 证书", vec![]),
            ("KB-000002", vec!["KB-000002"]),
            ("KB-1", vec!["KB-000001"]),
            ("\"' OR 1=1 --", vec![]),
            ("？！", vec![]),
        ] {
            // `OR` is a word that no article holds.
            assert_eq!(stage.listed(&engineer, &format!("?q={}", encoded(query))).await, found, "{query}");
        }
        assert_eq!(stage.listed(&engineer, "?state=draft").await, ["KB-000002"]);
        assert_eq!(stage.listed(&engineer, "?service=S1").await, ["KB-000002"]);
        assert_eq!(stage.listed(&engineer, "?state=published&service=S1").await, Vec::<String>::new());
        // Read on by key.
        let first = stage.get(&engineer, "/articles?limit=1").await.expect(200).json();
        let next = stage.listed(&engineer, &format!("?limit=1&after={}", text(&first["next"]))).await;
        assert_eq!((&first["items"][0]["number"], next), (&json!("KB-000002"), vec!["KB-000001".to_owned()]));
        stage.get(&engineer, "/articles?after=xyz").await.expect(400);
    }
}
