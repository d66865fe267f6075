//! Service sheets. They are added and read, and nothing else.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Sql, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{ServiceSheet, WrittenSheet};

const INSERT: Dialect = Dialect::same(
    "INSERT INTO ticket_service_sheet (id, ticket_id, contract_id, n, number, corrects, by_id, by_name, at, device_at, \
     digest, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
);
const LIST: Dialect = Dialect::same(
    "SELECT id, ticket_id, number, by_id, by_name, at, device_at, digest, content FROM ticket_service_sheet \
     WHERE ticket_id = $1 ORDER BY n DESC",
);
const NUMBERS: Dialect =
    Dialect::same("SELECT id, n, corrects FROM ticket_service_sheet WHERE ticket_id = $1 ORDER BY n");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LIST, NUMBERS];

#[derive(Debug, sqlx::FromRow)]
struct SheetRow {
    id: Uuid,
    ticket_id: Uuid,
    number: String,
    by_id: Uuid,
    by_name: String,
    at: DateTime<Utc>,
    device_at: Option<DateTime<Utc>>,
    digest: String,
    content: Json<ServiceSheet>,
}

/// A sheet among those of its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SheetNumber {
    /// The sheet.
    pub id: Uuid,
    /// Its place, from 1.
    pub n: i64,
    /// The sheet that it corrects.
    pub corrects: Option<Uuid>,
}

/// Adds a sheet as the `n`th of its ticket.
pub async fn sheet_insert(tx: &mut Tx, contract: Uuid, n: i64, written: &WrittenSheet) -> Result<(), DbError> {
    let args = args![
        written.id,
        written.ticket_id,
        contract,
        n,
        &written.number,
        written.sheet.corrects,
        written.by_id,
        &written.by,
        written.at,
        written.device_at,
        &written.digest,
        Arg::json(&written.sheet)?
    ];
    tx.queue(INSERT, args).await
}

/// The sheets of a ticket by their numbers, the oldest first.
pub async fn sheet_numbers(tx: &mut Tx, ticket: Uuid) -> Result<Vec<SheetNumber>, DbError> {
    tx.all(NUMBERS, args![ticket]).await
}

/// The sheets of a ticket, the newest first.
pub async fn sheet_list(tx: &mut Tx, ticket: Uuid) -> Result<Vec<WrittenSheet>, DbError> {
    let rows: Vec<SheetRow> = tx.all(LIST, args![ticket]).await?;
    let mut sheets: Vec<WrittenSheet> = Vec::with_capacity(rows.len());
    for row in rows {
        let corrected_by = sheets.iter().find(|later| later.sheet.corrects == Some(row.id)).map(|later| later.id);
        sheets.push(WrittenSheet {
            id: row.id,
            number: row.number,
            ticket_id: row.ticket_id,
            sheet: row.content.0,
            corrected_by,
            by: row.by_name,
            by_id: row.by_id,
            at: row.at,
            device_at: row.device_at,
            digest: row.digest,
        });
    }
    Ok(sheets)
}

/// Up to `limit` sheets of `works` of a contract (none: all) that no other one corrects, by their numbers, behind `after`: each with
/// its ticket.
pub async fn sheet_current(
    tx: &mut Tx,
    contract: ContractId,
    works: &[String],
    after: &str,
    limit: u32,
) -> Result<Vec<(Uuid, Uuid)>, DbError> {
    let mut sql = Sql::new(
        "SELECT s.id, s.ticket_id FROM ticket_service_sheet s JOIN ticket t ON t.id = s.ticket_id WHERE s.contract_id = ",
    );
    sql.bind(contract).push(" AND s.number > ").bind(after);
    if !works.is_empty() {
        sql.push(" AND t.work IN ").bind_list(works.iter());
    }
    sql.push(
        " AND NOT EXISTS (SELECT 1 FROM ticket_service_sheet later WHERE later.ticket_id = s.ticket_id \
         AND later.corrects = s.id) ORDER BY s.number LIMIT ",
    );
    sql.bind(limit);
    tx.all_sql(sql).await
}
