//! The search index: what reports are called.

use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    text::{Query, document, vector},
};

use super::report::ReportRow;

const PLACE: Dialect = Dialect::same("UPDATE report_place SET last = last + 1 WHERE one = 1 RETURNING last");
const ADD: Dialect = Dialect {
    sqlite: "INSERT INTO report_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO report_search (ord, grams) VALUES ($1, CAST($2 AS tsvector))",
};
const DROP: Dialect = Dialect {
    sqlite: "DELETE FROM report_search WHERE rowid = $1",
    postgres: "DELETE FROM report_search WHERE ord = $1",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[PLACE, ADD, DROP];

/// A new place in the index.
pub async fn search_place(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(PLACE, args![]).await?.0)
}

/// Indexes a report.
pub async fn search_add(tx: &mut Tx, row: &ReportRow) -> Result<(), DbError> {
    let texts = [row.number.as_str(), &row.title, &row.clause];
    let grams = match tx.engine() {
        Engine::Sqlite => document(&texts),
        Engine::Postgres => vector(&texts),
    };
    tx.execute(ADD, args![row.no, grams]).await.map(drop)
}

/// Indexes a report anew.
pub async fn search_renew(tx: &mut Tx, row: &ReportRow) -> Result<(), DbError> {
    tx.execute(DROP, args![row.no]).await?;
    search_add(tx, row).await
}

/// Adds what follows `FROM`: the reports `r` that `query` finds.
pub(super) fn push_found(sql: &mut Sql, engine: Engine, query: &Query) {
    match engine {
        Engine::Sqlite => {
            sql.push("(SELECT rowid AS found FROM report_search WHERE report_search MATCH ");
            sql.bind(query.fts5()).push(") AS hit CROSS JOIN report r ON r.no = hit.found");
        }
        Engine::Postgres => {
            sql.push("(SELECT ord AS found FROM report_search WHERE grams @@ CAST(");
            sql.bind(query.tsquery()).push(" AS tsquery)) AS hit JOIN report r ON r.no = hit.found");
        }
    }
}
