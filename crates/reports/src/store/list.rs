//! Lists of reports.

use chrono::NaiveDate;
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
    text::Query,
};
use uuid::Uuid;

use super::{
    report::{ReportRow, columns},
    search::push_found,
};
use crate::model::ReportState;

const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM report r WHERE r.contract_id = $1 AND r.listed_on >= $2 AND r.listed_on <= $3 ORDER BY r.listed_on, r.id"
));
const ENDED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM report r WHERE r.contract_id = $1 AND r.to_on >= $2 AND r.to_on <= $3 ORDER BY r.to_on, r.id"
));
const ONCE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM report r WHERE r.contract_id = $1 AND r.frequency = 'once' ORDER BY r.from_on, r.id"
));
const SILENT: Dialect = Dialect::same(
    "SELECT id FROM report WHERE state = 'submitted' AND review_by < $1 AND silence = 'accepted' \
     ORDER BY review_by, id LIMIT 200",
);
const OVERDUE: Dialect = Dialect::same(
    "SELECT id FROM report WHERE state = 'submitted' AND review_by < $1 AND NOT overdue_told \
     AND (silence IS NULL OR silence <> 'accepted') ORDER BY review_by, id LIMIT 200",
);
const NEAR: Dialect = Dialect::same(
    "SELECT id FROM report WHERE state = 'submitted' AND review_by >= $1 AND review_by <= $2 AND NOT near_told \
     ORDER BY review_by, id LIMIT 200",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LISTED, ENDED, ONCE, SILENT, OVERDUE, NEAR];

/// Who asks for reports.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What they may read.
    pub read: ContractScope,
    /// Where they draft.
    pub write: ContractScope,
    /// Where they review.
    pub review: ContractScope,
}

/// Which reports are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one rule only.
    pub rule: Option<String>,
    /// In these states only; none means all.
    pub states: Vec<ReportState>,
    /// Only those that are late as seen on this day.
    pub late_on: Option<NaiveDate>,
    /// Only those with which the one who asks is to do something.
    pub waiting: bool,
    /// Only those whose period ends on this day or later.
    pub from: Option<NaiveDate>,
    /// Only those whose period ends on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Only what stands behind this place.
    pub after: Option<(NaiveDate, Uuid)>,
    /// Only those of these words.
    pub query: Option<Query>,
}

/// Adds the condition that `r` is inside `scope`: what concerns some works is seen by whoever sees all of these.
fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    sql.push("(FALSE");
    for (contract, works) in held {
        sql.push(" OR (r.contract_id = ").bind(*contract);
        if !works.is_empty() {
            sql.push(" AND NOT r.whole AND NOT EXISTS (SELECT 1 FROM report_work w WHERE w.report_id = r.id");
            sql.push(" AND w.work NOT IN ").bind_list(works.iter()).push(")");
        }
        sql.push(")");
    }
    sql.push(")");
}

/// Reports that whoever asks may see, those of the last period first. What was never submitted is seen where they draft.
pub async fn report_list(tx: &mut Tx, asking: &Asking, wanted: &Wanted, limit: u32) -> Result<Vec<ReportRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM "));
    match &wanted.query {
        Some(query) => push_found(&mut sql, tx.engine(), query),
        None => {
            sql.push("report r");
        }
    }
    sql.push(" WHERE ");
    push_scope(&mut sql, &asking.read);
    sql.push(" AND (r.submitted_version > 0 OR ");
    push_scope(&mut sql, &asking.write);
    sql.push(")");
    if let Some(contract) = wanted.contract {
        sql.push(" AND r.contract_id = ").bind(contract);
    }
    if let Some(rule) = &wanted.rule {
        sql.push(" AND r.rule = ").bind(rule);
    }
    if !wanted.states.is_empty() {
        sql.push(" AND r.state IN ").bind_list(wanted.states.iter().map(|state| state.code()));
    }
    if wanted.waiting {
        sql.push(" AND ((r.state = 'submitted' AND ");
        push_scope(&mut sql, &asking.review);
        sql.push(") OR (r.state IN ('draft', 'questioned') AND ");
        push_scope(&mut sql, &asking.write);
        sql.push("))");
    }
    if let Some(today) = wanted.late_on {
        sql.push(" AND r.due_on IS NOT NULL AND coalesce(r.handed_in_on, ").bind(today).push(") > r.due_on");
    }
    if let Some(from) = wanted.from {
        sql.push(" AND r.to_on >= ").bind(from);
    }
    if let Some(to) = wanted.to {
        sql.push(" AND r.to_on <= ").bind(to);
    }
    if let Some((to, id)) = wanted.after {
        sql.push(" AND (r.to_on, r.id) < (").bind(to).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY r.to_on DESC, r.id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// The reports of a contract that are listed in the ledger under a day of the span.
pub async fn report_listed(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ReportRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}

/// The reports of a contract whose period ends in the span.
pub async fn report_ended(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ReportRow>, DbError> {
    tx.all(ENDED, args![contract, from, to]).await
}

/// The reports of a contract that are owed once in its service.
pub async fn report_once(tx: &mut Tx, contract: ContractId) -> Result<Vec<ReportRow>, DbError> {
    tx.all(ONCE, args![contract]).await
}

/// Reports with which time does something when it is `today`: accepted by silence, overdue, or to be told of because their
/// review ends by `soon`.
pub async fn report_due(tx: &mut Tx, today: NaiveDate, soon: NaiveDate) -> Result<Vec<Uuid>, DbError> {
    let mut found: Vec<(Uuid,)> = tx.all(SILENT, args![today]).await?;
    found.extend(tx.all::<(Uuid,)>(OVERDUE, args![today]).await?);
    found.extend(tx.all::<(Uuid,)>(NEAR, args![today, soon]).await?);
    Ok(found.into_iter().map(|(id,)| id).collect())
}
