//! Orders.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Args, DbError, Dialect, Engine, Tx},
};
use uuid::Uuid;

use crate::model::{BatchKind, OrderState};

macro_rules! columns {
    () => {
        "id, contract_id, rule, number, district, school, receiver, paid_on, fee, due_on, state, is_open, is_behind, made_at, \
         handed_at, company, waybill, moved_at, ended_at, signed_by, batch_id, made_batch_id, handed_batch_id, created_at, \
         updated_at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM delivery_order WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM delivery_order WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM delivery_order WHERE id = $1 FOR UPDATE"),
};
const DAYS: Dialect = Dialect::same(
    "SELECT rule, paid_on, due_on, COUNT(*) AS orders, COUNT(CASE WHEN is_open THEN 1 END) AS open, \
     COUNT(CASE WHEN is_behind THEN 1 END) AS behind FROM delivery_order \
     WHERE contract_id = $1 AND listed_on >= $2 AND listed_on <= $3 GROUP BY rule, paid_on, due_on ORDER BY paid_on, rule, due_on",
);
const LAST_OF_DAYS: Dialect = Dialect::same(
    "SELECT rule, paid_on, MAX(ended_at) FROM delivery_order WHERE contract_id = $1 AND listed_on >= $2 AND listed_on <= $3 \
     AND state = 'delivered' GROUP BY rule, paid_on",
);
const WEEK: Dialect = Dialect::same(
    "SELECT number, fee FROM delivery_order WHERE contract_id = $1 AND paid_on >= $2 AND paid_on <= $3 AND fee > 0 \
     AND state <> 'cancelled' ORDER BY number",
);
const URGENT: Dialect = Dialect::same(
    "SELECT DISTINCT contract_id FROM delivery_order WHERE is_open AND listed_on >= $1 AND listed_on <= $2 ORDER BY contract_id",
);
/// Received late, or owed still behind its last day.
const BEHIND: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM delivery_order WHERE contract_id = $1 AND is_behind AND listed_on >= $2 AND listed_on <= $3 UNION ALL SELECT ",
    columns!(),
    " FROM delivery_order WHERE contract_id = $1 AND is_open AND due_on IS NOT NULL AND listed_on >= $2 AND listed_on <= $3 \
     AND listed_on < $4 ORDER BY paid_on, id LIMIT $5"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, DAYS, LAST_OF_DAYS, WEEK, URGENT, BEHIND];

/// Rows of one insert.
const AT_ONCE: usize = 300;

/// An order as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct OrderRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub rule: String,
    pub number: String,
    pub district: Option<String>,
    pub school: Option<String>,
    pub receiver: Option<String>,
    pub paid_on: NaiveDate,
    pub fee: i64,
    pub due_on: Option<NaiveDate>,
    #[sqlx(try_from = "String")]
    pub state: OrderState,
    pub is_open: bool,
    pub is_behind: bool,
    pub made_at: Option<DateTime<Utc>>,
    pub handed_at: Option<DateTime<Utc>>,
    pub company: Option<String>,
    pub waybill: Option<String>,
    pub moved_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub signed_by: Option<String>,
    pub batch_id: Option<Uuid>,
    pub made_batch_id: Option<Uuid>,
    pub handed_batch_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

fn values(row: &OrderRow) -> Args {
    args![
        row.id,
        row.contract_id,
        &row.rule,
        &row.number,
        row.district.clone(),
        row.school.clone(),
        row.receiver.clone(),
        row.paid_on,
        row.fee,
        row.due_on,
        row.state.code(),
        row.is_open,
        row.is_behind,
        row.made_at,
        row.handed_at,
        row.company.clone(),
        row.waybill.clone(),
        row.moved_at,
        row.ended_at,
        row.signed_by.clone(),
        row.batch_id,
        row.made_batch_id,
        row.handed_batch_id,
        row.created_at,
        row.updated_at
    ]
}

