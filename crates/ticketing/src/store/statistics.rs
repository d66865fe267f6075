//! Statistics as they are kept: by contract, day of opening and work.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use super::list::Part;
use crate::model::State;

const CHANGED: Dialect = Dialect::same(
    "SELECT updated_at, ord, opened_at FROM ticket WHERE contract_id = $1 AND (updated_at, ord) > ($2, $3) \
     ORDER BY updated_at, ord LIMIT $4",
);
const OPENED: Dialect = Dialect::same(
    "SELECT ord, work, service, level, case_key, case_name, state, satisfaction, opened_at, updated_at, closed_at, \
     swept_at, CAST(clocks AS TEXT) AS clocks FROM ticket WHERE contract_id = $1 AND (opened_at, ord) > ($2, $3) \
     AND opened_at < $4 ORDER BY opened_at, ord LIMIT $5",
);
const MARK: Dialect = Dialect::same("INSERT INTO ticket_stat_due (contract_id, day, mark) VALUES ($1, $2, $3)");
const DUE: Dialect =
    Dialect::same("SELECT DISTINCT day FROM ticket_stat_due WHERE contract_id = $1 AND day > $2 ORDER BY day LIMIT $3");
const MARKS: Dialect =
    Dialect::same("SELECT mark FROM ticket_stat_due WHERE contract_id = $1 AND day = $2 ORDER BY mark LIMIT $3");
const FORGET_DAY: Dialect = Dialect::same("DELETE FROM ticket_stat WHERE contract_id = $1 AND day = $2");
const FORGET_CLOSED: Dialect = Dialect::same("DELETE FROM ticket_stat_closed WHERE contract_id = $1 AND day = $2");
const DAY: Dialect = Dialect::same("INSERT INTO ticket_stat (contract_id, day, work, figures) VALUES ($1, $2, $3, $4)");
const CLOSED: Dialect = Dialect::same(
    "INSERT INTO ticket_stat_closed (contract_id, day, work, month, closed, rated, satisfaction) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const SCANNED: Dialect = Dialect::same("SELECT scanned_to FROM ticket_stat_state WHERE contract_id = $1");
const SCANNED_SET: Dialect = Dialect::same(
    "INSERT INTO ticket_stat_state (contract_id, scanned_to) VALUES ($1, $2) \
     ON CONFLICT (contract_id) DO UPDATE SET scanned_to = excluded.scanned_to",
);
const AS_OF_SET: Dialect = Dialect::same("UPDATE ticket_stat_state SET as_of = $2 WHERE contract_id = $1");
const FORGET: Dialect = Dialect::same("DELETE FROM ticket_stat_state");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[
    CHANGED,
    OPENED,
    MARK,
    DUE,
    MARKS,
    FORGET_DAY,
    FORGET_CLOSED,
    DAY,
    CLOSED,
    SCANNED,
    SCANNED_SET,
    AS_OF_SET,
    FORGET,
];

/// What is counted of a ticket.
#[derive(Debug, sqlx::FromRow)]
pub struct CountedTicket {
    /// Position in the order of opening.
    pub ord: i64,
    /// The work concerned.
    pub work: Option<String>,
    /// The service concerned.
    pub service: Option<String>,
    /// Rank of the case.
    pub level: i64,
    /// Severity case.
    pub case_key: String,
    /// Severity case as printed.
    pub case_name: String,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When something last changed that everybody sees.
    pub updated_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Up to when its clocks have been looked at.
    pub swept_at: DateTime<Utc>,
    /// Its clocks, as JSON.
    pub clocks: String,
}

/// A day of a work that is kept.
#[derive(Debug, sqlx::FromRow)]
pub struct StatRow {
    /// The contract.
    pub contract_id: Uuid,
    /// The work; '' for none.
    pub work: String,
    /// The day of opening.
    pub day: NaiveDate,
    /// What was counted, as JSON.
    pub figures: String,
}

/// What was closed in a month.
#[derive(Debug, sqlx::FromRow)]
pub struct ClosedRow {
    /// Its first day.
    pub month: NaiveDate,
    /// Tickets.
    pub closed: i64,
    /// Those of them with a satisfaction.
    pub rated: i64,
    /// The sum of these.
    pub satisfaction: i64,
}

/// Where a scan stands: the last change looked at, and the position of its ticket.
pub type Place = (DateTime<Utc>, i64);

/// Up to `limit` tickets that changed after `after`, in order of their change: where each stands, and when it was opened.
pub async fn ticket_changed(
    tx: &mut Tx,
    contract: ContractId,
    after: Place,
    limit: u32,
) -> Result<Vec<(Place, DateTime<Utc>)>, DbError> {
    let rows: Vec<(DateTime<Utc>, i64, DateTime<Utc>)> =
        tx.all(CHANGED, args![contract, after.0, after.1, limit]).await?;
    Ok(rows.into_iter().map(|(updated, ord, opened)| ((updated, ord), opened)).collect())
}

/// Up to `limit` tickets that were opened after `after` and before `end`.
pub async fn ticket_opened(
    tx: &mut Tx,
    contract: ContractId,
    after: Place,
    end: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<CountedTicket>, DbError> {
    tx.all(OPENED, args![contract, after.0, after.1, end, limit]).await
}

/// Has a day be made anew.
pub async fn stat_mark(tx: &mut Tx, contract: ContractId, day: NaiveDate, mark: Uuid) -> Result<(), DbError> {
    tx.queue(MARK, args![contract, day, mark]).await
}

/// Up to `limit` days after `after` that have to be made anew.
pub async fn stat_due(
    tx: &mut Tx,
    contract: ContractId,
    after: NaiveDate,
    limit: u32,
) -> Result<Vec<NaiveDate>, DbError> {
    let rows: Vec<(NaiveDate,)> = tx.all(DUE, args![contract, after, limit]).await?;
    Ok(rows.into_iter().map(|(day,)| day).collect())
}

/// Up to `limit` marks of a day.
pub async fn stat_marks(tx: &mut Tx, contract: ContractId, day: NaiveDate, limit: u32) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = tx.all(MARKS, args![contract, day, limit]).await?;
    Ok(rows.into_iter().map(|(mark,)| mark).collect())
}

/// Takes away marks of a day.
pub async fn stat_unmark(tx: &mut Tx, contract: ContractId, day: NaiveDate, marks: &[Uuid]) -> Result<(), DbError> {
    let mut sql = Sql::new("DELETE FROM ticket_stat_due WHERE contract_id = ");
    sql.bind(contract).push(" AND day = ").bind(day).push(" AND mark IN ").bind_list(marks.iter().copied());
    tx.execute_sql(sql).await.map(drop)
}

/// What is kept of a work on a day: its figures as JSON, and what was closed of it by month.
#[derive(Debug, Default)]
pub struct KeptDay {
    /// What was counted, as JSON.
    pub figures: String,
    /// Closed, rated and the sum of the ratings, by the first day of the month of closing.
    pub closed: BTreeMap<NaiveDate, [i64; 3]>,
}

/// Puts `works` in place of whatever was kept of a day.
pub async fn stat_replace(
    tx: &mut Tx,
    contract: ContractId,
    day: NaiveDate,
    works: BTreeMap<String, KeptDay>,
) -> Result<(), DbError> {
    tx.queue(FORGET_DAY, args![contract, day]).await?;
    tx.queue(FORGET_CLOSED, args![contract, day]).await?;
    for (work, kept) in works {
        for (month, [closed, rated, satisfaction]) in kept.closed {
            tx.queue(CLOSED, args![contract, day, &work, month, closed, rated, satisfaction]).await?;
        }
        tx.queue(DAY, args![contract, day, work, kept.figures]).await?;
    }
    Ok(())
}

/// Up to where changes of a contract's tickets have been looked at.
pub async fn stat_scanned(tx: &mut Tx, contract: ContractId) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: Option<(DateTime<Utc>,)> = tx.optional(SCANNED, args![contract]).await?;
    Ok(row.map(|(at,)| at))
}

