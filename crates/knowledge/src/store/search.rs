//! The search index: a row for the latest wording of each article, and one for the wording that is offered, so that
//! nobody finds an offered article by words that are not published yet.

use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    text::{Query, document, vector},
};

use crate::model::{Content, number};

const REPLACE: Dialect = Dialect {
    sqlite: "INSERT OR REPLACE INTO knowledge_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO knowledge_search (ord, grams) VALUES ($1, CAST($2 AS tsvector)) \
               ON CONFLICT (ord) DO UPDATE SET grams = excluded.grams",
};
const REMOVE: Dialect = Dialect {
    sqlite: "DELETE FROM knowledge_search WHERE rowid = $1",
    postgres: "DELETE FROM knowledge_search WHERE ord = $1",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[REPLACE, REMOVE];

/// Indexes a wording of the nth article: the one that is `offered`, or the latest.
pub async fn search_replace(tx: &mut Tx, no: i64, offered: bool, content: &Content) -> Result<(), DbError> {
    // As it is quoted, and as it is typed: `KB-12`.
    let number = format!("{} KB-{no}", number(no));
    let mut texts = vec![number.as_str(), &content.title, &content.problem, &content.cause, &content.solution];
    texts.extend(content.tags.iter().map(String::as_str));
    let grams = match tx.engine() {
        Engine::Sqlite => document(&texts),
        Engine::Postgres => vector(&texts),
    };
    tx.execute(REPLACE, args![no * 2 + i64::from(offered), grams]).await.map(drop)
}

/// Nobody finds the nth article among those that are offered any more.
pub async fn search_withdraw(tx: &mut Tx, no: i64) -> Result<(), DbError> {
    tx.execute(REMOVE, args![no * 2 + 1]).await.map(drop)
}

/// Adds what follows `SELECT … FROM`: articles `a` and wordings `t` by the rows `hit` of the index that `query` finds.
pub(super) fn push_found(sql: &mut Sql, engine: Engine, query: &Query) {
    match engine {
        Engine::Sqlite => {
            sql.push("(SELECT rowid AS found FROM knowledge_search WHERE knowledge_search MATCH ");
            sql.bind(query.fts5()).push(") AS hit CROSS JOIN ");
        }
        Engine::Postgres => {
            sql.push("(SELECT ord AS found FROM knowledge_search WHERE grams @@ CAST(");
            sql.bind(query.tsquery()).push(" AS tsquery)) AS hit JOIN ");
        }
    }
    sql.push("knowledge_article a ON a.no = hit.found / 2 JOIN knowledge_revision t ON t.article_id = a.id");
}
