//! Reports that were taken.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const FORGET: Dialect = Dialect::same("DELETE FROM hotline_feed_event WHERE at < $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FORGET];

/// Those of `events` that were taken before.
pub async fn feed_taken(
    tx: &mut Tx,
    source: Uuid,
    events: impl IntoIterator<Item = &str>,
) -> Result<HashSet<String>, DbError> {
    let mut sql = Sql::new("SELECT event_id FROM hotline_feed_event WHERE source_id = ");
    sql.bind(source).push(" AND event_id IN ").bind_list(events);
    let rows: Vec<(String,)> = tx.all_sql(sql).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Remembers that `events` were taken, each with the moment it tells of.
pub async fn feed_take(tx: &mut Tx, source: Uuid, events: Vec<(String, DateTime<Utc>)>) -> Result<(), DbError> {
    if events.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO hotline_feed_event (source_id, event_id, at) VALUES ");
    sql.bind_rows(events.into_iter().map(|(id, at)| args![source, id, at]));
    tx.execute_sql(sql).await.map(drop)
}

/// Forgets what tells of a moment before `before`.
pub async fn feed_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![before]).await
}
