//! Edits that name the version they were made from.

use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::json;

use crate::common::{Stage, id, kinds};

on_both_databases! {
    async fn a_stale_edit_is_refused_with_what_is_there_now(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let path = format!("/api/v1/tickets/{}", id(&ticket));
        let read = stage.get(&stage.agent(), &format!("/tickets/{}", id(&ticket))).await;
        let tag = read.header("etag").to_owned();
        assert_eq!(tag, "\"1\"");
        let edit = |title: &str| {
            stage.app.patch(&path).by(&stage.agent()).header("if-match", &tag).json(&json!({ "title": title })).send()
        };
        let edited = edit("考务系统登录缓慢").await.expect(200);
        assert_eq!(edited.header("etag"), "\"2\"");
        let stale = edit("又一次修改").await.expect(412);
        assert_eq!(stale.code(), "ticketing.stale_version");
        assert_eq!(stale.json()["current"]["title"], "考务系统登录缓慢");
        assert_eq!(stale.json()["current"]["version"], 2);
        let bare = stage.app.patch(&path).by(&stage.agent()).json(&json!({ "title": "x" })).send().await;
        assert_eq!((bare.status.as_u16(), bare.code().as_str()), (428, "edit.version_required"));
        let odd = stage.app.patch(&path).by(&stage.agent()).header("if-match", "x").json(&json!({ "title": "x" })).send().await;
        assert_eq!(odd.status, 400);
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await), ["opened", "edited"]);
    }

    async fn an_edit_is_checked_against_the_contract(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let path = format!("/api/v1/tickets/{}", id(&ticket));
        for body in [json!({ "service": "nope" }), json!({ "work": "nope" }), json!({ "title": "" })] {
            let answer = stage.app.patch(&path).by(&stage.agent()).header("if-match", "\"1\"").json(&body).send().await;
            assert_eq!(answer.status, 422, "{body}");
        }
        let unknown = stage.app.patch(&path).by(&stage.agent()).header("if-match", "\"1\"").json(&json!({ "state": "closed" })).send().await;
        assert_eq!(unknown.status, 422);
        assert_eq!(stage.now(&ticket).await["version"], 1);
        let moved = stage.app.patch(&path).by(&stage.agent()).header("if-match", "\"1\"")
            .json(&json!({ "work": "infra", "service": "diagnosis" })).send().await.expect(200).json();
        assert_eq!((&moved["work"], &moved["service"]), (&json!("infra"), &json!("diagnosis")));
    }

    async fn a_ticket_is_given_to_the_vendors_people_only(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let to = |n| json!({ "person_id": actor(n).done().person });
        let given = stage.act_on(&stage.manager(), &ticket, "assign", to(3)).await.expect(200).json();
        assert_eq!((&given["state"], &given["assignee"]["name"]), (&json!("assigned"), &json!("人员3（测试）")));
        stage.act_on(&stage.manager(), &ticket, "assign", to(2)).await.expect(412);
        stage.act_on(&stage.manager(), &given, "assign", to(6)).await.expect(422);
        stage.act_on(&stage.manager(), &given, "assign", to(99)).await.expect(422);
        let taken = stage.act(&stage.colleague(), &ticket, "take", json!({})).await.expect(200).json();
        assert_eq!(taken["state"], "working");
        // 接管: a colleague takes over.
        let over = stage.act(&stage.engineer(), &ticket, "take", json!({})).await.expect(200).json();
        assert_eq!(over["assignee"]["id"], json!(stage.engineer().person));
    }

    async fn the_engineer_does_not_ease_the_promise(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S1").await;
        let ease = json!({ "case": "HS-S3", "reason": "只影响部分用户" });
        stage.act_on(&stage.engineer(), &ticket, "severity", ease.clone()).await.expect(403);
        let eased = stage.act_on(&stage.client(), &ticket, "severity", ease.clone()).await.expect(200).json();
        assert_eq!((&eased["case_name"], &eased["level"]), (&json!("一般故障"), &json!(3)));
        assert_eq!(eased["severity_set_by"], json!(stage.client().name));
        stage.act_on(&stage.client(), &eased, "severity", ease).await.expect(422);
        let unknown = json!({ "case": "HS-S9", "reason": "x" });
        stage.act_on(&stage.client(), &eased, "severity", unknown).await.expect(422);
    }
}
