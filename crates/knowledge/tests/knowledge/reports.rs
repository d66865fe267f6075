//! What the knowledge base contributes to reports.

use jianyue_kernel::Value;
use jianyue_knowledge::KnowledgeModule;
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use crate::common::{Stage, login, ticket, with};

async fn section(stage: &Stage, works: &[&str]) -> Option<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let (from, to) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let ask = ReportAsk { contract: stage.hs, works, from, to, subject: None };
    let source = KnowledgeModule.report_sources().remove(0);
    let mut tx = stage.db.read().await.unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap().inspect(figures_hold)
}

on_both_databases! {
    async fn what_is_published_and_used_is_counted_and_internal_titles_are_not_told(db: Db) {
        let stage = Stage::new(db).await;
        assert_eq!(section(&stage, &[]).await, None);
        let internal = stage.published(login(&stage)).await;
        let open = stage.published(with(login(&stage), json!({ "audience": "client", "title": "证书过期怎么办", "work": "apps" }))).await;
        stage.draft(with(login(&stage), json!({ "title": "还没有发布" }))).await;
        stage.edit(&stage.engineer(), &open, with(login(&stage), json!({ "title": "正在修改" }))).await.expect(200);
        stage.act(&stage.agent(), &internal, "used", json!({ "ticket_id": ticket(stage.hs, 1) })).await.expect(200);
        let all = section(&stage, &[]).await.unwrap();
        let counts = ["published", "grown", "offered", "used"].map(|key| figure(&all, key).clone());
        assert_eq!(counts, [2, 0, 2, 1].map(Value::Count));
        let told = format!("{all:?}");
        assert!(told.contains("证书过期怎么办") && !told.contains("系统无法登录") && !told.contains("正在修改"), "{told}");
        let other = section(&stage, &["infra"]).await.unwrap();
        assert_eq!(figure(&other, "published"), &Value::Count(1), "what is of another work is not in it");
    }
}
