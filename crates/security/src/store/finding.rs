//! What evaluations found.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Args, Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::{FindingState, Severity};

macro_rules! columns {
    () => {
        "id, evaluation_id, contract_id, work, standard, text, severity, owner, due_on, state, outcome, done_on, done_by, \
         ended_at, version, created_at, updated_at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM security_finding WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM security_finding WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM security_finding WHERE id = $1 FOR UPDATE"),
};
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM security_finding WHERE evaluation_id = $1 ORDER BY due_on, standard, id"
));
const DUE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM security_finding WHERE contract_id = $1 AND due_on >= $2 AND due_on <= $3 ORDER BY due_on, id"
));
const END: Dialect = Dialect::same(
    "UPDATE security_finding SET state = $2, outcome = $3, done_on = $4, done_by = $5, ended_at = $6, updated_at = $6, \
     version = version + 1 WHERE id = $1",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, OF, DUE, END];

/// Rows of one insert.
const AT_ONCE: usize = 200;

/// A finding as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct FindingRow {
    pub id: Uuid,
    pub evaluation_id: Uuid,
    pub contract_id: Uuid,
    pub work: Option<String>,
    pub standard: String,
    pub text: String,
    #[sqlx(try_from = "String")]
    pub severity: Severity,
    pub owner: Option<String>,
    pub due_on: NaiveDate,
    #[sqlx(try_from = "String")]
    pub state: FindingState,
    pub outcome: Option<String>,
    pub done_on: Option<NaiveDate>,
    pub done_by: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

fn values(row: &FindingRow) -> Args {
    args![
        row.id,
        row.evaluation_id,
        row.contract_id,
        row.work.clone(),
        &row.standard,
        &row.text,
        row.severity.code(),
        row.owner.clone(),
        row.due_on,
        row.state.code(),
        row.outcome.clone(),
        row.done_on,
        row.done_by.clone(),
        row.ended_at,
        row.version,
        row.created_at,
        row.updated_at
    ]
}

/// Adds findings, many in one statement.
pub async fn findings_insert(tx: &mut Tx, rows: &[FindingRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(concat!("INSERT INTO security_finding (", columns!(), ") VALUES "));
        sql.bind_rows(part.iter().map(values));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The finding of an id.
pub async fn finding_find(tx: &mut Tx, id: Uuid) -> Result<Option<FindingRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held until the transaction ends.
pub async fn finding_lock(tx: &mut Tx, id: Uuid) -> Result<Option<FindingRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// What an evaluation found, what is due first in front.
pub async fn findings_of(tx: &mut Tx, evaluation: Uuid) -> Result<Vec<FindingRow>, DbError> {
    tx.all(OF, args![evaluation]).await
}

/// Those of a contract that are due within some days.
pub async fn findings_due(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<FindingRow>, DbError> {
    tx.all(DUE, args![contract, from, to]).await
}

/// Keeps how a finding ended.
pub async fn finding_end(tx: &mut Tx, row: &FindingRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.state.code(),
        row.outcome.clone(),
        row.done_on,
        row.done_by.clone(),
        row.ended_at.unwrap_or(row.updated_at)
    ];
    tx.execute(END, args).await.map(drop)
}

/// How many findings of several evaluations stand where: evaluation, state, how many, how many late.
pub async fn finding_counts(
    tx: &mut Tx,
    of: &[Uuid],
    today: NaiveDate,
) -> Result<Vec<(Uuid, String, i64, i64)>, DbError> {
    let mut sql = Sql::new("SELECT evaluation_id, state, COUNT(*) AS n, SUM(CASE WHEN state = 'open' AND due_on < ");
    sql.bind(today).push(" THEN 1 ELSE 0 END) AS late FROM security_finding WHERE evaluation_id IN ");
    sql.bind_list(of.iter().copied()).push(" GROUP BY evaluation_id, state");
    tx.all_sql(sql).await
}
