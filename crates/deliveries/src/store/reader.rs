//! Card readers.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Args, DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::{ReaderMove, ReaderMovement, ReaderState};

macro_rules! columns {
    () => {
        "id, contract_id, rule, number, model, school, custodian, asset_code, state, since_on, due_on, case_id, last_seq, \
         version, created_at, updated_at"
    };
}
macro_rules! case {
    () => {
        "id, contract_id, reader_id, rule, title, from_on, due_on, done_on, done_text, done_by, done_at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM card_reader WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM card_reader WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM card_reader WHERE id = $1 FOR UPDATE"),
};
const UPDATE: Dialect = Dialect::same(
    "UPDATE card_reader SET school = $2, custodian = $3, state = $4, since_on = $5, due_on = $6, case_id = $7, last_seq = $8, \
     version = version + 1, updated_at = $9 WHERE id = $1",
);
const STATES: Dialect =
    Dialect::same("SELECT state, COUNT(*) FROM card_reader WHERE contract_id = $1 GROUP BY state ORDER BY state");
const OVERDUE: Dialect =
    Dialect::same("SELECT COUNT(*) FROM card_reader WHERE contract_id = $1 AND due_on IS NOT NULL AND due_on < $2");
const MOVES: Dialect = Dialect::same(
    "SELECT seq, kind, moved_on, school, custodian, text, by_name, at FROM card_reader_movement WHERE reader_id = $1 \
     ORDER BY seq DESC LIMIT 200",
);
const CASES: Dialect = Dialect::same(concat!(
    "SELECT ",
    case!(),
    " FROM card_reader_case WHERE contract_id = $1 AND listed_on >= $2 AND listed_on <= $3 ORDER BY listed_on, id"
));
const CASE_END: Dialect = Dialect::same(
    "UPDATE card_reader_case SET done_on = $2, done_text = $3, done_by = $4, done_at = $5 WHERE id = $1 AND done_on IS NULL",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, UPDATE, STATES, OVERDUE, MOVES, CASES, CASE_END];

/// A reader as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReaderRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub rule: String,
    pub number: String,
    pub model: Option<String>,
    pub school: Option<String>,
    pub custodian: Option<String>,
    pub asset_code: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: ReaderState,
    pub since_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub case_id: Option<Uuid>,
    pub last_seq: i64,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A movement as it is kept.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct MovementRow {
    pub id: Uuid,
    pub reader_id: Uuid,
    pub seq: i64,
    pub kind: ReaderMove,
    pub moved_on: NaiveDate,
    pub school: Option<String>,
    pub custodian: Option<String>,
    pub text: Option<String>,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// A time away as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct CaseRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub reader_id: Uuid,
    pub rule: String,
    pub title: String,
    pub from_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub done_text: Option<String>,
    pub done_by: Option<String>,
    pub done_at: Option<DateTime<Utc>>,
}

fn values(row: &ReaderRow) -> Args {
    args![
        row.id,
        row.contract_id,
        &row.rule,
        &row.number,
        row.model.clone(),
        row.school.clone(),
        row.custodian.clone(),
        row.asset_code.clone(),
        row.state.code(),
        row.since_on,
        row.due_on,
        row.case_id,
        row.last_seq,
        row.version,
        row.created_at,
        row.updated_at
    ]
}

/// Adds a reader; `false` when the contract has one of that number.
pub async fn reader_insert(tx: &mut Tx, row: &ReaderRow) -> Result<bool, DbError> {
    let mut sql = Sql::new(concat!("INSERT INTO card_reader (", columns!(), ") VALUES "));
    sql.bind_rows([values(row)]).push(" ON CONFLICT DO NOTHING");
    Ok(tx.execute_sql(sql).await? == 1)
}

/// The reader of an id.
pub async fn reader_find(tx: &mut Tx, id: Uuid) -> Result<Option<ReaderRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held.
pub async fn reader_lock(tx: &mut Tx, id: Uuid) -> Result<Option<ReaderRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Keeps a reader that moved.
pub async fn reader_keep(tx: &mut Tx, row: &ReaderRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.school.clone(),
        row.custodian.clone(),
        row.state.code(),
        row.since_on,
        row.due_on,
        row.case_id,
        row.last_seq,
        row.updated_at
    ];
    tx.execute(UPDATE, args).await.map(drop)
}

