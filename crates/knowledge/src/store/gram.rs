//! Pairs of characters of what is offered, for suggestions.

use std::collections::BTreeMap;

use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::policy::rank::Hit;

const CLEAR: Dialect = Dialect::same("DELETE FROM knowledge_gram WHERE article_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[CLEAR];

/// Pairs that are written by one statement.
const AT_ONCE: usize = 500;

/// Where suggestions come from: articles of the house and of one contract.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The contract.
    pub contract: Uuid,
    /// Only what the client may read.
    pub client: bool,
}

/// Offers an article under these pairs with their weights, and no others.
pub async fn gram_replace(
    tx: &mut Tx,
    article: Uuid,
    contract: Option<Uuid>,
    client: bool,
    grams: &BTreeMap<String, i64>,
) -> Result<(), DbError> {
    gram_clear(tx, article).await?;
    let grams: Vec<_> = grams.iter().collect();
    for some in grams.chunks(AT_ONCE) {
        let mut sql = Sql::new("INSERT INTO knowledge_gram (gram, contract_id, article_id, client, weight) VALUES ");
        for (n, (gram, weight)) in some.iter().enumerate() {
            sql.push(if n == 0 { "(" } else { ", (" }).bind(*gram).push(", ").bind(contract.unwrap_or_default());
            sql.push(", ").bind(article).push(", ").bind(client).push(", ").bind(**weight).push(")");
        }
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// Suggests an article no more.
pub async fn gram_clear(tx: &mut Tx, article: Uuid) -> Result<(), DbError> {
    tx.execute(CLEAR, args![article]).await.map(drop)
}

/// How many articles of `field` hold each of `grams`; those that none holds are left out.
pub async fn gram_counts(tx: &mut Tx, field: Field, grams: &[String]) -> Result<Vec<(String, i64)>, DbError> {
    let mut sql = Sql::new("SELECT gram, COUNT(*) FROM knowledge_gram WHERE ");
    push_field(&mut sql, field, grams);
    sql.push(" GROUP BY gram");
    tx.all_sql(sql).await
}

/// Which articles of `field` hold which of `grams`.
pub async fn gram_hits(tx: &mut Tx, field: Field, grams: &[String]) -> Result<Vec<Hit>, DbError> {
    let mut sql = Sql::new("SELECT gram, article_id, weight FROM knowledge_gram WHERE ");
    push_field(&mut sql, field, grams);
    tx.all_sql(sql).await
}

fn push_field(sql: &mut Sql, field: Field, grams: &[String]) {
    sql.push("gram IN ").bind_list(grams.iter());
    sql.push(" AND contract_id IN ").bind_list([Uuid::nil(), field.contract]);
    if field.client {
        sql.push(" AND client = TRUE");
    }
}
