//! What helped with which ticket.

use jianyue_platform::{Tx, form::FormFaults, stories::story_of};
use serde_json::json;
use uuid::Uuid;

use super::{
    Desk,
    hand::{Done, record, take},
    reading::shown,
};
use crate::{
    error::KnowledgeError,
    model::Article,
    permissions::WRITE,
    policy::Deed,
    store::used::{NewUse, use_insert},
};

/// Says that an article helped with a ticket. Said again, it counts once.
pub async fn used(tx: &mut Tx, desk: Desk<'_>, id: Uuid, ticket: Uuid) -> Result<Article, KnowledgeError> {
    let mut row = take(tx, desk, id, Deed::Use, &WRITE).await?;
    let story = story_of(desk.app, tx, ticket, &desk.by.scope(&WRITE)).await?;
    let wrong = |message: &str| KnowledgeError::Bad(FormFaults::one("ticket_id", message));
    let story = story.ok_or_else(|| wrong("没有这张工单，或者您没有查看它的权限"))?;
    if row.contract_id.is_some_and(|contract| contract != story.contract.0) {
        return Err(wrong("这篇知识属于另一份合同，不能记到这张工单上"));
    }
    let new = NewUse {
        article: id,
        ticket,
        number: &story.number,
        contract: story.contract.0,
        work: story.work.as_deref(),
        by: &desk.by.name,
        at: desk.env.now(),
    };
    if use_insert(tx, &new).await? {
        row.used += 1;
        let detail = json!({ "ticket": story.number });
        record(tx, desk, &row, Done { what: "used", action: "knowledge.used", detail }).await?;
    }
    shown(tx, desk, row).await
}
