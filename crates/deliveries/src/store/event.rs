//! What happened to orders.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Told;

macro_rules! columns {
    () => {
        "id, order_id, kind, at, text, company, waybill, signed_by, by_name, source_id, event_id, recorded_at"
    };
}

const OF_ORDER: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM delivery_event WHERE order_id = $1 ORDER BY at DESC, id DESC LIMIT 200"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OF_ORDER];

/// An event as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EventRow {
    pub id: Uuid,
    pub order_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: Told,
    pub at: DateTime<Utc>,
    pub text: Option<String>,
    pub company: Option<String>,
    pub waybill: Option<String>,
    pub signed_by: Option<String>,
    pub by_name: String,
    pub source_id: Option<Uuid>,
    pub event_id: Option<String>,
    pub recorded_at: DateTime<Utc>,
}

/// Adds events, many in one statement.
pub async fn events_add(tx: &mut Tx, rows: &[EventRow]) -> Result<(), DbError> {
    for part in rows.chunks(400) {
        let mut sql = Sql::new(concat!("INSERT INTO delivery_event (", columns!(), ") VALUES "));
        sql.bind_rows(part.iter().map(|row| {
            args![
                row.id,
                row.order_id,
                row.kind.code(),
                row.at,
                row.text.clone(),
                row.company.clone(),
                row.waybill.clone(),
                row.signed_by.clone(),
                &row.by_name,
                row.source_id,
                row.event_id.clone(),
                row.recorded_at
            ]
        }));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The last events of an order, the newest first.
pub async fn event_list(tx: &mut Tx, order: Uuid) -> Result<Vec<EventRow>, DbError> {
    tx.all(OF_ORDER, args![order]).await
}

/// Every event of these orders.
pub async fn events_of(tx: &mut Tx, orders: &[Uuid]) -> Result<Vec<EventRow>, DbError> {
    let mut found = Vec::new();
    for part in orders.chunks(500) {
        let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM delivery_event WHERE order_id IN "));
        sql.bind_list(part.iter().copied());
        found.extend(tx.all_sql::<EventRow>(sql).await?);
    }
    Ok(found)
}

/// Those of `events` that a courier told before, whether their orders were known or not.
pub async fn events_taken(tx: &mut Tx, source: Uuid, events: &[&str]) -> Result<HashSet<String>, DbError> {
    let mut sql = Sql::new("SELECT event_id FROM delivery_event WHERE source_id = ");
    sql.bind(source).push(" AND event_id IN ").bind_list(events.iter().copied());
    sql.push(" UNION SELECT event_id FROM courier_unknown WHERE source_id = ").bind(source);
    sql.push(" AND event_id IN ").bind_list(events.iter().copied());
    let rows: Vec<(String,)> = tx.all_sql(sql).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
