//! Items of checklists.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    Args, Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const FIND: Dialect = Dialect::same(
    "SELECT id, phase_id, period_id, place, key, title, who, day, done_at, done_by, done_name, remark \
     FROM assurance_item WHERE id = $1",
);
const OF: Dialect = Dialect::same(
    "SELECT id, phase_id, period_id, place, key, title, who, day, done_at, done_by, done_name, remark \
     FROM assurance_item WHERE period_id = $1 ORDER BY place, id",
);
const TICK: Dialect = Dialect::same(
    "UPDATE assurance_item SET done_at = $2, done_by = $3, done_name = $4, remark = $5, who = $6 WHERE id = $1",
);
const REMOVE: Dialect = Dialect::same("DELETE FROM assurance_item WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, OF, TICK, REMOVE];

/// Rows of one insert.
const AT_ONCE: usize = 200;

/// An item as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ItemRow {
    pub id: Uuid,
    pub phase_id: Uuid,
    pub period_id: Uuid,
    pub place: i64,
    pub key: String,
    pub title: String,
    pub who: Option<String>,
    pub day: Option<NaiveDate>,
    pub done_at: Option<DateTime<Utc>>,
    pub done_by: Option<Uuid>,
    pub done_name: Option<String>,
    pub remark: Option<String>,
}

fn values(row: &ItemRow) -> Args {
    args![row.id, row.phase_id, row.period_id, row.place, &row.key, &row.title, row.who.clone(), row.day]
}

/// Adds items, many in one statement.
pub async fn items_insert(tx: &mut Tx, rows: &[ItemRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql =
            Sql::new("INSERT INTO assurance_item (id, phase_id, period_id, place, key, title, who, day) VALUES ");
        sql.bind_rows(part.iter().map(values));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The item of an id.
pub async fn item_find(tx: &mut Tx, id: Uuid) -> Result<Option<ItemRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Those of a period, in their order.
pub async fn items_of(tx: &mut Tx, period: Uuid) -> Result<Vec<ItemRow>, DbError> {
    tx.all(OF, args![period]).await
}

/// Keeps whether it is ticked off, by whom, and who is to do it.
pub async fn item_tick(tx: &mut Tx, row: &ItemRow) -> Result<(), DbError> {
    let args = args![row.id, row.done_at, row.done_by, row.done_name.clone(), row.remark.clone(), row.who.clone()];
    tx.execute(TICK, args).await.map(drop)
}

/// Takes it off its checklist.
pub async fn item_remove(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(REMOVE, args![id]).await.map(drop)
}

/// How many items the phases of several periods have, and how many of them are ticked off.
pub async fn items_count(
    tx: &mut Tx,
    periods: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, (i64, i64)>, DbError> {
    let mut sql = Sql::new("SELECT phase_id, count(*), count(done_at) FROM assurance_item WHERE period_id IN ");
    sql.bind_list(periods).push(" GROUP BY phase_id");
    let rows: Vec<(Uuid, i64, i64)> = tx.all_sql(sql).await?;
    Ok(rows.into_iter().map(|(phase, items, ticked)| (phase, (items, ticked))).collect())
}
