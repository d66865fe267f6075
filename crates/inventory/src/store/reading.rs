//! Readings and the structures that they found.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use jianyue_reach::sql::schema::{Rows, Table};
use sqlx::types::Json;
use uuid::Uuid;

macro_rules! columns {
    () => {
        "id, source_id, contract_id, at, asked_by, digest, tables, views, columns, rows, rows_about, before_id, added, \
         removed, changed"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO inventory_reading (id, source_id, contract_id, at, asked_by, digest, tables, views, columns, rows, \
     rows_about, counts, before_id, added, removed, changed) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM inventory_reading WHERE id = $1"));
const COUNTS: Dialect = Dialect::same("SELECT counts FROM inventory_reading WHERE id = $1");
const KEEP: Dialect = Dialect::same(
    "INSERT INTO inventory_structure (source_id, digest, body) VALUES ($1, $2, $3) ON CONFLICT (source_id, digest) DO NOTHING",
);
const BODY: Dialect = Dialect::same("SELECT body FROM inventory_structure WHERE source_id = $1 AND digest = $2");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, COUNTS, KEEP, BODY];

/// A reading as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReadingRow {
    pub id: Uuid,
    pub source_id: Uuid,
    pub contract_id: Uuid,
    pub at: DateTime<Utc>,
    pub asked_by: String,
    pub digest: String,
    pub tables: i64,
    pub views: i64,
    pub columns: i64,
    pub rows: Option<i64>,
    pub rows_about: bool,
    pub before_id: Option<Uuid>,
    pub added: i64,
    pub removed: i64,
    pub changed: i64,
}

/// Adds a reading with the rows of each table.
pub async fn reading_insert(tx: &mut Tx, row: &ReadingRow, counts: &[Option<Rows>]) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.source_id,
        row.contract_id,
        row.at,
        &row.asked_by,
        &row.digest,
        row.tables,
        row.views,
        row.columns,
        row.rows,
        row.rows_about,
        Arg::json(&counts)?,
        row.before_id,
        row.added,
        row.removed,
        row.changed
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The reading of an id.
pub async fn reading_find(tx: &mut Tx, id: Uuid) -> Result<Option<ReadingRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// How many rows each table of a reading has, in the order of its structure.
pub async fn reading_counts(tx: &mut Tx, id: Uuid) -> Result<Vec<Option<Rows>>, DbError> {
    let found: Option<(Json<Vec<Option<Rows>>>,)> = tx.optional(COUNTS, args![id]).await?;
    Ok(found.map(|(counts,)| counts.0).unwrap_or_default())
}

/// Readings of a source, the last first, after one of them.
pub async fn reading_list(
    tx: &mut Tx,
    source: Uuid,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<ReadingRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM inventory_reading WHERE source_id = "));
    sql.bind(source);
    if let Some((at, id)) = after {
        sql.push(" AND (at, id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY at DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Keeps a structure, once.
pub async fn structure_keep(tx: &mut Tx, source: Uuid, digest: &str, body: &str) -> Result<(), DbError> {
    tx.execute(KEEP, args![source, digest, body]).await.map(drop)
}

/// The tables of a structure.
pub async fn structure(tx: &mut Tx, source: Uuid, digest: &str) -> Result<Vec<Table>, DbError> {
    let (body,): (String,) = tx.one(BODY, args![source, digest]).await?;
    Ok(serde_json::from_str(&body)?)
}
