//! Lists of changes.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
};
use uuid::Uuid;

use super::change::{ChangeRow, columns};
use crate::model::ChangeState;

/// Drafts, refusals and what was given up are owed by nobody.
const DUE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM change_request c WHERE c.contract_id = $1 AND c.due_on >= $2 AND c.due_on <= $3 \
     AND c.rule IS NOT NULL AND c.state NOT IN ('draft', 'refused', 'withdrawn') ORDER BY c.due_on, c.id"
));
/// What was handed in, whatever became of it.
const PLANNED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM change_request c WHERE c.contract_id = $1 AND c.due_on >= $2 AND c.due_on <= $3 AND c.state <> 'draft' \
     ORDER BY c.due_on, c.id"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[DUE, PLANNED];

/// Which changes are wanted.
#[derive(Clone, Debug)]
pub struct WantedChanges {
    /// What the caller may read.
    pub scope: ContractScope,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one of these states only; empty: in any.
    pub states: Vec<ChangeState>,
    /// Approved by word of mouth and not confirmed, or not so.
    pub unconfirmed: Option<bool>,
    /// That concern this work only.
    pub work: Option<String>,
    /// A part of number or title.
    pub q: Option<String>,
    /// Whose window ends at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Whose window begins before this moment.
    pub before: Option<DateTime<Utc>>,
    /// Whose window begins at this moment or later, so that no older ones are read.
    pub begins: Option<DateTime<Utc>>,
    /// Behind this one in the list.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

impl WantedChanges {
    /// Everything that `scope` covers.
    #[must_use]
    pub fn all(scope: ContractScope) -> Self {
        Self {
            scope,
            contract: None,
            states: Vec::new(),
            unconfirmed: None,
            work: None,
            q: None,
            from: None,
            before: None,
            begins: None,
            after: None,
        }
    }
}

/// Changes, the one with the latest window first.
pub async fn change_list(tx: &mut Tx, wanted: &WantedChanges, limit: u32) -> Result<Vec<ChangeRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM change_request c WHERE "));
    push_scope(&mut sql, &wanted.scope);
    if let Some(contract) = wanted.contract {
        sql.push(" AND c.contract_id = ").bind(contract);
    }
    if !wanted.states.is_empty() {
        sql.push(" AND c.state IN ").bind_list(wanted.states.iter().map(|state| state.code()));
    }
    if let Some(unconfirmed) = wanted.unconfirmed {
        sql.push(" AND c.unconfirmed = ").bind(unconfirmed);
    }
    if let Some(work) = &wanted.work {
        sql.push(" AND EXISTS (SELECT 1 FROM change_work w WHERE w.change_id = c.id AND w.work = ");
        sql.bind(work).push(")");
    }
    if let Some(q) = &wanted.q {
        let like = match tx.engine() {
            Engine::Sqlite => " LIKE ",
            Engine::Postgres => " ILIKE ",
        };
        let part = format!("%{}%", q.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        sql.push(" AND (c.number").push(like).bind(part.clone()).push(" ESCAPE '\\' OR c.title").push(like);
        sql.bind(part).push(" ESCAPE '\\')");
    }
    if let Some(from) = wanted.from {
        sql.push(" AND c.planned_to >= ").bind(from);
    }
    if let Some(before) = wanted.before {
        sql.push(" AND c.planned_from < ").bind(before);
    }
    if let Some(begins) = wanted.begins {
        sql.push(" AND c.planned_from >= ").bind(begins);
    }
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (c.planned_from, c.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY c.planned_from DESC, c.id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Those of a contract whose window ends on a day from `from` to `to`, as far as they are owed.
pub async fn change_due(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ChangeRow>, DbError> {
    tx.all(DUE, args![contract, from, to]).await
}

/// Those of a contract whose window ends on a day from `from` to `to`, as far as they were handed in.
pub async fn change_planned(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ChangeRow>, DbError> {
    tx.all(PLANNED, args![contract, from, to]).await
}

/// Whoever sees some works of a contract only sees what concerns no other.
fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    let (whole, parts): (Vec<_>, Vec<_>) = held.iter().partition(|(_, works)| works.is_empty());
    sql.push("(c.contract_id IN ").bind_list(whole.iter().map(|(id, _)| *id));
    for (contract, works) in parts {
        sql.push(" OR (c.contract_id = ").bind(*contract);
        sql.push(" AND NOT EXISTS (SELECT 1 FROM change_work o WHERE o.change_id = c.id AND o.work NOT IN ");
        sql.bind_list(works.iter().map(String::as_str)).push("))");
    }
    sql.push(")");
}
