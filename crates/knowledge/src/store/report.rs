//! What reports of a period list.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Audience;

const OFFERED: Dialect = Dialect::same(
    "SELECT a.id, a.no, t.title, t.work, t.audience, a.from_number, a.author_name, a.published_at, a.valid_until \
     FROM knowledge_revision n JOIN knowledge_article a ON a.id = n.article_id \
     JOIN knowledge_revision t ON t.article_id = n.article_id AND t.live = TRUE \
     WHERE n.latest = TRUE AND n.contract_id = $1 ORDER BY a.no",
);
const USED: Dialect = Dialect::same(
    "SELECT a.id, a.no, t.title, u.work, t.audience, u.ticket_id, u.ticket_number, u.by_name, u.at \
     FROM knowledge_revision t JOIN knowledge_article a ON a.id = t.article_id \
     JOIN knowledge_use u ON u.article_id = t.article_id AND u.at >= $2 AND u.at < $3 AND u.contract_id = $1 \
     WHERE t.live = TRUE AND (t.contract_id IS NULL OR t.contract_id = $1) ORDER BY u.at, a.no",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OFFERED, USED];

/// An article that is offered on a contract.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedArticle {
    pub id: Uuid,
    pub no: i64,
    pub title: String,
    pub work: Option<String>,
    #[sqlx(try_from = "String")]
    pub audience: Audience,
    pub from_number: Option<String>,
    pub author_name: String,
    pub published_at: Option<DateTime<Utc>>,
    pub valid_until: Option<NaiveDate>,
}

/// A ticket that an article helped with.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedUse {
    pub id: Uuid,
    pub no: i64,
    pub title: String,
    pub work: Option<String>,
    #[sqlx(try_from = "String")]
    pub audience: Audience,
    pub ticket_id: Uuid,
    pub ticket_number: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// Articles of a contract that are offered now.
pub async fn reported_articles(tx: &mut Tx, contract: ContractId) -> Result<Vec<ReportedArticle>, DbError> {
    tx.all(OFFERED, args![contract]).await
}

/// Tickets of a contract that an article helped with in `span`.
pub async fn reported_uses(
    tx: &mut Tx,
    contract: ContractId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ReportedUse>, DbError> {
    tx.all(USED, args![contract, from, until]).await
}
