//! Reports, one at a time.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
    words::UnknownWord,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{AcceptedHow, ReportState, SilenceMeans};

macro_rules! columns {
    () => {
        "r.id, r.no, r.contract_id, r.number, r.rule, r.clause, r.assumed, r.title, r.frequency, r.works, r.from_on, r.to_on, \
         r.subject, r.state, r.edits, r.composed_at, r.due_on, r.submitted_version, r.handed_in_on, r.handed_in_no, \
         r.submitted_at, r.submitted_by, r.submitted_name, r.review_within, r.review_clause, r.silence, r.review_by, \
         r.near_told, r.overdue_told, r.accepted_at, r.accepted_how, r.accepted_name, r.correction, r.created_at, \
         r.updated_at, r.version"
    };
}
pub(super) use columns;

/// A report of a period is kept once; who comes second finds the first.
const INSERT: Dialect = Dialect::same(
    "INSERT INTO report (id, no, contract_id, number, rule, clause, assumed, title, frequency, works, whole, from_on, to_on, \
     subject, state, edits, draft, composed_at, due_on, submitted_version, review_within, review_clause, silence, near_told, \
     overdue_told, created_at, updated_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
     $15, $16, $17, $18, $19, 0, $20, $21, $22, FALSE, FALSE, $23, $23, 1) ON CONFLICT DO NOTHING",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM report r WHERE r.id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM report r WHERE r.id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM report r WHERE r.id = $1 FOR UPDATE"),
};
const OF_PERIOD: Dialect =
    Dialect::same("SELECT id FROM report WHERE contract_id = $1 AND rule = $2 AND from_on = $3 AND subject = $4");
const UPDATE: Dialect = Dialect::same(
    "UPDATE report SET title = $3, state = $4, edits = $5, composed_at = $6, submitted_version = $7, handed_in_on = $8, \
     handed_in_no = $9, submitted_at = $10, submitted_by = $11, submitted_name = $12, review_by = $13, near_told = $14, \
     overdue_told = $15, accepted_at = $16, accepted_how = $17, accepted_name = $18, correction = $19, updated_at = $20, to_on = $21, \
     version = version + 1 WHERE id = $1 AND version = $2",
);
const SUBMITTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM report r WHERE r.contract_id = $1 AND r.submitted_version > 0 ORDER BY r.to_on, r.id"
));
const DRAFT: Dialect = Dialect::same("SELECT draft FROM report WHERE id = $1");
const DRAFT_KEEP: Dialect = Dialect::same("UPDATE report SET draft = $2 WHERE id = $1");
const NEAR_KEEP: Dialect = Dialect::same("UPDATE report SET near_told = TRUE WHERE id = $1");
const NUMBER: Dialect = Dialect::same(
    "INSERT INTO report_number (contract_id, year, last) VALUES ($1, $2, 1) \
     ON CONFLICT (contract_id, year) DO UPDATE SET last = report_number.last + 1 RETURNING last",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, FIND, LOCK, OF_PERIOD, UPDATE, SUBMITTED, DRAFT, DRAFT_KEEP, NEAR_KEEP, NUMBER];

/// A word that may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maybe<T>(pub Option<T>);

impl<T: TryFrom<String, Error = UnknownWord>> TryFrom<Option<String>> for Maybe<T> {
    type Error = UnknownWord;

    fn try_from(text: Option<String>) -> Result<Self, UnknownWord> {
        text.map(T::try_from).transpose().map(Self)
    }
}

/// A report as it is kept, without what it holds.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportRow {
    pub id: Uuid,
    pub no: i64,
    pub contract_id: Uuid,
    pub number: String,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub title: String,
    pub frequency: String,
    pub works: Json<Vec<String>>,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub subject: String,
    #[sqlx(try_from = "String")]
    pub state: ReportState,
    pub edits: Json<BTreeMap<String, String>>,
    pub composed_at: DateTime<Utc>,
    pub due_on: Option<NaiveDate>,
    pub submitted_version: i64,
    pub handed_in_on: Option<NaiveDate>,
    pub handed_in_no: Option<i64>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub submitted_by: Option<Uuid>,
    pub submitted_name: Option<String>,
    pub review_within: Option<String>,
    pub review_clause: Option<String>,
    #[sqlx(try_from = "Option<String>")]
    pub silence: Maybe<SilenceMeans>,
    pub review_by: Option<NaiveDate>,
    pub near_told: bool,
    pub overdue_told: bool,
    pub accepted_at: Option<DateTime<Utc>>,
    #[sqlx(try_from = "Option<String>")]
    pub accepted_how: Maybe<AcceptedHow>,
    pub accepted_name: Option<String>,
    pub correction: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

