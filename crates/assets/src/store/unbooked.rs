//! Parts of service sheets that could not be taken out of stock.

use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::{model::UnbookedReason, permissions::push_scope};

macro_rules! columns {
    () => {
        "id, contract_id, work, sheet_id, sheet_number, ticket_id, ticket_number, code, name, model, unit, quantity, reason, \
         text, by_name, at, settled_at, settled_by, settled_note, spare_id"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM spare_unbooked WHERE id = $1"));
const INSERT: Dialect = Dialect::same(
    "INSERT INTO spare_unbooked (id, contract_id, work, sheet_id, sheet_number, ticket_id, ticket_number, code, name, \
     model, unit, quantity, reason, text, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
);
const SETTLE: Dialect = Dialect::same(
    "UPDATE spare_unbooked SET settled_at = $2, settled_by = $3, settled_note = $4, spare_id = $5 \
     WHERE id = $1 AND settled_at IS NULL",
);
const CORRECTED: Dialect = Dialect::same(
    "UPDATE spare_unbooked SET settled_at = $2, settled_by = $3, settled_note = $4 WHERE sheet_id = $1 AND settled_at IS NULL",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, INSERT, SETTLE, CORRECTED];

/// A part as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct UnbookedRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub work: Option<String>,
    pub sheet_id: Uuid,
    pub sheet_number: String,
    pub ticket_id: Uuid,
    pub ticket_number: String,
    pub code: Option<String>,
    pub name: String,
    pub model: Option<String>,
    pub unit: String,
    pub quantity: i64,
    #[sqlx(try_from = "String")]
    pub reason: UnbookedReason,
    pub text: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
    pub settled_by: Option<String>,
    pub settled_note: Option<String>,
    pub spare_id: Option<Uuid>,
}

/// Keeps a part that could not be booked.
pub async fn unbooked_insert(tx: &mut Tx, row: &UnbookedRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.work.clone(),
        row.sheet_id,
        &row.sheet_number,
        row.ticket_id,
        &row.ticket_number,
        row.code.clone(),
        &row.name,
        row.model.clone(),
        &row.unit,
        row.quantity,
        row.reason.code(),
        &row.text,
        &row.by_name,
        row.at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The part of an id.
pub async fn unbooked_find(tx: &mut Tx, id: Uuid) -> Result<Option<UnbookedRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Settles a part; `false` when it was settled.
pub async fn unbooked_settle(
    tx: &mut Tx,
    id: Uuid,
    (at, by, note): (DateTime<Utc>, &str, Option<&str>),
    spare: Option<Uuid>,
) -> Result<bool, DbError> {
    Ok(tx.execute(SETTLE, args![id, at, by, note.map(str::to_owned), spare]).await? == 1)
}

/// Settles what is open of a service sheet that was corrected.
pub async fn unbooked_corrected(
    tx: &mut Tx,
    sheet: Uuid,
    at: DateTime<Utc>,
    by: &str,
    note: &str,
) -> Result<(), DbError> {
    tx.execute(CORRECTED, args![sheet, at, by, note]).await.map(drop)
}

/// Parts of a contract, the last first; of all or of those that are open.
pub async fn unbooked_list(
    tx: &mut Tx,
    scope: &ContractScope,
    (contract, open): (ContractId, bool),
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<UnbookedRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM spare_unbooked WHERE contract_id = "));
    sql.bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    if open {
        sql.push(" AND settled_at IS NULL");
    }
    if let Some((at, id)) = before {
        sql.push(" AND (at, id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY at DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
