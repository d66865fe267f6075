//! `/contracts/{id}/security/terms`: days by severity, and the rules that they stand in for.

use axum::{Json, extract::State};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use crate::{
    model::SecurityTerms,
    service::{NewTerms, terms, terms_set},
};

/// The days by severity that hold for a contract, and the rules that what is kept here answers.
#[utoipa::path(get, path = "/contracts/{id}/security/terms", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = SecurityTerms), (status = "default", body = Problem)))]
pub(super) async fn security_terms(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<SecurityTerms>, Problem> {
    Ok(Json(terms(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Sets the days by severity of a contract; they hold for what comes in from now on.
#[utoipa::path(put, path = "/contracts/{id}/security/terms", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewTerms,
    responses((status = 200, body = SecurityTerms), (status = "default", body = Problem)))]
pub(super) async fn security_terms_set(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewTerms>,
) -> Result<Json<SecurityTerms>, Problem> {
    let mut tx = app.db().write().await?;
    let set = terms_set(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok(Json(set))
}
