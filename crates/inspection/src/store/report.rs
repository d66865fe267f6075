//! What reports of a period list.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use super::works_of;
use crate::model::{Announcement, Answer, Kind, Proof, State};

const OWED: Dialect = Dialect::same(
    "SELECT id, kind, rule, clause, assumed, title, from_on, to_on, planned_on, works, state, assignee_name, run_id, \
     announcement, ended_at, proof FROM inspection_occurrence WHERE contract_id = $1 AND to_on >= $2 AND to_on <= $3 \
     AND state <> 'cancelled' ORDER BY rule, kind, to_on, id",
);
const RUNS: Dialect = Dialect::same(
    "SELECT run_id, title, works, to_on FROM inspection_occurrence WHERE contract_id = $1 AND to_on >= $2 AND to_on <= $3 \
     AND state IN ('done', 'done_late') AND run_id IS NOT NULL",
);
const STILL: Dialect = Dialect::same("SELECT key, found_at FROM inspection_deviation WHERE contract_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OWED, RUNS, STILL];

/// Runs of which findings are read at once.
const AT_ONCE: usize = 500;

/// What a report tells of an occurrence.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedOccurrence {
    pub id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub title: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub planned_on: NaiveDate,
    pub works: String,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub assignee_name: Option<String>,
    pub run_id: Option<Uuid>,
    pub announcement: Option<Json<Announcement>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub proof: Option<Json<Proof>>,
}

impl ReportedOccurrence {
    /// Keys of the works concerned; empty means all.
    #[must_use]
    pub fn works(&self) -> Vec<String> {
        works_of(&self.works)
    }
}

/// What a run found wrong.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedFinding {
    pub run_id: Uuid,
    pub item: String,
    pub key: String,
    pub found_at: DateTime<Utc>,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub by_name: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub checklist_id: Uuid,
    pub checklist_version: i64,
    pub answers: Json<BTreeMap<String, Answer>>,
}

/// What is owed by a day of the span, but what is owed no more.
pub async fn reported_owed(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ReportedOccurrence>, DbError> {
    tx.all(OWED, args![contract, from, to]).await
}

/// What `runs` found wrong, in order of their closing.
pub async fn reported_findings(tx: &mut Tx, runs: &[Uuid]) -> Result<Vec<ReportedFinding>, DbError> {
    let mut found = Vec::new();
    for runs in runs.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "SELECT f.run_id, f.item, f.key, f.found_at, f.ticket_id, f.ticket_number, r.by_name, r.closed_at, \
             r.checklist_id, r.checklist_version, r.answers FROM inspection_finding f \
             JOIN inspection_run r ON r.id = f.run_id WHERE f.run_id IN ",
        );
        sql.bind_list(runs.iter().copied()).push(" ORDER BY r.closed_at, f.run_id, f.item");
        found.extend(tx.all_sql::<ReportedFinding>(sql).await?);
    }
    Ok(found)
}

/// What is known to be wrong now, and since when.
pub async fn reported_still(tx: &mut Tx, contract: ContractId) -> Result<Vec<(String, DateTime<Utc>)>, DbError> {
    tx.all(STILL, args![contract]).await
}

/// A run that was closed.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedRun {
    pub run_id: Uuid,
    pub title: String,
    pub works: String,
    pub to_on: NaiveDate,
}

impl ReportedRun {
    /// Keys of the works concerned; empty means all.
    #[must_use]
    pub fn works(&self) -> Vec<String> {
        works_of(&self.works)
    }
}

/// The runs of what was made and is owed by a day of the span.
pub async fn reported_runs(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ReportedRun>, DbError> {
    tx.all(RUNS, args![contract, from, to]).await
}
