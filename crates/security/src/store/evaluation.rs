//! Evaluations.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use super::push_scope;

macro_rules! columns {
    () => {
        "id, contract_id, work, system, level, body, asked_on, evaluated_on, result, score, note, rule, clause, assumed, \
         version, created_at, updated_at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO security_evaluation (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM security_evaluation WHERE id = $1"));
const SAVE: Dialect = Dialect::same(
    "UPDATE security_evaluation SET system = $3, level = $4, body = $5, evaluated_on = $6, result = $7, score = $8, \
     note = $9, updated_at = $10, version = version + 1 WHERE id = $1 AND version = $2",
);
const ASKED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM security_evaluation WHERE contract_id = $1 AND asked_on >= $2 AND asked_on <= $3 ORDER BY asked_on, id"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, SAVE, ASKED];

/// An evaluation as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EvaluationRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub work: Option<String>,
    pub system: String,
    pub level: i64,
    pub body: String,
    pub asked_on: NaiveDate,
    pub evaluated_on: Option<NaiveDate>,
    pub result: Option<String>,
    pub score: Option<String>,
    pub note: Option<String>,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub assumed: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Keeps an evaluation.
pub async fn evaluation_insert(tx: &mut Tx, row: &EvaluationRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.work.clone(),
        &row.system,
        row.level,
        &row.body,
        row.asked_on,
        row.evaluated_on,
        row.result.clone(),
        row.score.clone(),
        row.note.clone(),
        row.rule.clone(),
        row.clause.clone(),
        row.assumed.clone(),
        row.version,
        row.created_at,
        row.updated_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The evaluation of an id.
pub async fn evaluation_find(tx: &mut Tx, id: Uuid) -> Result<Option<EvaluationRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Keeps a change, when it is still the version of `row`.
pub async fn evaluation_save(tx: &mut Tx, row: &EvaluationRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        &row.system,
        row.level,
        &row.body,
        row.evaluated_on,
        row.result.clone(),
        row.score.clone(),
        row.note.clone(),
        row.updated_at
    ];
    Ok(tx.execute(SAVE, args).await? == 1)
}

/// Those of a contract that were asked for within some days, whoever may see them.
pub async fn evaluations_asked(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<EvaluationRow>, DbError> {
    tx.all(ASKED, args![contract, from, to]).await
}

/// Those of a contract inside `scope`, the newest first.
pub async fn evaluation_list(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: ContractId,
    limit: u32,
) -> Result<Vec<EvaluationRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM security_evaluation WHERE contract_id = "));
    sql.bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    sql.push(" ORDER BY asked_on DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Those of these ids that there are.
pub async fn evaluations_of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<EvaluationRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM security_evaluation WHERE id IN "));
    sql.bind_list(ids.iter().copied());
    tx.all_sql(sql).await
}
