//! Tickets that articles helped with.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::ArticleUse;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO knowledge_use (article_id, ticket_id, ticket_number, contract_id, work, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
);
const COUNT: Dialect = Dialect::same("UPDATE knowledge_article SET used = used + 1 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, COUNT];

/// Tickets of an article that are shown.
const SHOWN: u32 = 20;

/// A ticket that an article helped with.
#[derive(Clone, Debug)]
pub struct NewUse<'a> {
    /// The article.
    pub article: Uuid,
    /// The ticket.
    pub ticket: Uuid,
    /// Its number.
    pub number: &'a str,
    /// Its contract.
    pub contract: Uuid,
    /// Its work.
    pub work: Option<&'a str>,
    /// Who says so.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Counts a ticket for an article; says whether it was not counted before.
pub async fn use_insert(tx: &mut Tx, new: &NewUse<'_>) -> Result<bool, DbError> {
    let args = args![new.article, new.ticket, new.number, new.contract, new.work, new.by, new.at];
    if tx.execute(INSERT, args).await? == 0 {
        return Ok(false);
    }
    tx.execute(COUNT, args![new.article]).await?;
    Ok(true)
}

/// The last tickets inside `scope` that an article helped with.
pub async fn use_list(tx: &mut Tx, article: Uuid, scope: &ContractScope) -> Result<Vec<ArticleUse>, DbError> {
    let mut sql =
        Sql::new("SELECT t.ticket_id, t.ticket_number, t.by_name, t.at FROM knowledge_use t WHERE t.article_id = ");
    sql.bind(article).push(" AND ");
    match scope {
        ContractScope::All => {
            sql.push("TRUE");
        }
        ContractScope::Only(held) => super::push_parts(&mut sql, held, false),
    }
    sql.push(" ORDER BY t.at DESC, t.ticket_number DESC LIMIT ").bind(SHOWN);
    tx.all_sql(sql).await
}