/// Which readers are wanted.
#[derive(Clone, Debug, Default)]
pub struct WantedReaders {
    /// In one state only.
    pub state: Option<ReaderState>,
    /// Only those that should have been back before this day.
    pub overdue: Option<NaiveDate>,
    /// With this number only, or of this school.
    pub q: Option<String>,
    /// After this number.
    pub after: Option<String>,
}

/// Readers of a contract by number.
pub async fn reader_list(
    tx: &mut Tx,
    contract: ContractId,
    wanted: &WantedReaders,
    limit: u32,
) -> Result<Vec<ReaderRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM card_reader WHERE contract_id = "));
    sql.bind(contract);
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some(today) = wanted.overdue {
        sql.push(" AND due_on IS NOT NULL AND due_on < ").bind(today);
    }
    if let Some(q) = &wanted.q {
        sql.push(" AND (number = ").bind(q).push(" OR school = ").bind(q).push(" OR asset_code = ").bind(q).push(")");
    }
    if let Some(after) = &wanted.after {
        sql.push(" AND number > ").bind(after);
    }
    sql.push(" ORDER BY number LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// How many stand in which state.
pub async fn reader_states(tx: &mut Tx, contract: ContractId) -> Result<Vec<(String, i64)>, DbError> {
    tx.all(STATES, args![contract]).await
}

/// How many should have been back before `today`.
pub async fn reader_overdue(tx: &mut Tx, contract: ContractId, today: NaiveDate) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(OVERDUE, args![contract, today]).await?.0)
}

/// Adds a movement.
pub async fn movement_add(tx: &mut Tx, row: &MovementRow) -> Result<(), DbError> {
    let mut sql = Sql::new(
        "INSERT INTO card_reader_movement (id, reader_id, seq, kind, moved_on, school, custodian, text, by_name, at) VALUES ",
    );
    sql.bind_rows([args![
        row.id,
        row.reader_id,
        row.seq,
        row.kind.code(),
        row.moved_on,
        row.school.clone(),
        row.custodian.clone(),
        row.text.clone(),
        &row.by_name,
        row.at
    ]]);
    tx.execute_sql(sql).await.map(drop)
}

#[derive(sqlx::FromRow)]
struct Line {
    seq: i64,
    #[sqlx(try_from = "String")]
    kind: ReaderMove,
    moved_on: NaiveDate,
    school: Option<String>,
    custodian: Option<String>,
    text: Option<String>,
    by_name: String,
    at: DateTime<Utc>,
}

/// The ledger of a reader, the last line first.
pub async fn movement_list(tx: &mut Tx, reader: Uuid) -> Result<Vec<ReaderMovement>, DbError> {
    let rows: Vec<Line> = tx.all(MOVES, args![reader]).await?;
    let shown = |row: Line| {
        let Line { seq, kind, moved_on, school, custodian, text, by_name: by, at } = row;
        ReaderMovement { seq, kind, moved_on, school, custodian, text, by, at }
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Opens a time away.
pub async fn case_add(tx: &mut Tx, row: &CaseRow) -> Result<(), DbError> {
    let mut sql = Sql::new(concat!("INSERT INTO card_reader_case (", case!(), ") VALUES "));
    sql.bind_rows([args![
        row.id,
        row.contract_id,
        row.reader_id,
        &row.rule,
        &row.title,
        row.from_on,
        row.due_on,
        row.done_on,
        row.done_text.clone(),
        row.done_by.clone(),
        row.done_at
    ]]);
    tx.execute_sql(sql).await.map(drop)
}

/// Ends it.
pub async fn case_end(
    tx: &mut Tx,
    id: Uuid,
    day: NaiveDate,
    text: &str,
    (by, at): (&str, DateTime<Utc>),
) -> Result<(), DbError> {
    tx.execute(CASE_END, args![id, day, text, by, at]).await.map(drop)
}

/// Times away that are listed under a day of the span.
pub async fn case_list(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<CaseRow>, DbError> {
    tx.all(CASES, args![contract, from, to]).await
}