/// Keeps orders, new ones and those that moved, many in one statement.
pub async fn orders_keep(tx: &mut Tx, rows: &[OrderRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(concat!("INSERT INTO delivery_order (", columns!(), ") VALUES "));
        sql.bind_rows(part.iter().map(values)).push(
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state, is_open = excluded.is_open, \
             is_behind = excluded.is_behind, made_at = excluded.made_at, handed_at = excluded.handed_at, \
             company = excluded.company, waybill = excluded.waybill, moved_at = excluded.moved_at, \
             ended_at = excluded.ended_at, signed_by = excluded.signed_by, made_batch_id = excluded.made_batch_id, \
             handed_batch_id = excluded.handed_batch_id, updated_at = excluded.updated_at",
        );
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The order of an id.
pub async fn order_find(tx: &mut Tx, id: Uuid) -> Result<Option<OrderRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held until the transaction ends.
pub async fn order_lock(tx: &mut Tx, id: Uuid) -> Result<Option<OrderRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Those of a contract with one of these numbers, held until the transaction ends where `hold` says so.
pub async fn orders_by_number(
    tx: &mut Tx,
    contract: ContractId,
    numbers: &[&str],
    hold: Hold,
) -> Result<Vec<OrderRow>, DbError> {
    let mut found = Vec::new();
    for part in numbers.chunks(500) {
        let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM delivery_order WHERE contract_id = "));
        sql.bind(contract).push(" AND number IN ").bind_list(part.iter().copied());
        held(&mut sql, tx.engine(), hold);
        found.extend(tx.all_sql::<OrderRow>(sql).await?);
    }
    Ok(found)
}

/// Those of a contract that a courier carries under one of these numbers; a parcel may hold many cards.
pub async fn orders_by_waybill(
    tx: &mut Tx,
    contract: ContractId,
    waybills: &[&str],
    hold: Hold,
) -> Result<Vec<OrderRow>, DbError> {
    let mut found = Vec::new();
    for part in waybills.chunks(500) {
        let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM delivery_order WHERE contract_id = "));
        sql.bind(contract).push(" AND waybill IN ").bind_list(part.iter().copied());
        held(&mut sql, tx.engine(), hold);
        found.extend(tx.all_sql::<OrderRow>(sql).await?);
    }
    Ok(found)
}

/// Whether rows that are read are to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// They are changed afterwards.
    Yes,
    /// They are looked at only.
    No,
}

fn held(sql: &mut Sql, engine: Engine, hold: Hold) {
    sql.push(" ORDER BY id");
    if engine == Engine::Postgres && hold == Hold::Yes {
        sql.push(" FOR UPDATE");
    }
}

/// Which orders are wanted.
#[derive(Clone, Debug)]
pub struct WantedOrders {
    /// Of this contract.
    pub contract: ContractId,
    /// Of these rules; none means all.
    pub rules: Option<Vec<String>>,
    /// Only these.
    pub show: Show,
    /// In one state only.
    pub state: Option<OrderState>,
    /// Of one school only.
    pub school: Option<String>,
    /// Paid on one day only.
    pub paid_on: Option<NaiveDate>,
    /// Of one table only.
    pub batch: Option<(BatchKind, Uuid)>,
    /// With this number, of the order or of the courier.
    pub number: Option<String>,
    /// After this one in the list.
    pub after: Option<(NaiveDate, Uuid)>,
}

/// Only some orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// All of them, the last day first.
    All,
    /// Those still owed, by their last day.
    Open,
    /// Those that are late on `today`.
    Late(NaiveDate),
    /// Those that will be late.
    Ahead(Horizon),
}

/// What will be late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// From this day.
    pub from: NaiveDate,
    /// To this day, counted in.
    pub to: NaiveDate,
    /// What has not moved since then stands still.
    pub still: DateTime<Utc>,
}

fn push_ahead(sql: &mut Sql, ahead: Horizon) {
    sql.push("is_open AND due_on IS NOT NULL AND listed_on >= ").bind(ahead.from);
    sql.push(" AND listed_on <= ").bind(ahead.to);
    sql.push(" AND (state <> 'shipped' OR moved_at IS NULL OR moved_at < ").bind(ahead.still).push(")");
}

fn push_late(sql: &mut Sql, today: NaiveDate) {
    sql.push("is_open AND due_on IS NOT NULL AND listed_on < ").bind(today);
}

fn push_rules(sql: &mut Sql, rules: Option<&Vec<String>>) {
    if let Some(rules) = rules {
        sql.push(" AND rule IN ").bind_list(rules.iter().map(String::as_str));
    }
}

