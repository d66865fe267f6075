//! Phases.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::PhaseKind;

macro_rules! columns {
    () => {
        "id, period_id, contract_id, phase, from_on, to_on, occurrence_on, summary, done_on, done_at, done_name, proved"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO assurance_phase (id, period_id, contract_id, phase, from_on, to_on, occurrence_on, proved) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE assurance_phase SET from_on = $2, to_on = $3, occurrence_on = $4, summary = $5, done_on = $6, done_at = $7, \
     done_name = $8, proved = $9 WHERE id = $1",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM assurance_phase WHERE id = $1"));
const TO_PROVE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM assurance_phase WHERE occurrence_on <= $1 AND done_at IS NOT NULL AND proved = FALSE \
     ORDER BY occurrence_on, id LIMIT 200"
));
/// Phases of confirmed periods that no inspection lists, by their last day.
const DUE: Dialect = Dialect::same(
    "SELECT f.id, f.period_id, f.phase, f.from_on, f.to_on, f.summary, f.done_on, f.done_at, f.done_name, p.title, p.rule, \
     p.clause, p.assumed, p.works FROM assurance_phase f JOIN assurance_period p ON p.id = f.period_id \
     WHERE f.contract_id = $1 AND f.to_on >= $2 AND f.to_on <= $3 AND f.occurrence_on IS NULL \
     AND p.state = 'confirmed' AND p.rule IS NOT NULL ORDER BY f.to_on, f.id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, UPDATE, FIND, TO_PROVE, DUE];

/// A phase as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct PhaseRow {
    pub id: Uuid,
    pub period_id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub phase: PhaseKind,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub occurrence_on: Option<NaiveDate>,
    pub summary: Option<String>,
    pub done_on: Option<NaiveDate>,
    pub done_at: Option<DateTime<Utc>>,
    pub done_name: Option<String>,
    pub proved: bool,
}

/// A phase as a duty.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct DueRow {
    pub id: Uuid,
    pub period_id: Uuid,
    #[sqlx(try_from = "String")]
    pub phase: PhaseKind,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub summary: Option<String>,
    pub done_on: Option<NaiveDate>,
    pub done_at: Option<DateTime<Utc>>,
    pub done_name: Option<String>,
    pub title: String,
    pub rule: String,
    pub clause: Option<String>,
    pub assumed: Option<String>,
    pub works: String,
}

/// Keeps a new one.
pub async fn phase_insert(tx: &mut Tx, row: &PhaseRow) -> Result<(), DbError> {
    let args =
        args![row.id, row.period_id, row.contract_id, row.phase.code(), row.from_on, row.to_on, row.occurrence_on];
    tx.execute(INSERT, args).await.map(drop)
}

/// Keeps a change.
pub async fn phase_update(tx: &mut Tx, row: &PhaseRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.from_on,
        row.to_on,
        row.occurrence_on,
        row.summary.clone(),
        row.done_on,
        row.done_at,
        row.done_name.clone(),
        row.proved
    ];
    tx.execute(UPDATE, args).await.map(drop)
}

/// The phase of an id.
pub async fn phase_find(tx: &mut Tx, id: Uuid) -> Result<Option<PhaseRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Those of several periods, by their first day.
pub async fn phases_of(tx: &mut Tx, periods: impl IntoIterator<Item = Uuid>) -> Result<Vec<PhaseRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM assurance_phase WHERE period_id IN "));
    sql.bind_list(periods).push(" ORDER BY from_on, to_on");
    tx.all_sql(sql).await
}

/// Up to 200 that are completed and of which inspections have not been told, although their occurrence has begun.
pub async fn phase_to_prove(tx: &mut Tx, today: NaiveDate) -> Result<Vec<PhaseRow>, DbError> {
    tx.all(TO_PROVE, args![today]).await
}

/// Those of a contract that are duties by themselves and end on a day of the span.
pub async fn phase_due(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<DueRow>, DbError> {
    tx.all(DUE, args![contract, from, to]).await
}
