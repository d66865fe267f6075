//! Weeks of money.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Difference, MoneyRow, Side, Totals, WeekState};

macro_rules! week {
    () => {
        "id, contract_id, rule, week_on, state, result, version, created_at, closed_at, closed_by"
    };
}
macro_rules! row {
    () => {
        "id, contract_id, reconciliation_id, side, number, order_number, amount, happened_on, by_name, at"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO reconciliation (id, contract_id, rule, week_on, state, version, created_at) \
     VALUES ($1, $2, $3, $4, 'open', 1, $5) ON CONFLICT DO NOTHING",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", week!(), " FROM reconciliation WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", week!(), " FROM reconciliation WHERE id = $1"),
    postgres: concat!("SELECT ", week!(), " FROM reconciliation WHERE id = $1 FOR UPDATE"),
};
const BY_WEEK: Dialect = Dialect::same(concat!(
    "SELECT ",
    week!(),
    " FROM reconciliation WHERE contract_id = $1 AND rule = $2 AND week_on = $3"
));
const LIST: Dialect = Dialect::same(concat!(
    "SELECT ",
    week!(),
    " FROM reconciliation WHERE contract_id = $1 AND rule = $2 AND week_on < $3 ORDER BY week_on DESC LIMIT $4"
));
const BETWEEN: Dialect = Dialect::same(concat!(
    "SELECT ",
    week!(),
    " FROM reconciliation WHERE contract_id = $1 AND rule = $2 AND week_on >= $3 AND week_on <= $4 ORDER BY week_on"
));
const CLOSE: Dialect = Dialect::same(
    "UPDATE reconciliation SET state = 'closed', result = $2, closed_at = $3, closed_by = $4, version = version + 1 \
     WHERE id = $1",
);
const ROWS: Dialect = Dialect::same(concat!(
    "SELECT ",
    row!(),
    " FROM reconciliation_row WHERE reconciliation_id = $1 ORDER BY side, number"
));
const PAGE: Dialect = Dialect::same(concat!(
    "SELECT ",
    row!(),
    " FROM reconciliation_row WHERE reconciliation_id = $1 AND side = $2 AND number > $3 ORDER BY number LIMIT $4"
));
const DROP: Dialect = Dialect::same("DELETE FROM reconciliation_row WHERE reconciliation_id = $1 AND id = $2");
const ROW: Dialect = Dialect::same(concat!("SELECT ", row!(), " FROM reconciliation_row WHERE id = $1"));
const REASON: Dialect = Dialect::same(
    "INSERT INTO reconciliation_reason (id, reconciliation_id, difference, text, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)",
);
const REASONS: Dialect = Dialect::same(
    "SELECT difference, text, by_name, at FROM reconciliation_reason WHERE reconciliation_id = $1 ORDER BY at, id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, FIND, LOCK, BY_WEEK, LIST, BETWEEN, CLOSE, ROWS, PAGE, DROP, ROW, REASON, REASONS];

/// What was found when a week was closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its sums.
    pub totals: Totals,
    /// What differed.
    pub differences: Vec<Difference>,
    /// The orders that were held against the rest: number and fee.
    pub orders: Vec<(String, i64)>,
}

/// A week as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct WeekRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub rule: String,
    pub week_on: NaiveDate,
    #[sqlx(try_from = "String")]
    pub state: WeekState,
    pub result: Option<Json<Outcome>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<String>,
}

/// A row of the books as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub reconciliation_id: Uuid,
    #[sqlx(try_from = "String")]
    pub side: Side,
    pub number: String,
    pub order_number: Option<String>,
    pub amount: i64,
    pub happened_on: NaiveDate,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

impl From<EntryRow> for MoneyRow {
    fn from(row: EntryRow) -> Self {
        let EntryRow { id, side, number, order_number, amount, happened_on, by_name: by, .. } = row;
        Self { id, side, number, order_number, amount, happened_on, by }
    }
}

/// Why something differs, as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReasonRow {
    pub difference: String,
    pub text: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// Opens a week, unless there is one.
