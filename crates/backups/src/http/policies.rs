//! `/backup-policies`: what is backed up, and how it is.

use axum::{Json, extract::State as Shared, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{BackupPolicy, PolicyState},
    service::{NewPolicy, PolicyChange, add, change, policies, policy, remove},
};

/// Which policies are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In this state only.
    state: Option<PolicyState>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Which policies of a contract are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WantedHere {
    /// In this state only.
    state: Option<PolicyState>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of policies.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BackupPolicyPage {
    /// Rows.
    items: Vec<BackupPolicy>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Policies, by contract and age.
#[utoipa::path(get, path = "/backup-policies", tag = "backups", params(Wanted),
    responses((status = 200, body = BackupPolicyPage), (status = "default", body = Problem)))]
pub(super) async fn backup_policy_list(
    Shared(app): Shared<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<BackupPolicyPage>, Problem> {
    let request = PageRequest { limit: wanted.limit, after: wanted.after };
    let page = policies(&mut app.db().peek().await?, &by, (wanted.contract, wanted.state), &request).await?;
    Ok(Json(BackupPolicyPage { items: page.items, next: page.next }))
}

/// Policies of a contract.
#[utoipa::path(get, path = "/contracts/{id}/backup-policies", tag = "backups",
    params(("id" = Uuid, Path, description = "The contract"), WantedHere),
    responses((status = 200, body = BackupPolicyPage), (status = "default", body = Problem)))]
pub(super) async fn contract_backup_policy_list(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<WantedHere>,
) -> Result<Json<BackupPolicyPage>, Problem> {
    let request = PageRequest { limit: wanted.limit, after: wanted.after };
    let page = policies(&mut app.db().peek().await?, &by, (Some(id), wanted.state), &request).await?;
    Ok(Json(BackupPolicyPage { items: page.items, next: page.next }))
}

/// Sets up a policy. It is never looser than its rule, and is looked at within seconds.
#[utoipa::path(post, path = "/contracts/{id}/backup-policies", tag = "backups", request_body = NewPolicy,
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 201, body = BackupPolicy), (status = "default", body = Problem)))]
pub(super) async fn backup_policy_add(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewPolicy>,
) -> Result<(StatusCode, Json<BackupPolicy>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// A policy.
#[utoipa::path(get, path = "/backup-policies/{id}", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy")),
    responses((status = 200, body = BackupPolicy), (status = "default", body = Problem)))]
pub(super) async fn backup_policy_get(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<BackupPolicy>, Problem> {
    Ok(Json(policy(&mut app.db().peek().await?, &by, id).await?))
}

/// Changes a policy. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/backup-policies/{id}", tag = "backups", request_body = PolicyChange,
    params(("id" = Uuid, Path, description = "The policy"),
        ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = BackupPolicy),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the policy as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn backup_policy_change(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<PolicyChange>,
) -> Result<Json<BackupPolicy>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change(&app, &mut tx, &by, (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Lets a policy go, with what signs in to its place.
#[utoipa::path(delete, path = "/backup-policies/{id}", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn backup_policy_remove(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
