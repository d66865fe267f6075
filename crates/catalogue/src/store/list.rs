//! Lists of requests, the last first.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    Sql,
    db::{DbError, Tx},
    text::Query,
};
use uuid::Uuid;

use super::{
    request::{RequestRow, select},
    search::push_found,
};
use crate::{model::RequestState, permissions::push_scope};

/// Which requests are wanted.
#[derive(Clone, Debug)]
pub struct WantedRequests {
    /// What the caller may see.
    pub scope: ContractScope,
    /// The caller, who alone sees their drafts.
    pub caller: Uuid,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one form only.
    pub form: Option<String>,
    /// In these states only; empty: in any.
    pub states: Vec<RequestState>,
    /// Those that the caller asked for or does.
    pub mine: bool,
    /// Those that are, or were done, behind their day; with today.
    pub late: Option<NaiveDate>,
    /// With these words.
    pub query: Option<Query>,
    /// After this one in the list.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

/// Requests, the last first.
pub async fn request_list(tx: &mut Tx, wanted: &WantedRequests, limit: u32) -> Result<Vec<RequestRow>, DbError> {
    let mut sql = Sql::new(select!());
    match &wanted.query {
        Some(query) => push_found(&mut sql, tx.engine(), query),
        None => {
            sql.push("service_request r");
        }
    }
    sql.push(" WHERE ");
    push_scope(&mut sql, &wanted.scope);
    sql.push(" AND (r.state <> 'draft' OR r.asked_by = ").bind(wanted.caller).push(")");
    if let Some(contract) = wanted.contract {
        sql.push(" AND r.contract_id = ").bind(contract);
    }
    if let Some(form) = &wanted.form {
        sql.push(" AND r.form_key = ").bind(form);
    }
    if !wanted.states.is_empty() {
        sql.push(" AND r.state IN ").bind_list(wanted.states.iter().map(|state| state.code()));
    }
    if wanted.mine {
        sql.push(" AND (r.asked_by = ").bind(wanted.caller);
        sql.push(" OR r.executor_id = ").bind(wanted.caller).push(")");
    }
    if let Some(today) = wanted.late {
        sql.push(
            " AND (r.done_on > r.due_on OR (r.done_on IS NULL AND r.state IN ('approved', 'working') AND r.due_on < ",
        );
        sql.bind(today).push("))");
    }
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (r.asked_at, r.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY r.asked_at DESC, r.id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
