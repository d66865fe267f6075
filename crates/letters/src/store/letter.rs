//! Letters, one at a time.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
    words::UnknownWord,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{LetterKind, LetterSide, LetterState, TermOf},
    policy::steps::pending,
};

macro_rules! columns {
    () => {
        "id, no, contract_id, number, kind, direction, rule, clause, assumed, title, works, subject, text, \
         happened_on, sent_on, due_on, due_of, due_by, reply_by, silence, needs_proof, consent, state, \
         done_on, received_name, received_at, proved_on, answered_on, ended_at, pause_from, pause_until, \
         pause_works, pause_by, pause_began, pause_ended, near_told, sent_by, sent_name, created_at, \
         updated_at, version"
    };
}
pub(super) use columns;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO letter (id, no, contract_id, number, kind, direction, rule, clause, assumed, title, works, subject, text, \
     happened_on, sent_on, due_on, due_of, due_by, reply_by, silence, needs_proof, consent, state, \
     done_on, near_told, sent_by, sent_name, created_at, updated_at, version, whole, pending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
     $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM letter WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM letter WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM letter WHERE id = $1 FOR UPDATE"),
};
const UPDATE: Dialect = Dialect::same(
    "UPDATE letter SET state = $3, done_on = $4, received_name = $5, received_at = $6, proved_on = $7, answered_on = $8, \
     ended_at = $9, pause_from = $10, pause_until = $11, pause_works = $12, pause_by = $13, \
     pause_began = $14, pause_ended = $15, near_told = $16, updated_at = $17, pending = $18, \
     version = version + 1 WHERE id = $1 AND version = $2",
);
const NUMBER: Dialect = Dialect::same(
    "INSERT INTO letter_number (contract_id, year, last) VALUES ($1, $2, 1) \
     ON CONFLICT (contract_id, year) DO UPDATE SET last = letter_number.last + 1 RETURNING last",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, LOCK, UPDATE, NUMBER];

/// A word that may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maybe<T>(pub Option<T>);

impl<T: TryFrom<String, Error = UnknownWord>> TryFrom<Option<String>> for Maybe<T> {
    type Error = UnknownWord;

    fn try_from(text: Option<String>) -> Result<Self, UnknownWord> {
        text.map(T::try_from).transpose().map(Self)
    }
}

/// A letter as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, clippy::struct_excessive_bools, reason = "the columns are those of the migration")]
pub struct LetterRow {
    pub id: Uuid,
    pub no: i64,
    pub contract_id: Uuid,
    pub number: String,
    #[sqlx(try_from = "String")]
    pub kind: LetterKind,
    #[sqlx(try_from = "String")]
    pub direction: LetterSide,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub assumed: Option<String>,
    pub title: String,
    pub works: Json<Vec<String>>,
    pub subject: String,
    pub text: String,
    pub happened_on: NaiveDate,
    pub sent_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    #[sqlx(try_from = "Option<String>")]
    pub due_of: Maybe<TermOf>,
    #[sqlx(try_from = "Option<String>")]
    pub due_by: Maybe<LetterSide>,
    pub reply_by: Option<NaiveDate>,
    pub silence: bool,
    pub needs_proof: bool,
    pub consent: bool,
    #[sqlx(try_from = "String")]
    pub state: LetterState,
    pub done_on: Option<NaiveDate>,
    pub received_name: Option<String>,
    pub received_at: Option<DateTime<Utc>>,
    pub proved_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    pub ended_at: Option<DateTime<Utc>>,
    pub pause_from: Option<NaiveDate>,
    pub pause_until: Option<NaiveDate>,
    pub pause_works: Option<Json<Vec<String>>>,
    pub pause_by: Option<String>,
    pub pause_began: Option<DateTime<Utc>>,
    pub pause_ended: Option<DateTime<Utc>>,
    pub near_told: bool,
    pub sent_by: Uuid,
    pub sent_name: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

fn json(value: Option<&Json<Vec<String>>>) -> Result<Arg, DbError> {
    Ok(value.map_or(Ok(Arg::Json(None)), |value| Arg::json(&value.0))?)
}

/// Keeps a new one.
pub async fn letter_insert(tx: &mut Tx, row: &LetterRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.no,
        row.contract_id,
        &row.number,
        row.kind.code(),
        row.direction.code(),
        row.rule.clone(),
        row.clause.clone(),
        row.assumed.clone(),
        &row.title,
        Arg::json(&row.works.0)?,
        &row.subject,
        &row.text,
        row.happened_on,
        row.sent_on,
        row.due_on,
        row.due_of.0.map(TermOf::code),
        row.due_by.0.map(LetterSide::code),
        row.reply_by,
        row.silence,
        row.needs_proof,
        row.consent,
        row.state.code(),
        row.done_on,
        row.near_told,
        row.sent_by,
        &row.sent_name,
        row.created_at,
        row.updated_at,
        row.version,
        row.works.0.is_empty(),
        pending(row)
    ];
    tx.execute(INSERT, args).await?;
    if !row.works.0.is_empty() {
        let mut sql = Sql::new("INSERT INTO letter_work (letter_id, work) VALUES ");
        sql.bind_rows(row.works.0.iter().map(|work| args![row.id, work]));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The letter of an id.
pub async fn letter_find(tx: &mut Tx, id: Uuid) -> Result<Option<LetterRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The letter of an id, held for a change.
pub async fn letter_lock(tx: &mut Tx, id: Uuid) -> Result<Option<LetterRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Keeps what changed, when it is still the version of `row`; `false` when it is not.
pub async fn letter_update(tx: &mut Tx, row: &LetterRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        row.state.code(),
        row.done_on,
        row.received_name.clone(),
        row.received_at,
        row.proved_on,
        row.answered_on,
        row.ended_at,
        row.pause_from,
        row.pause_until,
        json(row.pause_works.as_ref())?,
        row.pause_by.clone(),
        row.pause_began,
        row.pause_ended,
        row.near_told,
        row.updated_at,
        pending(row)
    ];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// The next number of a contract in a year, from 1.
pub async fn number_next(tx: &mut Tx, contract: ContractId, year: i32) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NUMBER, args![contract, i64::from(year)]).await?.0)
}
