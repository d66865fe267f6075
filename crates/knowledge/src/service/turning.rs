//! Articles are looked at by somebody else, offered, and offered no more.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_platform::{
    Tx,
    form::{Form, FormFaults},
    text::pairs_of,
};
use jianyue_sla::zone;
use serde_json::json;
use uuid::Uuid;

use super::{
    Desk,
    hand::{Done, finish, take},
    reading::own_draft,
    text,
};
use crate::{
    error::KnowledgeError,
    model::{Article, Audience, Content, State},
    permissions::{PUBLISH, WRITE},
    policy::{self, Deed},
    store::{
        article::ArticleRow,
        gram::{gram_clear, gram_replace},
        revision::{revision_authors, revision_offer},
        search::{search_replace, search_withdraw},
    },
};

/// Characters of a problem that are looked at for suggestions.
const LOOKED_AT: usize = 2_000;
/// What a pair in the title or a tag counts for, against one in the text.
const HEADING: i64 = 3;

/// 送审: somebody else is to look at it.
pub async fn submit(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Article, KnowledgeError> {
    let mut row = take(tx, desk, id, Deed::Submit, &WRITE).await?;
    let empty = [("problem", "现象", &row.problem), ("solution", "解决办法", &row.solution)];
    let mut form = Form::default();
    for (field, name, _) in empty.into_iter().filter(|(.., text)| text.is_empty()) {
        form.wrong(field, format!("请填写{name}后再送审"));
    }
    form.done()?;
    row.state = State::Review;
    row.reason = None;
    finish(tx, desk, row, Done { what: "submitted", action: "knowledge.submit", detail: json!({}) }).await
}

/// 发布: the latest wording is offered, until `until` or for a year. Nobody publishes what they wrote.
pub async fn publish(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    until: Option<NaiveDate>,
) -> Result<Article, KnowledgeError> {
    let mut row = take(tx, desk, id, Deed::Publish, &PUBLISH).await?;
    let authors = revision_authors(tx, id, row.published_revision, row.last_revision).await?;
    policy::may_publish(&authors, desk.by.person.0)?;
    let now = desk.env.now();
    let until =
        policy::valid_until(zone::local_date(now), until).map_err(|message| FormFaults::one("valid_until", message))?;
    row.state = State::Published;
    row.live = true;
    row.offered = true;
    row.published_revision = row.last_revision;
    row.valid_until = Some(until);
    row.published_by = Some(desk.by.name.clone());
    row.published_at = Some(now);
    row.reason = None;
    let content = row.content();
    revision_offer(tx, id, Some(row.revision)).await?;
    search_replace(tx, row.no, true, &content).await?;
    let client = content.audience == Audience::Client;
    gram_replace(tx, id, content.contract_id, client, &grams(&content)).await?;
    let detail = json!({ "revision": row.revision, "valid_until": until });
    finish(tx, desk, row, Done { what: "published", action: "knowledge.publish", detail }).await
}

/// The pairs that an article is suggested by, with their weights.
fn grams(content: &Content) -> BTreeMap<String, i64> {
    let mut grams: BTreeMap<String, i64> =
        pairs_of(&content.problem, LOOKED_AT).into_iter().map(|gram| (gram, 1)).collect();
    let heading = std::iter::once(&content.title).chain(&content.tags);
    grams.extend(heading.flat_map(|text| pairs_of(text, LOOKED_AT)).map(|gram| (gram, HEADING)));
    grams
}

/// 退回: it is to be written anew.
pub async fn hand_back(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Article, KnowledgeError> {
    let reason = text::reason("退回原因", reason)?;
    let mut row = take(tx, desk, id, Deed::Return, &PUBLISH).await?;
    row.state = State::Draft;
    row.reason = Some(reason.clone());
    let detail = json!({ "reason": reason });
    finish(tx, desk, row, Done { what: "returned", action: "knowledge.return", detail }).await
}

/// 停用: it is offered no more. What was never published is dropped by whoever began it, too.
pub async fn retire(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Article, KnowledgeError> {
    let reason = text::reason("停用原因", reason)?;
    let mut row = take(tx, desk, id, Deed::Retire, &WRITE).await?;
    if !own_draft(&row, desk) {
        let contract = row.contract_id.map(jianyue_kernel::ContractId);
        crate::permissions::require(desk.by, &PUBLISH, contract, row.work.as_deref())?;
    }
    row.state = State::Retired;
    row.reason = Some(reason.clone());
    withdraw(tx, &mut row).await?;
    let detail = json!({ "reason": reason });
    finish(tx, desk, row, Done { what: "retired", action: "knowledge.retire", detail }).await
}

/// Offers no wording of an article any more.
pub(super) async fn withdraw(tx: &mut Tx, row: &mut ArticleRow) -> Result<(), KnowledgeError> {
    row.live = false;
    row.offered = false;
    revision_offer(tx, row.id, None).await?;
    search_withdraw(tx, row.no).await?;
    Ok(gram_clear(tx, row.id).await?)
}
