//! The search index of requests.

use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    text::{Query, document, vector},
};

const REPLACE: Dialect = Dialect {
    sqlite: "INSERT OR REPLACE INTO service_request_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO service_request_search (ord, grams) VALUES ($1, CAST($2 AS tsvector)) \
               ON CONFLICT (ord) DO UPDATE SET grams = excluded.grams",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[REPLACE];

/// Indexes a request anew by `words`.
pub async fn search_replace(tx: &mut Tx, place: i64, words: &[&str]) -> Result<(), DbError> {
    let grams = match tx.engine() {
        Engine::Sqlite => document(words),
        Engine::Postgres => vector(words),
    };
    tx.execute(REPLACE, args![place, grams]).await.map(drop)
}

/// Adds what follows `FROM`: the requests that `query` finds.
pub(super) fn push_found(sql: &mut Sql, engine: Engine, query: &Query) {
    match engine {
        Engine::Sqlite => {
            sql.push("(SELECT rowid AS found FROM service_request_search WHERE service_request_search MATCH ");
            sql.bind(query.fts5()).push(") AS hit CROSS JOIN service_request r ON r.no = hit.found");
        }
        Engine::Postgres => {
            sql.push("(SELECT ord AS found FROM service_request_search WHERE grams @@ CAST(");
            sql.bind(query.tsquery()).push(" AS tsquery)) AS hit JOIN service_request r ON r.no = hit.found");
        }
    }
}
