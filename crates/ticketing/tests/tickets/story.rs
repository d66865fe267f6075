//! What a ticket tells those who keep what was learnt.

use jianyue_kernel::ContractScope;
use jianyue_platform::{
    db::Db,
    stories::{TicketStory, story_of},
};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, id, new};

async fn story(stage: &Stage, ticket: &Value, scope: &ContractScope) -> Option<TicketStory> {
    let mut tx = stage.db.read().await.unwrap();
    story_of(stage.app.app(), &mut tx, id(ticket).parse().unwrap(), scope).await.unwrap()
}

on_both_databases! {
    async fn a_story_has_no_internal_note_no_number_and_no_name(db: Db) {
        let stage = Stage::new(db).await;
        let mut body = new("HS-S2");
        body["description"] = json!("报修人甲说全部考务人员登录失败，回电 13800000000");
        let ticket = stage.open_as(&stage.agent(), stage.hs, &body).await.expect(201).json();
        assert!(!story(&stage, &ticket, &ContractScope::All).await.unwrap().solved);
        stage.act(&stage.engineer(), &ticket, "take", json!({})).await.expect(200);
        stage.act(&stage.engineer(), &ticket, "notes", json!({ "text": "口令是 Secret-1" })).await.expect(200);
        stage.act(&stage.engineer(), &ticket, "resolve", json!({ "solution": "第一次：重启服务" })).await.expect(200);
        stage.act(&stage.client(), &ticket, "refuse", json!({ "reason": "没有好" })).await.expect(200);
        stage.act(&stage.engineer(), &ticket, "resolve", json!({ "solution": "更新中级证书，已电话 010-62000000 告知报修人甲" })).await.expect(200);
        let told = story(&stage, &ticket, &ContractScope::All).await.unwrap();
        assert!(told.solved);
        assert_eq!(told.problem, "报修人说全部考务人员登录失败，回电 （电话略）");
        assert_eq!(told.solution, "更新中级证书，已电话 （电话略） 告知报修人");
        assert_eq!((told.contract, told.work.as_deref()), (stage.hs, Some("apps")));
        assert!(!format!("{told:?}").contains("Secret-1"));
    }

    async fn a_story_is_told_inside_the_scope_only(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let only = |works: &[&str]| ContractScope::Only(vec![(stage.hs, works.iter().map(ToString::to_string).collect())]);
        assert!(story(&stage, &ticket, &only(&["apps"])).await.is_some());
        assert!(story(&stage, &ticket, &only(&["infra"])).await.is_none());
        assert!(story(&stage, &ticket, &ContractScope::Only(vec![(stage.re, vec![])])).await.is_none());
    }
}
