//! Suggestions while a ticket is typed.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, login, with};

on_both_databases! {
    async fn what_shares_rare_words_comes_first_and_five_at_most(db: Db) {
        let stage = Stage::new(db).await;
        for n in 0..6 {
            stage.published(with(login(&stage), json!({ "title": format!("系统无法打开之{n}"), "problem": "系统无法打开" }))).await;
        }
        let exact = stage.published(with(login(&stage), json!({ "title": "读卡机具无反应", "problem": "系统无法读卡" }))).await;
        let found = stage.suggested(&stage.engineer(), stage.hs, "系统无法使用，读卡机具没有反应").await;
        assert_eq!(found.len(), 5);
        assert_eq!(json!(found[0]), exact["number"]);
        // One shared pair is chance, signs are nothing, and the other contract has its own.
        assert!(stage.suggested(&stage.engineer(), stage.hs, "读卡时间过长，请安排人员处理").await.is_empty());
        assert!(stage.suggested(&stage.engineer(), stage.hs, "……").await.is_empty());
        assert!(stage.suggested(&stage.engineer(), stage.ex, "读卡机具无反应").await.is_empty());
        // Nothing that is typed becomes syntax.
        assert!(stage.suggested(&stage.engineer(), stage.hs, "'); DROP TABLE knowledge_gram; --").await.is_empty());
        assert_eq!(stage.suggested(&stage.engineer(), stage.hs, "读卡机具无反应").await[0], found[0]);
    }

    async fn drafts_are_suggested_to_nobody(db: Db) {
        let stage = Stage::new(db).await;
        let article = stage.draft(login(&stage)).await;
        assert!(stage.suggested(&stage.engineer(), stage.hs, "系统无法登录").await.is_empty());
        stage.act(&stage.engineer(), &article, "submit", json!({})).await.expect(200);
        assert!(stage.suggested(&stage.manager(), stage.hs, "系统无法登录").await.is_empty());
        stage.act(&stage.manager(), &article, "publish", json!({})).await.expect(200);
        let path = format!("/articles/suggest?contract={}&q=%E7%99%BB%E5%BD%95", stage.hs);
        let found = stage.get(&stage.agent(), &path).await.expect(200).json();
        assert_eq!((&found[0]["title"], &found[0]["excerpt"]), (&json!("系统无法登录"), &json!("更新证书后重试")));
    }
}
