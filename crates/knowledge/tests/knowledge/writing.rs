//! Articles are written, looked at by somebody else, changed and used.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, login, path, text, ticket, with};

on_both_databases! {
    async fn an_article_is_offered_after_somebody_else_has_looked_at_it(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.draft(login(&stage)).await;
        assert_eq!((&article["number"], &article["state"], &article["revision"]), (&json!("KB-000001"), &json!("draft"), &json!(1)));
        assert_eq!(article["allowed_actions"], json!(["edit", "submit", "retire"]));
        // Not before it was handed in, and not by whoever wrote it.
        stage.act(&stage.manager(), &article, "publish", json!({})).await.expect(409);
        let handed_in = stage.act(&stage.engineer(), &article, "submit", json!({})).await.expect(200).json();
        assert_eq!(handed_in["state"], "review");
        assert_eq!(stage.act(&stage.engineer(), &article, "publish", json!({})).await.expect(403).code(), "denied");
        let published = stage.act(&stage.manager(), &article, "publish", json!({})).await.expect(200).json();
        assert_eq!((&published["state"], &published["valid_until"]), (&json!("published"), &json!("2027-03-02")));
        assert_eq!((&published["live"], &published["published_by"]), (&json!(true), &json!("人员4（测试）")));
        let what: Vec<Value> = stage.events("knowledge.article_changed").await.iter().map(|event| event["what"].clone()).collect();
        assert_eq!(what, [json!("written"), json!("submitted"), json!("published")]);
    }

    async fn nobody_publishes_what_they_wrote_or_touched(db: Db) {
        let stage = Stage::new(db).await;
        let own = stage.post(&stage.manager(), "/articles", login(&stage)).await.expect(201).json();
        stage.act(&stage.manager(), &own, "submit", json!({})).await.expect(200);
        let refused = stage.act(&stage.manager(), &own, "publish", json!({})).await.expect(409);
        assert_eq!(refused.code(), "knowledge.own_work");
        let seen = stage.read(&stage.manager(), &own).await.expect(200).json();
        assert!(!seen["allowed_actions"].as_array().unwrap().contains(&json!("publish")));
        // Who changed a comma of another's draft is an author of it too.
        let other = stage.draft(login(&stage)).await;
        let changed = stage.edit(&stage.manager(), &other, with(login(&stage), json!({ "note": "改标点" }))).await.expect(200).json();
        assert_eq!((&changed["revision"], &changed["version"]), (&json!(2), &json!(2)));
        stage.act(&stage.engineer(), &other, "submit", json!({})).await.expect(200);
        assert_eq!(stage.act(&stage.manager(), &other, "publish", json!({})).await.expect(409).code(), "knowledge.own_work");
    }

    async fn what_is_offered_stays_while_a_newer_wording_is_worked_on(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.published(with(login(&stage), json!({ "audience": "client" }))).await;
        let body = with(login(&stage), json!({ "title": "门禁打不开", "problem": "门禁打不开", "solution": "重启门禁", "note": "换题", "audience": "client" }));
        let changed = stage.edit(&stage.engineer(), &article, body).await.expect(200).json();
        assert_eq!((&changed["state"], &changed["live"], &changed["revision"]), (&json!("draft"), &json!(true), &json!(2)));
        // The client goes on reading the first wording, and does not find it by words of the second.
        let theirs = stage.read(&stage.client(), &article).await.expect(200).json();
        assert_eq!((&theirs["title"], &theirs["state"], &theirs["revision"]), (&json!("系统无法登录"), &json!("published"), &json!(1)));
        assert_eq!(stage.listed(&stage.client(), "?q=%E9%97%A8%E7%A6%81").await, Vec::<String>::new());
        assert_eq!(stage.listed(&stage.engineer(), "?q=%E9%97%A8%E7%A6%81").await, ["KB-000001"]);
        let live = stage.app.get(&format!("{}?live=true", path(&article))).by(&stage.engineer()).send().await.expect(200).json();
        assert_eq!(live["revision"], 1);
        assert_eq!(stage.suggested(&stage.engineer(), stage.hs, "系统无法登录").await, ["KB-000001"]);
        assert!(stage.suggested(&stage.engineer(), stage.hs, "门禁打不开").await.is_empty());
        // Both wordings are kept and told apart.
        let all = stage.get(&stage.engineer(), &format!("/articles/{}/revisions", text(&article["id"]))).await.expect(200).json();
        assert_eq!((&all[0]["revision"], &all[0]["note"], &all[0]["live"]), (&json!(2), &json!("换题"), &json!(false)));
        assert_eq!((&all[1]["title"], &all[1]["live"]), (&json!("系统无法登录"), &json!(true)));
        stage.act(&stage.engineer(), &article, "submit", json!({})).await.expect(200);
        stage.act(&stage.manager(), &article, "publish", json!({ "valid_until": "2026-09-01" })).await.expect(200);
        assert_eq!(stage.suggested(&stage.engineer(), stage.hs, "门禁打不开").await, ["KB-000001"]);
        assert_eq!(stage.read(&stage.client(), &article).await.expect(200).json()["valid_until"], "2026-09-01");
    }

    async fn edits_are_made_from_what_was_read(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.draft(login(&stage)).await;
        stage.edit(&stage.engineer(), &article, with(login(&stage), json!({ "title": "第二稿" }))).await.expect(200);
        let stale = stage.edit(&stage.agent(), &article, login(&stage)).await.expect(412);
        assert_eq!((stale.code().as_str(), &stale.json()["current"]["title"]), ("knowledge.stale_version", &json!("第二稿")));
        stage.app.put(&path(&article)).by(&stage.engineer()).json(&login(&stage)).send().await.expect(428);
    }

    async fn a_review_ends_with_a_reason_or_a_publication(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.draft(with(login(&stage), json!({ "solution": "" }))).await;
        let missing = stage.act(&stage.engineer(), &article, "submit", json!({})).await.expect(422).json();
        assert_eq!(missing["errors"][0]["field"], "solution");
        let article = stage.edit(&stage.engineer(), &article, login(&stage)).await.expect(200).json();
        stage.act(&stage.engineer(), &article, "submit", json!({})).await.expect(200);
        assert_eq!(stage.act(&stage.manager(), &article, "return", json!({ "reason": " " })).await.expect(422).json()["errors"][0]["field"], "reason");
        stage.act(&stage.agent(), &article, "return", json!({ "reason": "太短" })).await.expect(403);
        let back = stage.act(&stage.manager(), &article, "return", json!({ "reason": "请补充备份要求" })).await.expect(200).json();
        assert_eq!((&back["state"], &back["reason"]), (&json!("draft"), &json!("请补充备份要求")));
        let refused = stage.act(&stage.manager(), &article, "publish", json!({ "valid_until": "2020-01-01" })).await.expect(409);
        assert_eq!(refused.code(), "knowledge.wrong_state");
        stage.act(&stage.engineer(), &article, "submit", json!({})).await.expect(200);
        let refused = stage.act(&stage.manager(), &article, "publish", json!({ "valid_until": "2020-01-01" })).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["field"], "valid_until");
    }

    async fn a_solved_ticket_becomes_an_article_once(db: Db) {
        let stage = Stage::new(db).await;
        let grown = stage.draft(json!({ "from_ticket": ticket(stage.hs, 8) })).await;
        assert_eq!((&grown["title"], &grown["problem"], &grown["cause"], &grown["solution"]),
            (&json!("系统无法登录"), &json!("登录提示证书过期"), &json!("证书到期"), &json!("更新证书")));
        assert_eq!((&grown["contract_id"], &grown["work"], &grown["from_ticket"]["number"]), (&json!(stage.hs.0), &json!("apps"), &json!("T-8")));
        let again = stage.post(&stage.agent(), "/articles", json!({ "from_ticket": ticket(stage.hs, 8) })).await.expect(409);
        assert_eq!((again.code().as_str(), &again.json()["article_id"]), ("knowledge.written_before", &grown["id"]));
        assert_eq!(stage.listed(&stage.agent(), &format!("?ticket={}", ticket(stage.hs, 8))).await, ["KB-000001"]);
        // What is not solved teaches nothing yet; what is not in sight is not there.
        stage.post(&stage.agent(), "/articles", json!({ "from_ticket": ticket(stage.hs, 9) })).await.expect(409);
        stage.post(&stage.stranger(), "/articles", json!({ "from_ticket": ticket(stage.hs, 1) })).await.expect(404);
        stage.post(&stage.member(), "/articles", json!({ "from_ticket": ticket(stage.hs, 1) })).await.expect(404);
        stage.post(&stage.client(), "/articles", json!({ "from_ticket": ticket(stage.hs, 1) })).await.expect(403);
        assert_eq!(stage.draft(login(&stage)).await["number"], "KB-000002");
    }

    async fn a_ticket_counts_once_for_an_article(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.published(login(&stage)).await;
        for _ in 0..2 {
            let used = stage.act(&stage.agent(), &article, "used", json!({ "ticket_id": ticket(stage.hs, 1) })).await.expect(200).json();
            assert_eq!((&used["used"], used["used_in"].as_array().unwrap().len()), (&json!(1), 1));
        }
        let used = stage.act(&stage.engineer(), &article, "used", json!({ "ticket_id": ticket(stage.hs, 2) })).await.expect(200).json();
        assert_eq!((&used["used"], &used["used_in"][0]["ticket_number"]), (&json!(2), &json!("T-2")));
        for wrong in [ticket(stage.ex, 1), uuid::Uuid::nil()] {
            let refused = stage.act(&stage.agent(), &article, "used", json!({ "ticket_id": wrong })).await.expect(422);
            assert_eq!(refused.json()["errors"][0]["field"], "ticket_id");
        }
        let draft = stage.draft(login(&stage)).await;
        stage.act(&stage.agent(), &draft, "used", json!({ "ticket_id": ticket(stage.hs, 1) })).await.expect(409);
        assert_eq!(stage.events("knowledge.article_changed").await.iter().filter(|event| event["what"] == "used").count(), 2);
    }

    async fn a_repeated_create_writes_one_article(db: Db) {
        let stage = Stage::new(db).await;
        let send = || stage.app.post("/api/v1/articles").by(&stage.engineer()).header("idempotency-key", "k1").json(&login(&stage)).send();
        let first = send().await.expect(201).json();
        let again = send().await.expect(201);
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.json()["id"], first["id"]);
        assert_eq!(stage.listed(&stage.engineer(), "").await, ["KB-000001"]);
        let other = stage.app.post("/api/v1/articles").by(&stage.engineer()).header("idempotency-key", "k1")
            .json(&with(login(&stage), json!({ "title": "另一篇" }))).send().await;
        assert_eq!(other.expect(422).code(), "idempotency.other_body");
    }

    async fn what_does_not_fit_is_refused_by_its_field(db: Db) {
        let stage = Stage::new(db).await;
        for (more, field) in [
            (json!({ "title": " " }), "title"),
            (json!({ "title": "长".repeat(101) }), "title"),
            (json!({ "problem": "a\u{0}b" }), "problem"),
            (json!({ "solution": "长".repeat(10_001) }), "solution"),
            (json!({ "work": "no-such" }), "work"),
            (json!({ "contract_id": null, "work": "apps" }), "work"),
            (json!({ "tags": (0..11).map(|n| format!("t{n}")).collect::<Vec<_>>() }), "tags"),
        ] {
            let refused = stage.post(&stage.engineer(), "/articles", with(login(&stage), more.clone())).await.expect(422);
            assert_eq!(refused.json()["errors"][0]["field"], field, "{more}");
        }
        // Markup is text like any other.
        let odd = stage.draft(with(login(&stage), json!({ "solution": "<img src=x onerror=alert(1)>" }))).await;
        assert_eq!(odd["solution"], "<img src=x onerror=alert(1)>");
        assert_eq!(odd["tags"], json!(["登录"]));
    }

    async fn what_is_retired_is_offered_and_changed_no_more(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.published(login(&stage)).await;
        stage.act(&stage.engineer(), &article, "retire", json!({ "reason": "系统下线" })).await.expect(403);
        let gone = stage.act(&stage.manager(), &article, "retire", json!({ "reason": "系统下线" })).await.expect(200).json();
        assert_eq!((&gone["state"], &gone["live"], &gone["allowed_actions"]), (&json!("retired"), &json!(false), &json!([])));
        assert!(stage.suggested(&stage.engineer(), stage.hs, "系统无法登录").await.is_empty());
        stage.edit(&stage.manager(), &gone, login(&stage)).await.expect(409);
        // What was never published may be dropped by its author, and by nobody else who only writes.
        let draft = stage.draft(login(&stage)).await;
        stage.act(&stage.agent(), &draft, "retire", json!({ "reason": "重复" })).await.expect(403);
        stage.act(&stage.engineer(), &draft, "retire", json!({ "reason": "重复" })).await.expect(200);
    }
}