impl ReportRow {
    /// The contract.
    #[must_use]
    pub const fn contract(&self) -> ContractId {
        ContractId(self.contract_id)
    }
}

/// Keeps a new one with its draft; `false` when there is one of that period.
pub async fn report_insert(tx: &mut Tx, row: &ReportRow, draft: Vec<u8>) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.no,
        row.contract_id,
        &row.number,
        &row.rule,
        &row.clause,
        row.assumed.clone(),
        &row.title,
        &row.frequency,
        Arg::json(&row.works.0)?,
        row.works.0.is_empty(),
        row.from_on,
        row.to_on,
        &row.subject,
        row.state.code(),
        Arg::json(&row.edits.0)?,
        draft,
        row.composed_at,
        row.due_on,
        row.review_within.clone(),
        row.review_clause.clone(),
        row.silence.0.map(SilenceMeans::code),
        row.created_at
    ];
    if tx.execute(INSERT, args).await? == 0 {
        return Ok(false);
    }
    if !row.works.0.is_empty() {
        let mut sql = Sql::new("INSERT INTO report_work (report_id, work) VALUES ");
        sql.bind_rows(row.works.0.iter().map(|work| args![row.id, work]));
        tx.execute_sql(sql).await?;
    }
    Ok(true)
}

/// The report of an id.
pub async fn report_find(tx: &mut Tx, id: Uuid) -> Result<Option<ReportRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The report of an id, held for a change.
pub async fn report_lock(tx: &mut Tx, id: Uuid) -> Result<Option<ReportRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// The report of a rule for a period and subject.
pub async fn report_of(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    from: NaiveDate,
    subject: &str,
) -> Result<Option<Uuid>, DbError> {
    let found: Option<(Uuid,)> = tx.optional(OF_PERIOD, args![contract, rule, from, subject]).await?;
    Ok(found.map(|(id,)| id))
}

/// Keeps what changed, when it is still the version of `row`; `false` when it is not.
pub async fn report_update(tx: &mut Tx, row: &ReportRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        &row.title,
        row.state.code(),
        Arg::json(&row.edits.0)?,
        row.composed_at,
        row.submitted_version,
        row.handed_in_on,
        row.handed_in_no,
        row.submitted_at,
        row.submitted_by,
        row.submitted_name.clone(),
        row.review_by,
        row.near_told,
        row.overdue_told,
        row.accepted_at,
        row.accepted_how.0.map(AcceptedHow::code),
        row.accepted_name.clone(),
        row.correction.clone(),
        row.updated_at,
        row.to_on
    ];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// What the draft of a report holds, deflated; none where nobody works on one.
pub async fn draft_find(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<(Option<Vec<u8>>,)> = tx.optional(DRAFT, args![id]).await?;
    Ok(found.and_then(|(draft,)| draft))
}

/// Keeps what a draft holds, or forgets it.
pub async fn draft_keep(tx: &mut Tx, id: Uuid, draft: Option<Vec<u8>>) -> Result<(), DbError> {
    tx.execute(DRAFT_KEEP, args![id, draft]).await.map(drop)
}

/// Whoever reviews was told that the end is near.
pub async fn near_keep(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(NEAR_KEEP, args![id]).await.map(drop)
}

/// The next number of a contract in a year, from 1.
pub async fn number_next(tx: &mut Tx, contract: ContractId, year: i32) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NUMBER, args![contract, i64::from(year)]).await?.0)
}

/// Reports of a contract of which a version was submitted, in the order of their periods.
pub async fn report_submitted(tx: &mut Tx, contract: ContractId) -> Result<Vec<ReportRow>, DbError> {
    tx.all(SUBMITTED, args![contract]).await
}
