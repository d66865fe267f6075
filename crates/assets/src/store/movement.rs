//! Movements of stock, and the service sheets that were booked.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::MovementKind;

macro_rules! columns {
    () => {
        "id, spare_id, seq, kind, quantity, delta, stock, ticket_id, ticket_number, asset_id, sheet_id, taking_id, reason, \
         by_name, at, recorded_at"
    };
}

const LAST: Dialect = Dialect::same("SELECT COALESCE(MAX(seq), 0) FROM spare_movement WHERE spare_id = $1");
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM spare_movement WHERE id = $1"));
const LIST: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM spare_movement WHERE spare_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"
));
const OF_SHEET: Dialect = Dialect::same(
    "SELECT spare_id, CAST(SUM(delta) AS BIGINT) FROM spare_movement WHERE sheet_id = $1 GROUP BY spare_id ORDER BY spare_id",
);
const SHEET: Dialect =
    Dialect::same("INSERT INTO spare_sheet (sheet_id, at) VALUES ($1, $2) ON CONFLICT (sheet_id) DO NOTHING");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LAST, FIND, LIST, OF_SHEET, SHEET];

/// Rows of one insert.
const AT_ONCE: usize = 300;

/// A movement as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct MovementRow {
    pub id: Uuid,
    pub spare_id: Uuid,
    pub seq: i64,
    #[sqlx(try_from = "String")]
    pub kind: MovementKind,
    pub quantity: i64,
    pub delta: i64,
    pub stock: i64,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub asset_id: Option<Uuid>,
    pub sheet_id: Option<Uuid>,
    pub taking_id: Option<Uuid>,
    pub reason: Option<String>,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

/// The number of a spare's last movement; whoever asks holds the spare.
pub async fn movement_last(tx: &mut Tx, spare: Uuid) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(LAST, args![spare]).await?.0)
}

/// Adds movements, many in one statement.
pub async fn movements_insert(tx: &mut Tx, rows: &[MovementRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(concat!("INSERT INTO spare_movement (", columns!(), ") VALUES "));
        sql.bind_rows(part.iter().map(|row| {
            args![
                row.id,
                row.spare_id,
                row.seq,
                row.kind.code(),
                row.quantity,
                row.delta,
                row.stock,
                row.ticket_id,
                row.ticket_number.clone(),
                row.asset_id,
                row.sheet_id,
                row.taking_id,
                row.reason.clone(),
                &row.by_name,
                row.at,
                row.recorded_at
            ]
        }));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The movement of an id.
pub async fn movement_find(tx: &mut Tx, id: Uuid) -> Result<Option<MovementRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Movements of a spare before a number, the last first.
pub async fn movement_list(tx: &mut Tx, spare: Uuid, before: i64, limit: u32) -> Result<Vec<MovementRow>, DbError> {
    tx.all(LIST, args![spare, before, limit]).await
}

/// By how much a service sheet moved which spares.
pub async fn movements_of_sheet(tx: &mut Tx, sheet: Uuid) -> Result<Vec<(Uuid, i64)>, DbError> {
    tx.all(OF_SHEET, args![sheet]).await
}

/// By how much spares moved after a moment, and when.
pub async fn movements_after(
    tx: &mut Tx,
    spares: &[Uuid],
    after: DateTime<Utc>,
) -> Result<Vec<(Uuid, DateTime<Utc>, i64)>, DbError> {
    let mut sql = Sql::new("SELECT spare_id, at, delta FROM spare_movement WHERE spare_id IN ");
    sql.bind_list(spares.iter().copied()).push(" AND at > ").bind(after);
    tx.all_sql(sql).await
}

/// Remembers that a service sheet is booked; `false` when it was.
pub async fn sheet_book(tx: &mut Tx, sheet: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(SHEET, args![sheet, now]).await? == 1)
}