/// Remembers up to where changes have been looked at.
pub async fn stat_scanned_set(tx: &mut Tx, contract: ContractId, to: DateTime<Utc>) -> Result<(), DbError> {
    tx.queue(SCANNED_SET, args![contract, to]).await
}

/// Remembers as of when a contract's statistics are whole.
pub async fn stat_as_of_set(tx: &mut Tx, contract: ContractId, at: DateTime<Utc>) -> Result<(), DbError> {
    tx.queue(AS_OF_SET, args![contract, at]).await
}

/// Has the next roll-up look at every ticket again, as after tickets have been put in from elsewhere.
pub async fn stat_forget(tx: &mut Tx) -> Result<(), DbError> {
    tx.queue(FORGET, args![]).await
}

/// Adds `(contract AND work AND span, or another contract …)`.
fn push_parts(sql: &mut Sql, parts: &[Part], column: &'static str, span: [NaiveDate; 2]) {
    sql.push("(FALSE");
    for part in parts {
        sql.push(" OR (contract_id = ").bind(part.contract);
        sql.push(" AND ").push(column).push(" >= ").bind(span[0]);
        sql.push(" AND ").push(column).push(" <= ").bind(span[1]);
        if !part.works.is_empty() {
            sql.push(" AND work IN ").bind_list(part.works.iter());
        }
        sql.push(")");
    }
    sql.push(")");
}

/// Writes the query of [`stat_list`].
pub(super) fn push_stat_list(sql: &mut Sql, parts: &[Part], days: [NaiveDate; 2]) {
    sql.push("SELECT contract_id, work, day, figures FROM ticket_stat WHERE ");
    push_parts(sql, parts, "day", days);
}

/// What is kept of `parts` for the days from the first to the last of `days`.
pub async fn stat_list(tx: &mut Tx, parts: &[Part], days: [NaiveDate; 2]) -> Result<Vec<StatRow>, DbError> {
    let mut sql = Sql::default();
    push_stat_list(&mut sql, parts, days);
    tx.all_sql(sql).await
}

/// What of `parts` was closed in the months from the first to the last of `months` (their first days).
pub async fn stat_closed(tx: &mut Tx, parts: &[Part], months: [NaiveDate; 2]) -> Result<Vec<ClosedRow>, DbError> {
    let mut sql = Sql::new(
        "SELECT month, CAST(SUM(closed) AS BIGINT) AS closed, CAST(SUM(rated) AS BIGINT) AS rated, \
         CAST(SUM(satisfaction) AS BIGINT) AS satisfaction FROM ticket_stat_closed WHERE ",
    );
    push_parts(&mut sql, parts, "month", months);
    sql.push(" GROUP BY month");
    tx.all_sql(sql).await
}

/// As of when the statistics of each of `contracts` are whole; those that were never made are left out.
pub async fn stat_as_of(tx: &mut Tx, contracts: &BTreeSet<Uuid>) -> Result<Vec<DateTime<Utc>>, DbError> {
    let mut sql = Sql::new("SELECT as_of FROM ticket_stat_state WHERE as_of IS NOT NULL AND contract_id IN ");
    sql.bind_list(contracts.iter().copied());
    let rows: Vec<(DateTime<Utc>,)> = tx.all_sql(sql).await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}
