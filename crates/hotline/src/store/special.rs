//! Special days, and gaps as people are told of them.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::{SpecialDays, SpecialKind};

macro_rules! columns {
    () => {
        "id, contract_id, kind, first_day, last_day, opens, closes, reason, by_name, created_at"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO hotline_special_day (id, contract_id, kind, first_day, last_day, opens, closes, reason, by_id, by_name, \
     created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM hotline_special_day WHERE id = $1"));
const SINCE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM hotline_special_day WHERE contract_id = $1 AND last_day >= $2 ORDER BY first_day, id"
));
const DELETE: Dialect = Dialect::same("DELETE FROM hotline_special_day WHERE id = $1");
const GAP: Dialect =
    Dialect::same("INSERT INTO hotline_gap (id, contract_id, day, title, told_at) VALUES ($1, $2, $3, $4, $5)");
const GAP_FIND: Dialect = Dialect::same("SELECT contract_id, day, title FROM hotline_gap WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, SINCE, DELETE, GAP, GAP_FIND];

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contract_id: Uuid,
    #[sqlx(try_from = "String")]
    kind: SpecialKind,
    first_day: NaiveDate,
    last_day: NaiveDate,
    opens: Option<String>,
    closes: Option<String>,
    reason: String,
    by_name: String,
    created_at: DateTime<Utc>,
}

impl From<Row> for SpecialDays {
    fn from(row: Row) -> Self {
        let Row { id, contract_id, kind, first_day, last_day, opens, closes, reason, by_name, created_at } = row;
        Self { id, contract_id, kind, from: first_day, to: last_day, opens, closes, reason, by: by_name, created_at }
    }
}

/// Adds days that `by` told of.
pub async fn special_insert(tx: &mut Tx, days: &SpecialDays, by: Uuid) -> Result<(), DbError> {
    let args = args![
        days.id,
        days.contract_id,
        days.kind.code(),
        days.from,
        days.to,
        days.opens.clone(),
        days.closes.clone(),
        &days.reason,
        by,
        &days.by,
        days.created_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The days of an id.
pub async fn special_find(tx: &mut Tx, id: Uuid) -> Result<Option<SpecialDays>, DbError> {
    Ok(tx.optional::<Row>(FIND, args![id]).await?.map(Into::into))
}

/// Those of a contract that end on `from` or later, by their beginning.
pub async fn special_since(tx: &mut Tx, contract: ContractId, from: NaiveDate) -> Result<Vec<SpecialDays>, DbError> {
    Ok(tx.all::<Row>(SINCE, args![contract, from]).await?.into_iter().map(Into::into).collect())
}

/// Removes them.
pub async fn special_delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(DELETE, args![id]).await.map(drop)
}

/// Keeps a gap as people are told of it.
pub async fn gap_insert(
    tx: &mut Tx,
    (id, contract): (Uuid, ContractId),
    day: NaiveDate,
    title: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.execute(GAP, args![id, contract, day, title, now]).await.map(drop)
}

/// Contract, day and title of a gap that people were told of.
pub async fn gap_find(tx: &mut Tx, id: Uuid) -> Result<Option<(Uuid, NaiveDate, String)>, DbError> {
    tx.optional(GAP_FIND, args![id]).await
}