/// A page of orders.
pub async fn order_list(tx: &mut Tx, wanted: &WantedOrders, limit: u32) -> Result<Vec<OrderRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM delivery_order WHERE contract_id = "));
    sql.bind(wanted.contract);
    push_rules(&mut sql, wanted.rules.as_ref());
    match wanted.show {
        Show::All => {}
        Show::Open => {
            sql.push(" AND is_open");
        }
        Show::Late(today) => {
            sql.push(" AND ");
            push_late(&mut sql, today);
        }
        Show::Ahead(ahead) => {
            sql.push(" AND ");
            push_ahead(&mut sql, ahead);
        }
    }
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some(school) = &wanted.school {
        sql.push(" AND school = ").bind(school);
    }
    if let Some(day) = wanted.paid_on {
        sql.push(" AND paid_on = ").bind(day);
    }
    if let Some((kind, batch)) = wanted.batch {
        sql.push(match kind {
            BatchKind::Payments => " AND batch_id = ",
            BatchKind::Made => " AND made_batch_id = ",
            BatchKind::Handed => " AND handed_batch_id = ",
        });
        sql.bind(batch);
    }
    if let Some(number) = &wanted.number {
        sql.push(" AND (number = ").bind(number).push(" OR waybill = ").bind(number).push(")");
    }
    let newest_first = wanted.show == Show::All;
    if let Some((day, id)) = wanted.after {
        sql.push(if newest_first { " AND (listed_on, id) < (" } else { " AND (listed_on, id) > (" });
        sql.bind(day).push(", ").bind(id).push(")");
    }
    sql.push(if newest_first { " ORDER BY listed_on DESC, id DESC" } else { " ORDER BY listed_on, id" });
    sql.push(" LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// How many stand in which state.
pub async fn order_states(
    tx: &mut Tx,
    contract: ContractId,
    rules: Option<&Vec<String>>,
) -> Result<Vec<(String, i64)>, DbError> {
    let mut sql = Sql::new("SELECT state, COUNT(*) FROM delivery_order WHERE contract_id = ");
    sql.bind(contract);
    push_rules(&mut sql, rules);
    sql.push(" GROUP BY state ORDER BY state");
    tx.all_sql(sql).await
}

/// How many are late, will be late, and were late: three indexed counts.
pub async fn order_lateness(
    tx: &mut Tx,
    contract: ContractId,
    rules: Option<&Vec<String>>,
    ahead: Horizon,
) -> Result<(i64, i64, i64), DbError> {
    let mut sql = Sql::new("SELECT (SELECT COUNT(*) FROM delivery_order WHERE contract_id = ");
    sql.bind(contract);
    push_rules(&mut sql, rules);
    sql.push(" AND ");
    push_late(&mut sql, ahead.from);
    sql.push("), (SELECT COUNT(*) FROM delivery_order WHERE contract_id = ").bind(contract);
    push_rules(&mut sql, rules);
    sql.push(" AND ");
    push_ahead(&mut sql, ahead);
    sql.push("), (SELECT COUNT(*) FROM delivery_order WHERE contract_id = ").bind(contract);
    push_rules(&mut sql, rules);
    sql.push(" AND is_behind)");
    let rows: Vec<(i64, i64, i64)> = tx.all_sql(sql).await?;
    Ok(rows.first().copied().unwrap_or_default())
}

/// The orders of a day of payment, counted.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the query")]
pub struct DayRow {
    pub rule: String,
    pub paid_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub orders: i64,
    pub open: i64,
    pub behind: i64,
}

/// The days of payment whose orders are listed under a day of the span.
pub async fn order_days(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<DayRow>, DbError> {
    tx.all(DAYS, args![contract, from, to]).await
}

/// When the last order of each day was received.
pub async fn order_days_ended(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(String, NaiveDate, Option<DateTime<Utc>>)>, DbError> {
    tx.all(LAST_OF_DAYS, args![contract, from, to]).await
}

/// Number and fee of what was ordered on a day of the span.
pub async fn orders_paid(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(String, i64)>, DbError> {
    tx.all(WEEK, args![contract, from, to]).await
}

/// The contracts that owe something in the span.
pub async fn contracts_owing(tx: &mut Tx, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<Uuid>, DbError> {
    Ok(tx.all::<(Uuid,)>(URGENT, args![from, to]).await?.into_iter().map(|(id,)| id).collect())
}

/// Those of a contract whose last day lies in a span and that were received behind it, or are owed on `today` still.
pub async fn orders_behind(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
    today: NaiveDate,
    limit: usize,
) -> Result<Vec<OrderRow>, DbError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.all(BEHIND, args![contract, from, to, today, limit]).await
}