pub async fn week_insert(tx: &mut Tx, row: &WeekRow) -> Result<(), DbError> {
    let args = args![row.id, row.contract_id, &row.rule, row.week_on, row.created_at];
    tx.execute(INSERT, args).await.map(drop)
}

/// The week of an id.
pub async fn week_find(tx: &mut Tx, id: Uuid) -> Result<Option<WeekRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held.
pub async fn week_lock(tx: &mut Tx, id: Uuid) -> Result<Option<WeekRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// The weeks whose Monday lies in a span, the first first.
pub async fn weeks_between(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<WeekRow>, DbError> {
    tx.all(BETWEEN, args![contract, rule, from, to]).await
}

/// The week that begins on a Monday.
pub async fn week_of(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    monday: NaiveDate,
) -> Result<Option<WeekRow>, DbError> {
    tx.optional(BY_WEEK, args![contract, rule, monday]).await
}

/// Weeks before a Monday, the last first.
pub async fn week_list(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    before: NaiveDate,
    limit: u32,
) -> Result<Vec<WeekRow>, DbError> {
    tx.all(LIST, args![contract, rule, before, limit]).await
}

/// Closes a week.
pub async fn week_close(
    tx: &mut Tx,
    id: Uuid,
    result: &Outcome,
    (at, by): (DateTime<Utc>, &str),
) -> Result<(), DbError> {
    tx.execute(CLOSE, args![id, Arg::json(result)?, at, by]).await.map(drop)
}

/// Every row of a week.
pub async fn row_all(tx: &mut Tx, week: Uuid) -> Result<Vec<EntryRow>, DbError> {
    tx.all(ROWS, args![week]).await
}

/// Rows of one side after a number.
pub async fn row_page(tx: &mut Tx, week: Uuid, side: Side, after: &str, limit: u32) -> Result<Vec<EntryRow>, DbError> {
    tx.all(PAGE, args![week, side.code(), after, limit]).await
}

/// A row of an id.
pub async fn row_find(tx: &mut Tx, id: Uuid) -> Result<Option<EntryRow>, DbError> {
    tx.optional(ROW, args![id]).await
}

/// Takes a row out of an open week.
pub async fn row_drop(tx: &mut Tx, week: Uuid, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute(DROP, args![week, id]).await? == 1)
}

/// Those of a contract and side with one of these numbers.
pub async fn rows_by_number(
    tx: &mut Tx,
    contract: ContractId,
    side: Side,
    numbers: &[&str],
) -> Result<Vec<EntryRow>, DbError> {
    let mut found = Vec::new();
    for part in numbers.chunks(500) {
        let mut sql = Sql::new(concat!("SELECT ", row!(), " FROM reconciliation_row WHERE contract_id = "));
        sql.bind(contract).push(" AND side = ").bind(side.code());
        sql.push(" AND number IN ").bind_list(part.iter().copied());
        found.extend(tx.all_sql::<EntryRow>(sql).await?);
    }
    Ok(found)
}

/// Adds rows, many in one statement.
pub async fn rows_add(tx: &mut Tx, rows: &[EntryRow]) -> Result<(), DbError> {
    for part in rows.chunks(400) {
        let mut sql = Sql::new(concat!("INSERT INTO reconciliation_row (", row!(), ") VALUES "));
        sql.bind_rows(part.iter().map(|row| {
            args![
                row.id,
                row.contract_id,
                row.reconciliation_id,
                row.side.code(),
                &row.number,
                row.order_number.clone(),
                row.amount,
                row.happened_on,
                &row.by_name,
                row.at
            ]
        }));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// Writes down why something differs.
pub async fn reason_add(tx: &mut Tx, id: Uuid, week: Uuid, row: &ReasonRow) -> Result<(), DbError> {
    let args = args![id, week, &row.difference, &row.text, &row.by_name, row.at];
    tx.execute(REASON, args).await.map(drop)
}

/// What was said of a week, the oldest first.
pub async fn reason_list(tx: &mut Tx, week: Uuid) -> Result<Vec<ReasonRow>, DbError> {
    tx.all(REASONS, args![week]).await
}
