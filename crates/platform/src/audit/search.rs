//! Finding rows of the trail.

use chrono::{DateTime, Utc};
use jianyue_kernel::{BadCursor, ContractId, ContractScope, Page, PageRequest, PersonId};
use serde::Serialize;
use uuid::Uuid;

use crate::db::{DbError, Sql, Tx};

/// A row of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema, sqlx::FromRow)]
pub struct AuditEntry {
    /// The contract's id, or `system`.
    pub chain: String,
    /// Its number in the chain, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nil for the software itself.
    pub actor_id: Uuid,
    /// The name they had then.
    pub actor_name: String,
    /// What was done, `module.verb`.
    pub action: String,
    /// To what.
    pub subject: Uuid,
    /// Under which contract.
    pub contract_id: Option<Uuid>,
    /// What a reader needs to understand it, as the JSON text that was sealed.
    pub detail: String,
    /// The request it happened in.
    pub request: Option<String>,
}

/// Which rows are wanted; what is absent is not asked for.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Under this contract.
    pub contract: Option<ContractId>,
    /// Done to this.
    pub subject: Option<Uuid>,
    /// Done by this person.
    pub actor: Option<PersonId>,
    /// This action, `module.verb`.
    pub action: Option<String>,
    /// At this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
}

/// Why a page of the trail cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The cursor is not of this list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Rows inside `scope`, newest first. Rows of no contract are seen by those only whose scope is everything.
pub async fn search(
    tx: &mut Tx,
    scope: &ContractScope,
    filter: &AuditFilter,
    page: &PageRequest,
) -> Result<Page<AuditEntry>, SearchError> {
    let mut sql = Sql::new(
        "SELECT chain, seq, at, actor_id, actor_name, action, subject, contract_id, detail, request FROM audit_entry \
         WHERE 1 = 1",
    );
    if let ContractScope::Only(contracts) = scope {
        sql.push(" AND contract_id IN ").bind_list(contracts.iter().map(|(id, _)| *id));
    }
    narrow(&mut sql, filter);
    if let Some([at, chain, seq]) = page.after()? {
        let at: i64 = at.parse().map_err(|_| BadCursor)?;
        let at = DateTime::from_timestamp_micros(at).ok_or(BadCursor)?;
        let seq: i64 = seq.parse().map_err(|_| BadCursor)?;
        sql.push(" AND (at, chain, seq) < (").bind(at).push(", ").bind(chain).push(", ").bind(seq).push(")");
    }
    sql.push(" ORDER BY at DESC, chain DESC, seq DESC LIMIT ").bind(i64::from(page.limit()) + 1);
    let rows = tx.all_sql(sql).await?;
    Ok(Page::of(rows, page.limit(), |row: &AuditEntry| {
        [row.at.timestamp_micros().to_string(), row.chain.clone(), row.seq.to_string()]
    }))
}

fn narrow(sql: &mut Sql, filter: &AuditFilter) {
    if let Some(contract) = filter.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(subject) = filter.subject {
        sql.push(" AND subject = ").bind(subject);
    }
    if let Some(actor) = filter.actor {
        sql.push(" AND actor_id = ").bind(actor);
    }
    if let Some(action) = &filter.action {
        sql.push(" AND action = ").bind(action);
    }
    if let Some(from) = filter.from {
        sql.push(" AND at >= ").bind(from);
    }
    if let Some(to) = filter.to {
        sql.push(" AND at < ").bind(to);
    }
}
