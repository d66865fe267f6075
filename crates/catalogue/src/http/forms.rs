//! `/contracts/{id}/service-forms`: what may be asked for.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    model::Form,
    service::{FormEdit, form_versions, forms, save_form},
};

/// Which form is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Its key.
    key: String,
}

/// What may be asked for under a contract, in the order of its rules.
#[utoipa::path(get, path = "/contracts/{id}/service-forms", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Form]), (status = "default", body = Problem)))]
pub(super) async fn service_form_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Form>>, Problem> {
    Ok(Json(forms(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// The versions of a form, the newest first.
#[utoipa::path(get, path = "/contracts/{id}/service-forms/versions", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The contract"), Which),
    responses((status = 200, body = [Form]), (status = "default", body = Problem)))]
pub(super) async fn service_form_versions(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(which): Params<Which>,
) -> Result<Json<Vec<Form>>, Problem> {
    let desk = Desk::of(&app, &by);
    Ok(Json(form_versions(&mut app.db().read().await?, desk, id.into(), &which.key).await?))
}

/// Makes a new form, or a new version of one. Requests keep the version that they were made with.
#[utoipa::path(post, path = "/contracts/{id}/service-forms", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The contract")), request_body = FormEdit,
    responses((status = 201, body = Form),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the form as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn service_form_save(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<FormEdit>,
) -> Result<(StatusCode, Json<Form>), Problem> {
    let mut tx = app.db().write().await?;
    let form = save_form(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(form)))
}
