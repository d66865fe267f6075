//! The search index: what letters are about.

use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    text::{Query, document, vector},
};

use super::letter::LetterRow;

const PLACE: Dialect = Dialect::same("UPDATE letter_place SET last = last + 1 WHERE one = 1 RETURNING last");
const ADD: Dialect = Dialect {
    sqlite: "INSERT INTO letter_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO letter_search (ord, grams) VALUES ($1, CAST($2 AS tsvector))",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[PLACE, ADD];

/// A new place in the index.
pub async fn search_place(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(PLACE, args![]).await?.0)
}

/// Indexes a new letter; its words never change.
pub async fn search_add(tx: &mut Tx, row: &LetterRow) -> Result<(), DbError> {
    let texts = [row.number.as_str(), &row.title, &row.subject, &row.text];
    let grams = match tx.engine() {
        Engine::Sqlite => document(&texts),
        Engine::Postgres => vector(&texts),
    };
    tx.execute(ADD, args![row.no, grams]).await.map(drop)
}

/// Adds what follows `FROM`: the letters `l` that `query` finds.
pub(super) fn push_found(sql: &mut Sql, engine: Engine, query: &Query) {
    match engine {
        Engine::Sqlite => {
            sql.push("(SELECT rowid AS found FROM letter_search WHERE letter_search MATCH ");
            sql.bind(query.fts5()).push(") AS hit CROSS JOIN letter l ON l.no = hit.found");
        }
        Engine::Postgres => {
            sql.push("(SELECT ord AS found FROM letter_search WHERE grams @@ CAST(");
            sql.bind(query.tsquery()).push(" AS tsquery)) AS hit JOIN letter l ON l.no = hit.found");
        }
    }
}
