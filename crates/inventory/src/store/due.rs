//! What is due, who has it, and what came of it.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use super::source::{SourceRow, columns};
use crate::model::SourceState;

const FIRST: Dialect = Dialect::same("SELECT MIN(due_ms) FROM inventory_source WHERE due_ms IS NOT NULL");
const ASK: Dialect =
    Dialect::same("UPDATE inventory_source SET reading = TRUE, asked_by = $2, due_ms = $3 WHERE id = $1");
const CLAIM: Dialect = Dialect {
    sqlite: "UPDATE inventory_source SET fence = fence + 1, due_ms = $2, reading = TRUE WHERE id IN \
             (SELECT id FROM inventory_source WHERE due_ms <= $1 ORDER BY due_ms LIMIT $3) RETURNING id",
    postgres: "UPDATE inventory_source SET fence = fence + 1, due_ms = $2, reading = TRUE WHERE id IN \
               (SELECT id FROM inventory_source WHERE due_ms <= $1 ORDER BY due_ms LIMIT $3 FOR UPDATE SKIP LOCKED) \
               RETURNING id",
};
const SETTLE: Dialect = Dialect::same(
    "UPDATE inventory_source SET state = $3, last_at = $4, last_text = $5, tables = $6, reading_id = $7, failures = $8, \
     deviating = $9, due_ms = $10, reading = FALSE, asked_by = NULL WHERE id = $1 AND fence = $2",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIRST, ASK, CLAIM, SETTLE];

/// When the next source is due, in milliseconds since 1970.
pub async fn due_first(tx: &mut Tx) -> Result<Option<i64>, DbError> {
    Ok(tx.one::<(Option<i64>,)>(FIRST, args![]).await?.0)
}

/// Has a source read at once, for `who`.
pub async fn due_ask(tx: &mut Tx, id: Uuid, who: &str, now_ms: i64) -> Result<(), DbError> {
    tx.execute(ASK, args![id, who, now_ms]).await.map(drop)
}

/// Takes up to `limit` sources that are due; whoever does not settle one until `lost_ms` has lost it.
pub async fn due_claim(tx: &mut Tx, now_ms: i64, lost_ms: i64, limit: i64) -> Result<Vec<SourceRow>, DbError> {
    let claimed: Vec<(Uuid,)> = tx.all(CLAIM, args![now_ms, lost_ms, limit]).await?;
    if claimed.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM inventory_source WHERE id IN "));
    sql.bind_list(claimed.into_iter().map(|(id,)| id)).push(" ORDER BY id");
    tx.all_sql(sql).await
}

/// How a source stands after an attempt to read it.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct Settled {
    pub id: Uuid,
    pub fence: i64,
    pub state: SourceState,
    pub last_at: DateTime<Utc>,
    pub last_text: String,
    pub tables: i64,
    pub reading_id: Option<Uuid>,
    pub failures: i64,
    pub deviating: bool,
    pub due_ms: Option<i64>,
}

/// Keeps how a source stands, when its claim is still the last.
pub async fn due_settle(tx: &mut Tx, row: &Settled) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.fence,
        row.state.code(),
        row.last_at,
        &row.last_text,
        row.tables,
        row.reading_id,
        row.failures,
        row.deviating,
        row.due_ms
    ];
    Ok(tx.execute(SETTLE, args).await? == 1)
}
