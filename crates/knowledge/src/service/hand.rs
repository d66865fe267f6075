//! An article that is held for a change, and what every change does at its end.

use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, reading::shown};
use crate::{
    error::KnowledgeError,
    model::{Article, ArticleChanged, number},
    permissions::{Seen, require},
    policy::Deed,
    store::{
        Face,
        article::{ArticleRow, article_find, article_lock, article_update},
    },
};

/// The article in its latest wording, held until the end of the transaction, when `deed` can be done to it by whoever holds
/// `needed` there.
pub(super) async fn take(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    deed: Deed,
    needed: &'static Permission,
) -> Result<ArticleRow, KnowledgeError> {
    article_lock(tx, id).await?;
    let row = article_find(tx, id, &Seen::by(desk.by), Face::Latest).await?.ok_or(KnowledgeError::NotFound)?;
    require(desk.by, needed, row.contract_id.map(ContractId), row.work.as_deref())?;
    if !deed.fits(row.state, row.live) {
        return Err(KnowledgeError::WrongState(deed.refused()));
    }
    Ok(row)
}

/// What is recorded of a change.
pub(super) struct Done {
    /// `written`, `edited`, ….
    pub what: &'static str,
    /// `knowledge.edit`, ….
    pub action: &'static str,
    /// What a reader of the trail needs beside number and title.
    pub detail: Value,
}

/// Keeps where the article stands, tells of it, and shows it.
pub(super) async fn finish(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: ArticleRow,
    done: Done,
) -> Result<Article, KnowledgeError> {
    row.updated_at = desk.env.now();
    row.updated_by.clone_from(&desk.by.name);
    article_update(tx, &row).await?;
    row.version += 1;
    record(tx, desk, &row, done).await?;
    shown(tx, desk, row).await
}

/// Tells of a change.
pub(super) async fn record(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &ArticleRow,
    Done { what, action, mut detail }: Done,
) -> Result<(), KnowledgeError> {
    let number = number(row.no);
    detail["number"] = json!(number);
    detail["title"] = json!(row.title);
    let changed = ArticleChanged {
        article_id: row.id,
        contract_id: row.contract_id,
        number,
        what,
        at: desk.env.now(),
        by: (!desk.by.is_system()).then_some(desk.by.person.0),
    };
    events::record(tx, desk.env, &changed).await?;
    let entry = Entry { action, subject: row.id, contract: row.contract_id.map(ContractId), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    Ok(())
}
