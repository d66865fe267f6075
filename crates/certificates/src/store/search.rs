//! The search index: whose certificates they are, their units, numbers and issuers.

use jianyue_platform::{
    Args, Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    text::{Query, document, vector},
};

use super::certificate::CertificateRow;

const REPLACE: Dialect = Dialect {
    sqlite: "INSERT OR REPLACE INTO certificate_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO certificate_search (ord, grams) VALUES ($1, CAST($2 AS tsvector)) \
               ON CONFLICT (ord) DO UPDATE SET grams = excluded.grams",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[REPLACE];

/// Rows of one insert.
const AT_ONCE: usize = 500;

fn entry(engine: Engine, row: &CertificateRow) -> Args {
    let mut texts = vec![row.holder.as_str(), &row.unit, &row.serial, &row.issuer];
    texts.extend(row.use_for.as_deref());
    let grams = match engine {
        Engine::Sqlite => document(&texts),
        Engine::Postgres => vector(&texts),
    };
    args![row.no, grams]
}

/// Indexes a certificate anew.
pub async fn search_replace(tx: &mut Tx, row: &CertificateRow) -> Result<(), DbError> {
    let args = entry(tx.engine(), row);
    tx.execute(REPLACE, args).await.map(drop)
}

/// Indexes certificates that are new, many in one statement.
pub async fn search_add(tx: &mut Tx, rows: &[CertificateRow]) -> Result<(), DbError> {
    let engine = tx.engine();
    for part in rows.chunks(AT_ONCE) {
        match engine {
            Engine::Sqlite => {
                let mut sql = Sql::new("INSERT INTO certificate_search (rowid, grams) VALUES ");
                sql.bind_rows(part.iter().map(|row| entry(engine, row)));
                tx.execute_sql(sql).await?;
            }
            Engine::Postgres => {
                let mut sql =
                    Sql::new("INSERT INTO certificate_search (ord, grams) SELECT n, CAST(g AS tsvector) FROM (VALUES ");
                sql.bind_rows(part.iter().map(|row| entry(engine, row))).push(") AS new (n, g)");
                tx.execute_sql(sql).await?;
            }
        }
    }
    Ok(())
}

/// Adds what follows `FROM`: the certificates `c` that `query` finds.
pub(super) fn push_found(sql: &mut Sql, engine: Engine, query: &Query) {
    match engine {
        Engine::Sqlite => {
            sql.push("(SELECT rowid AS found FROM certificate_search WHERE certificate_search MATCH ");
            sql.bind(query.fts5()).push(") AS hit CROSS JOIN certificate c ON c.no = hit.found");
        }
        Engine::Postgres => {
            sql.push("(SELECT ord AS found FROM certificate_search WHERE grams @@ CAST(");
            sql.bind(query.tsquery()).push(" AS tsquery)) AS hit JOIN certificate c ON c.no = hit.found");
        }
    }
}
