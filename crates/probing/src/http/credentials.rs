//! `/contracts/{id}/probe-credentials` and `/probe-credentials/{id}`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use crate::{
    model::Credential,
    service::{NewCredential, add_credential, credentials, remove_credential, replace_credential},
};

/// Whom probes of a contract may sign in as, by name, without what proves it.
#[utoipa::path(get, path = "/contracts/{id}/probe-credentials", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Credential]), (status = "default", body = Problem)))]
pub(super) async fn credential_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Credential>>, Problem> {
    Ok(Json(credentials(&mut app.db().read().await?, &by, id.into()).await?))
}

/// Keeps a credential. What proves it is sealed and never shown again.
#[utoipa::path(post, path = "/contracts/{id}/probe-credentials", tag = "probing", request_body = NewCredential,
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 201, body = Credential), (status = "default", body = Problem)))]
pub(super) async fn credential_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewCredential>,
) -> Result<(StatusCode, Json<Credential>), Problem> {
    let mut tx = app.db().write().await?;
    let credential = add_credential(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(credential)))
}

/// Puts another name and secret in the place of a credential; probes that have it go on with the new one.
#[utoipa::path(put, path = "/probe-credentials/{id}", tag = "probing", request_body = NewCredential,
    params(("id" = uuid::Uuid, Path, description = "The credential")),
    responses((status = 200, body = Credential), (status = "default", body = Problem)))]
pub(super) async fn credential_replace(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewCredential>,
) -> Result<Json<Credential>, Problem> {
    let mut tx = app.db().write().await?;
    let credential = replace_credential(&app, &mut tx, &by, id, new).await?;
    tx.commit().await?;
    Ok(Json(credential))
}

/// Forgets a credential that no probe has.
#[utoipa::path(delete, path = "/probe-credentials/{id}", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The credential")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn credential_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_credential(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
