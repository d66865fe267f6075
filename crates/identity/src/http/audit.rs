//! The audit trail, for auditors.

use std::collections::{BTreeSet, HashMap};

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, ContractScope, PageRequest, PersonId};
use jianyue_platform::{
    App, Problem,
    audit::{self, AuditEntry, AuditFilter, ChainReport, Entry, SearchError},
    http::{Caller, Params},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    permissions::{AUDIT_READ, AUDIT_VERIFY},
    says, store,
};

/// Which rows; what is absent is not asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Under this contract.
    pub contract: Option<Uuid>,
    /// Done to this.
    pub subject: Option<Uuid>,
    /// Done by this person.
    pub actor: Option<Uuid>,
    /// This action, `module.verb`.
    pub action: Option<String>,
    /// At this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Rows wanted, 1–200; 50 when absent.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// A row of the trail with what it says.
#[derive(Serialize, ToSchema)]
pub struct AuditRow {
    /// The row as it was sealed.
    #[serde(flatten)]
    pub entry: AuditEntry,
    /// The row as a Chinese sentence. Put together when it is read, so it is no part of what is sealed.
    pub says: String,
}

/// A page of the trail, the newest first.
#[derive(Serialize, ToSchema)]
pub struct AuditPage {
    /// The rows.
    pub items: Vec<AuditRow>,
    /// Cursor of the next page; null at the end.
    pub next: Option<String>,
}

/// What was found in the chains.
#[derive(Serialize, ToSchema)]
pub struct AuditReport {
    /// One chain for each contract and one for the system.
    pub chains: Vec<ChainReport>,
}

/// Rows of the audit trail, the newest first.
#[utoipa::path(get, path = "/audit", operation_id = "audit_search", tag = "identity",
    security(("cookie" = []), ("token" = [])), params(AuditQuery),
    responses(
        (status = 200, description = "A page of the trail", body = AuditPage),
        (status = 400, description = "page.bad_cursor, query.bad_parameter", body = Problem,
         content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn search(
    State(app): State<App>,
    by: Caller,
    Params(query): Params<AuditQuery>,
) -> Result<Json<AuditPage>, Problem> {
    let scope = by.scope(&AUDIT_READ);
    if scope == ContractScope::Only(Vec::new()) {
        by.require_system(&AUDIT_READ)?;
    }
    let page = PageRequest { limit: query.limit, after: query.after };
    let filter = AuditFilter {
        contract: query.contract.map(ContractId),
        subject: query.subject,
        actor: query.actor.map(PersonId),
        action: query.action,
        from: query.from,
        to: query.to,
    };
    let mut tx = app.db().read().await?;
    let found = audit::search(&mut tx, &scope, &filter, &page).await.map_err(|error| match error {
        SearchError::Cursor(cursor) => Problem::from(cursor),
        SearchError::Db(cause) => Problem::from(cause),
    })?;
    let people = found.items.iter().filter(|entry| entry.action.starts_with("identity.")).map(|entry| entry.subject);
    let people: BTreeSet<Uuid> = people.collect();
    let names = store::people::person_names(&mut tx, people.into_iter()).await?;
    let found = found.map(|entry| AuditRow { says: sentence(&app, &entry, &names), entry });
    Ok(Json(AuditPage { items: found.items, next: found.next }))
}

/// A row as a sentence: who acted, and what its module says they did.
fn sentence(app: &App, entry: &AuditEntry, names: &HashMap<Uuid, String>) -> String {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let whom = names.get(&entry.subject).map(String::as_str);
    let own = says::says(&entry.action, &detail, whom);
    let done = own.or_else(|| app.modules().iter().find_map(|module| module.says(&entry.action, &detail)));
    let done = done.unwrap_or_else(|| format!("执行了操作 {}", entry.action));
    // Jobs and subscribers act under their own names, which tell people nothing.
    let is_software = entry.actor_id.is_nil() && entry.actor_name.is_ascii();
    let who = if is_software { "系统" } else { &entry.actor_name };
    format!("{who}{done}")
}

/// Verify every chain of the audit trail. That it was done is written down too.
#[utoipa::path(post, path = "/audit/verify", operation_id = "audit_verify", tag = "identity",
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, description = "What was found, chain by chain", body = AuditReport),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn verify(State(app): State<App>, by: Caller) -> Result<Json<AuditReport>, Problem> {
    by.require_system(&AUDIT_VERIFY)?;
    let chains = audit::verify(app.db()).await?;
    let bad: Vec<&str> = chains.iter().filter(|chain| !chain.ok).map(|chain| chain.chain.as_str()).collect();
    let detail = json!({ "chains": chains.len(), "bad": bad });
    let mut tx = app.db().write().await?;
    let entry = Entry { action: "identity.verify_audit", subject: Uuid::nil(), contract: None, detail };
    audit::record(&mut tx, app.env(), &by, entry).await?;
    tx.commit().await?;
    Ok(Json(AuditReport { chains }))
}
