//! The search index.

use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Engine, Sql, Tx},
    text::{Query, document, vector},
};

use super::{
    list::{Filter, Part, push_filter},
    packed::page,
};
use crate::model::TicketFields;

const INSERT: Dialect = Dialect {
    sqlite: "INSERT INTO ticket_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO ticket_search (ord, grams) VALUES ($1, CAST($2 AS tsvector))",
};
const REPLACE: Dialect = Dialect {
    sqlite: "INSERT OR REPLACE INTO ticket_search (rowid, grams) VALUES ($1, $2)",
    postgres: "UPDATE ticket_search SET grams = CAST($2 AS tsvector) WHERE ord = $1",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, REPLACE];

/// The word that stands for a contract, so that the index itself leaves out every other one.
fn contract_gram(contract: ContractId) -> String {
    format!("jyc{}", contract.0.simple())
}

pub(super) fn grams(tx: &Tx, contract: ContractId, texts: &[&str]) -> String {
    let contract = contract_gram(contract);
    let texts: Vec<_> = std::iter::once(contract.as_str()).chain(texts.iter().copied()).collect();
    match tx.engine() {
        Engine::Sqlite => document(&texts),
        Engine::Postgres => vector(&texts),
    }
}

/// Indexes a new ticket by `texts`, which everybody who sees it may see.
pub async fn search_insert(tx: &mut Tx, ord: i64, contract: ContractId, texts: &[&str]) -> Result<(), DbError> {
    let grams = grams(tx, contract, texts);
    tx.execute(INSERT, args![ord, grams]).await?;
    Ok(())
}

/// Indexes a ticket anew.
pub async fn search_replace(tx: &mut Tx, ord: i64, contract: ContractId, texts: &[&str]) -> Result<(), DbError> {
    let grams = grams(tx, contract, texts);
    tx.queue(REPLACE, args![ord, grams]).await
}

/// Adds what follows `SELECT … FROM` in [`ticket_search`].
///
/// The word of a contract is asked for when it narrows the search to one; the ticket itself is held to `parts` always.
pub(super) fn push_search(
    sql: &mut Sql,
    engine: Engine,
    query: &Query,
    parts: &[Part],
    filter: &Filter,
    before: Option<i64>,
    limit: u32,
) {
    let only = match parts {
        [part] => Some(contract_gram(part.contract)),
        _ => None,
    };
    match engine {
        Engine::Sqlite => {
            let only = only.map(|gram| format!("{gram} AND ")).unwrap_or_default();
            sql.push("(SELECT rowid AS found FROM ticket_search WHERE ticket_search MATCH ");
            sql.bind(format!("{only}{}", query.fts5()));
            sql.push(") AS hit CROSS JOIN ticket ON ticket.ord = hit.found WHERE ");
        }
        Engine::Postgres => {
            let only = only.map(|gram| format!("'{gram}' & ")).unwrap_or_default();
            sql.push("(SELECT ord AS found FROM ticket_search WHERE grams @@ CAST(");
            sql.bind(format!("{only}{}", query.tsquery()));
            sql.push(" AS tsquery)) AS hit JOIN ticket ON ticket.ord = hit.found WHERE ");
        }
    }
    push_parts(sql, parts);
    push_filter(sql, filter);
    if let Some(before) = before {
        sql.push(" AND hit.found < ").bind(before);
    }
    sql.push(" ORDER BY hit.found DESC LIMIT ").bind(limit);
}

/// Tickets of `parts` that `query` finds, the newest first, from below position `before`; up to `limit`.
pub async fn ticket_search(
    tx: &mut Tx,
    query: &Query,
    parts: &[Part],
    filter: &Filter,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<TicketFields>, DbError> {
    let engine = tx.engine();
    page(tx, |sql| push_search(sql, engine, query, parts, filter, before, limit)).await
}

fn push_parts(sql: &mut Sql, parts: &[Part]) {
    sql.push("(FALSE");
    for part in parts {
        sql.push(" OR contract_id = ").bind(part.contract);
        if !part.works.is_empty() {
            sql.push(" AND work IN ").bind_list(part.works.iter());
        }
    }
    sql.push(")");
}
