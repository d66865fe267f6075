//! Stock-takings and their lines.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::{
    model::{LineState, TakingOf, TakingState},
    permissions::push_scope,
};

macro_rules! columns {
    () => {
        "id, contract_id, of_what, rule, work, title, state, class_id, place, started_at, by_name, closed_at, closed_by, \
         settled"
    };
}
macro_rules! line_columns {
    () => {
        "id, taking_id, subject_id, code, name, place, unit, booked, counted, note, by_name, at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM stock_taking WHERE id = $1"));
const HOLD: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM stock_taking WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM stock_taking WHERE id = $1 FOR UPDATE"),
};
const INSERT: Dialect = Dialect::same(
    "INSERT INTO stock_taking (id, contract_id, of_what, rule, work, title, state, class_id, place, started_at, by_name, \
     settled) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, FALSE)",
);
const CLOSE: Dialect = Dialect::same(
    "UPDATE stock_taking SET state = 'closed', closed_at = $2, closed_by = $3, settled = $4 WHERE id = $1 AND state = 'open'",
);
const COUNT: Dialect = Dialect::same(
    "UPDATE stock_line SET counted = $2, booked = $3, note = $4, by_name = $5, at = $6 \
     WHERE id = $1 AND (at IS NULL OR at <= $6)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, HOLD, INSERT, CLOSE, COUNT];

/// Rows of one insert.
const AT_ONCE: usize = 400;

/// A stock-taking as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct TakingRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub of_what: TakingOf,
    pub rule: Option<String>,
    pub work: Option<String>,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub state: TakingState,
    pub class_id: Option<Uuid>,
    pub place: Option<String>,
    pub started_at: DateTime<Utc>,
    pub by_name: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<String>,
    pub settled: bool,
}

/// A line as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct LineRow {
    pub id: Uuid,
    pub taking_id: Uuid,
    pub subject_id: Uuid,
    pub code: String,
    pub name: String,
    pub place: Option<String>,
    pub unit: String,
    pub booked: i64,
    pub counted: Option<i64>,
    pub note: Option<String>,
    pub by_name: Option<String>,
    pub at: Option<DateTime<Utc>>,
}

/// How many lines a stock-taking has, how many are counted, and how many of these differ.
#[derive(Clone, Copy, Debug, Default, sqlx::FromRow)]
#[expect(missing_docs, reason = "said above")]
pub struct Figures {
    pub taking_id: Uuid,
    pub lines: i64,
    pub counted: i64,
    pub different: i64,
}

/// The stock-taking of an id.
pub async fn taking_find(tx: &mut Tx, id: Uuid) -> Result<Option<TakingRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The stock-taking of an id, held until the transaction ends.
pub async fn taking_hold(tx: &mut Tx, id: Uuid) -> Result<Option<TakingRow>, DbError> {
    tx.optional(HOLD, args![id]).await
}

/// Begins one.
pub async fn taking_insert(tx: &mut Tx, row: &TakingRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.of_what.code(),
        row.rule.clone(),
        row.work.clone(),
        &row.title,
        row.class_id,
        row.place.clone(),
        row.started_at,
        &row.by_name
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Closes one; `false` when it was closed.
pub async fn taking_close(
    tx: &mut Tx,
    id: Uuid,
    (at, by): (DateTime<Utc>, &str),
    settled: bool,
) -> Result<bool, DbError> {
    Ok(tx.execute(CLOSE, args![id, at, by, settled]).await? == 1)
}

/// Stock-takings, the last first.
pub async fn taking_list(
    tx: &mut Tx,
    scope: &ContractScope,
    (contract, state): (Uuid, Option<TakingState>),
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<TakingRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM stock_taking WHERE contract_id = "));
    sql.bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    if let Some(state) = state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some((at, id)) = before {
        sql.push(" AND (started_at, id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY started_at DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// The figures of stock-takings.
pub async fn taking_figures(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Figures>, DbError> {
    let mut sql = Sql::new(
        "SELECT taking_id, COUNT(*) AS lines, COUNT(counted) AS counted, \
         COUNT(CASE WHEN counted <> booked THEN 1 END) AS different FROM stock_line WHERE taking_id IN ",
    );
    sql.bind_list(ids.iter().copied()).push(" GROUP BY taking_id");
    tx.all_sql(sql).await
}

/// Adds lines, many in one statement.
pub async fn lines_insert(tx: &mut Tx, rows: &[LineRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql =
            Sql::new("INSERT INTO stock_line (id, taking_id, subject_id, code, name, place, unit, booked) VALUES ");
        sql.bind_rows(part.iter().map(|row| {
            args![row.id, row.taking_id, row.subject_id, &row.code, &row.name, row.place.clone(), &row.unit, row.booked]
        }));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// Lines by their code: all, or those in a state, or those whose code, name or place has a text in it.
pub async fn line_list(
    tx: &mut Tx,
    taking: Uuid,
    (state, words): (Option<LineState>, Option<&str>),
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<LineRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", line_columns!(), " FROM stock_line WHERE taking_id = "));
    sql.bind(taking);
    match state {
        Some(LineState::Open) => sql.push(" AND counted IS NULL"),
        Some(LineState::Counted) => sql.push(" AND counted IS NOT NULL"),
        Some(LineState::Different) => sql.push(" AND counted <> booked"),
        None => &mut sql,
    };
    if let Some(words) = words {
        let pattern = format!("%{}%", words.replace(['%', '_', '\\'], ""));
        sql.push(" AND (LOWER(code) LIKE LOWER(").bind(&pattern);
        sql.push(") OR name LIKE ").bind(&pattern).push(" OR place LIKE ").bind(&pattern).push(")");
    }
    if let Some(after) = after {
        sql.push(" AND code > ").bind(after);
    }
    sql.push(" ORDER BY code LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Lines of a stock-taking with one of these ids or codes.
pub async fn lines_of(tx: &mut Tx, taking: Uuid, ids: &[Uuid], codes: &[String]) -> Result<Vec<LineRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", line_columns!(), " FROM stock_line WHERE taking_id = "));
    sql.bind(taking).push(" AND (id IN ").bind_list(ids.iter().copied());
    sql.push(" OR code IN ").bind_list(codes.iter().map(String::as_str)).push(")");
    tx.all_sql(sql).await
}

/// Keeps what was counted, unless somebody counted later.
pub async fn line_count(tx: &mut Tx, row: &LineRow) -> Result<bool, DbError> {
    let args = args![row.id, row.counted, row.booked, row.note.clone(), row.by_name.clone(), row.at];
    Ok(tx.execute(COUNT, args).await? == 1)
}
