//! Lists of what goes back or is destroyed.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Args, Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use super::push_scope;

macro_rules! columns {
    () => {
        "id, contract_id, work, title, asked_on, due_on, rule, clause, assumed, witness, witnessed_by, witnessed_at, version, \
         created_at, updated_at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO security_return (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM security_return WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM security_return WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM security_return WHERE id = $1 FOR UPDATE"),
};
const WITNESS: Dialect = Dialect::same(
    "UPDATE security_return SET witness = $2, witnessed_by = $3, witnessed_at = $4, updated_at = $4, version = version + 1 \
     WHERE id = $1",
);
const TOUCH: Dialect = Dialect::same("UPDATE security_return SET updated_at = $2, version = version + 1 WHERE id = $1");
const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM security_return WHERE contract_id = $1 AND listed_on >= $2 AND listed_on <= $3 ORDER BY listed_on, id"
));
const ITEM: Dialect = Dialect::same(
    "SELECT id, return_id, place, what, medium, way, basis, done_on, done_by FROM security_return_item WHERE id = $1",
);
const SETTLE: Dialect =
    Dialect::same("UPDATE security_return_item SET way = $2, basis = $3, done_on = $4, done_by = $5 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, LOCK, WITNESS, TOUCH, LISTED, ITEM, SETTLE];

/// A list as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReturnRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub work: Option<String>,
    pub title: String,
    pub asked_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub assumed: Option<String>,
    pub witness: Option<String>,
    pub witnessed_by: Option<Uuid>,
    pub witnessed_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A thing on a list as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ItemRow {
    pub id: Uuid,
    pub return_id: Uuid,
    pub place: i64,
    pub what: String,
    pub medium: String,
    pub way: Option<String>,
    pub basis: Option<String>,
    pub done_on: Option<NaiveDate>,
    pub done_by: Option<String>,
}

/// Keeps a list.
pub async fn return_insert(tx: &mut Tx, row: &ReturnRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.work.clone(),
        &row.title,
        row.asked_on,
        row.due_on,
        row.rule.clone(),
        row.clause.clone(),
        row.assumed.clone(),
        row.witness.clone(),
        row.witnessed_by,
        row.witnessed_at,
        row.version,
        row.created_at,
        row.updated_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The list of an id.
pub async fn return_find(tx: &mut Tx, id: Uuid) -> Result<Option<ReturnRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held until the transaction ends.
pub async fn return_lock(tx: &mut Tx, id: Uuid) -> Result<Option<ReturnRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Keeps who witnessed.
pub async fn return_witness(tx: &mut Tx, id: Uuid, (name, by): (&str, Uuid), at: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(WITNESS, args![id, name, by, at]).await.map(drop)
}

/// Its things changed.
pub async fn return_touch(tx: &mut Tx, id: Uuid, at: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(TOUCH, args![id, at]).await.map(drop)
}

/// Those of a contract that are listed within some days.
pub async fn returns_listed(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ReturnRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}

/// Those of a contract inside `scope`, the newest first.
pub async fn return_list(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: ContractId,
    limit: u32,
) -> Result<Vec<ReturnRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM security_return WHERE contract_id = "));
    sql.bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    sql.push(" ORDER BY listed_on DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

fn values(row: &ItemRow) -> Args {
    args![
        row.id,
        row.return_id,
        row.place,
        &row.what,
        &row.medium,
        row.way.clone(),
        row.basis.clone(),
        row.done_on,
        row.done_by.clone()
    ]
}

/// Puts things on a list.
pub async fn items_insert(tx: &mut Tx, rows: &[ItemRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(
        "INSERT INTO security_return_item (id, return_id, place, what, medium, way, basis, done_on, done_by) VALUES ",
    );
    sql.bind_rows(rows.iter().map(values));
    tx.execute_sql(sql).await.map(drop)
}

/// The things of several lists, in their order.
pub async fn items_of(tx: &mut Tx, of: &[Uuid]) -> Result<Vec<ItemRow>, DbError> {
    let mut sql = Sql::new(
        "SELECT id, return_id, place, what, medium, way, basis, done_on, done_by FROM security_return_item \
         WHERE return_id IN ",
    );
    sql.bind_list(of.iter().copied()).push(" ORDER BY return_id, place, id");
    tx.all_sql(sql).await
}

/// The thing of an id.
pub async fn item_find(tx: &mut Tx, id: Uuid) -> Result<Option<ItemRow>, DbError> {
    tx.optional(ITEM, args![id]).await
}

/// Keeps what became of a thing.
pub async fn item_settle(tx: &mut Tx, row: &ItemRow) -> Result<(), DbError> {
    let args = args![row.id, row.way.clone(), row.basis.clone(), row.done_on, row.done_by.clone()];
    tx.execute(SETTLE, args).await.map(drop)
}
