//! The search index of calls.

use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    text::{Query, document, vector},
};
use uuid::Uuid;

const ORD: Dialect = Dialect::same("SELECT ord FROM hotline_call_ord WHERE call_id = $1");
const NEW: Dialect = Dialect::same("INSERT INTO hotline_call_ord (call_id) VALUES ($1) RETURNING ord");
const PUT: Dialect = Dialect {
    sqlite: "INSERT OR REPLACE INTO hotline_call_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO hotline_call_search (ord, grams) VALUES ($1, CAST($2 AS tsvector)) \
               ON CONFLICT (ord) DO UPDATE SET grams = EXCLUDED.grams",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ORD, NEW, PUT];

/// The word that stands for a contract, so that the index itself leaves out every other one.
fn contract_gram(contract: Uuid) -> String {
    format!("jyc{}", contract.simple())
}

/// Indexes a call by what people wrote about it; where they wrote nothing and never did, it is in no index.
pub async fn call_index(tx: &mut Tx, call: Uuid, contract: Uuid, texts: [Option<&str>; 3]) -> Result<(), DbError> {
    let known: Option<(i64,)> = tx.optional(ORD, args![call]).await?;
    if known.is_none() && texts.iter().all(Option::is_none) {
        return Ok(());
    }
    let (ord,) = match known {
        Some(known) => known,
        None => tx.one(NEW, args![call]).await?,
    };
    let contract = contract_gram(contract);
    let texts: Vec<&str> = std::iter::once(contract.as_str()).chain(texts.into_iter().flatten()).collect();
    let grams = match tx.engine() {
        Engine::Sqlite => document(&texts),
        Engine::Postgres => vector(&texts),
    };
    tx.queue(PUT, args![ord, grams]).await
}

/// Adds that a call must be found by `query`; the index is asked for one contract only where `contract` is that one.
pub(super) fn push_words(sql: &mut Sql, engine: Engine, query: &Query, contract: Option<Uuid>) {
    let only = contract.map(contract_gram);
    match engine {
        Engine::Sqlite => {
            let only = only.map(|gram| format!("{gram} AND ")).unwrap_or_default();
            sql.push(
                " AND id IN (SELECT call_id FROM hotline_call_search \
                 JOIN hotline_call_ord ON hotline_call_ord.ord = hotline_call_search.rowid \
                 WHERE hotline_call_search MATCH ",
            );
            sql.bind(format!("{only}{}", query.fts5())).push(")");
        }
        Engine::Postgres => {
            let only = only.map(|gram| format!("'{gram}' & ")).unwrap_or_default();
            sql.push(
                " AND id IN (SELECT call_id FROM hotline_call_search \
                 JOIN hotline_call_ord ON hotline_call_ord.ord = hotline_call_search.ord WHERE grams @@ CAST(",
            );
            sql.bind(format!("{only}{}", query.tsquery())).push(" AS tsquery))");
        }
    }
}
