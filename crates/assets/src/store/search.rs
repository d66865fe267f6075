//! The search index of assets and spares, which share their numbers.

use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    text::{Query, document, vector},
};

use super::{asset::AssetRow, spare::SpareRow};

const NUMBERS: Dialect = Dialect::same("UPDATE asset_number SET last = last + $1 WHERE one = 1 RETURNING last");
const REPLACE: Dialect = Dialect {
    sqlite: "INSERT OR REPLACE INTO asset_search (rowid, grams) VALUES ($1, $2)",
    postgres: "INSERT INTO asset_search (ord, grams) VALUES ($1, CAST($2 AS tsvector)) \
               ON CONFLICT (ord) DO UPDATE SET grams = excluded.grams",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[NUMBERS, REPLACE];

/// Rows of one insert.
const AT_ONCE: usize = 500;

/// The last of `n` new numbers of the index.
pub async fn search_numbers(tx: &mut Tx, n: i64) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NUMBERS, args![n]).await?.0)
}

/// What is indexed: its number and its words.
pub trait Indexed {
    /// Its number.
    fn number(&self) -> i64;
    /// Its words.
    fn words(&self) -> Vec<&str>;
}

impl Indexed for AssetRow {
    fn number(&self) -> i64 {
        self.no
    }

    fn words(&self) -> Vec<&str> {
        let more = [&self.place, &self.holder, &self.unit, &self.brand_model, &self.serial];
        let always = [self.code.as_str(), &self.name, &self.class_name];
        always.into_iter().chain(more.into_iter().filter_map(Option::as_deref)).collect()
    }
}

impl Indexed for SpareRow {
    fn number(&self) -> i64 {
        self.no
    }

    fn words(&self) -> Vec<&str> {
        let more = [&self.model, &self.place];
        [self.code.as_str(), &self.name].into_iter().chain(more.into_iter().filter_map(Option::as_deref)).collect()
    }
}

fn grams(engine: Engine, texts: &[&str]) -> String {
    match engine {
        Engine::Sqlite => document(texts),
        Engine::Postgres => vector(texts),
    }
}

/// Indexes something anew.
pub async fn search_replace(tx: &mut Tx, row: &impl Indexed) -> Result<(), DbError> {
    let grams = grams(tx.engine(), &row.words());
    tx.execute(REPLACE, args![row.number(), grams]).await.map(drop)
}

/// Indexes what is new, many in one statement.
pub async fn search_add(tx: &mut Tx, rows: &[impl Indexed]) -> Result<(), DbError> {
    let engine = tx.engine();
    for part in rows.chunks(AT_ONCE) {
        let values = part.iter().map(|row| args![row.number(), grams(engine, &row.words())]);
        let mut sql = Sql::default();
        match engine {
            Engine::Sqlite => sql.push("INSERT INTO asset_search (rowid, grams) VALUES ").bind_rows(values),
            Engine::Postgres => sql
                .push("INSERT INTO asset_search (ord, grams) SELECT n, CAST(g AS tsvector) FROM (VALUES ")
                .bind_rows(values)
                .push(") AS new (n, g)"),
        };
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// Adds what follows `FROM`: the rows that `query` finds, joined by `table_on_number`.
pub(super) fn push_found(sql: &mut Sql, engine: Engine, query: &Query, table_on_number: &'static str) {
    match engine {
        Engine::Sqlite => {
            sql.push("(SELECT rowid AS found FROM asset_search WHERE asset_search MATCH ");
            sql.bind(query.fts5()).push(") AS hit CROSS JOIN ");
        }
        Engine::Postgres => {
            sql.push("(SELECT ord AS found FROM asset_search WHERE grams @@ CAST(");
            sql.bind(query.tsquery()).push(" AS tsquery)) AS hit JOIN ");
        }
    }
    sql.push(table_on_number);
}
