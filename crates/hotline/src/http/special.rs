//! `/contracts/{id}/special-days` and `/special-days/{id}`.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::registry::Registry;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    model::SpecialDays,
    service::{NewSpecialDays, add_special_days, remove_special_days, special_days},
};

/// From when on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Since {
    /// Those that end on this day of Shanghai or later; all when absent.
    from: Option<NaiveDate>,
}

/// Exam days and days of mock exams that people told of, and special periods that the client declared, by their beginning.
/// The latter are changed where they were declared.
#[utoipa::path(get, path = "/contracts/{id}/special-days", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The contract"), Since),
    responses((status = 200, body = [SpecialDays]), (status = "default", body = Problem)))]
pub(super) async fn special_days_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(since): Params<Since>,
) -> Result<Json<Vec<SpecialDays>>, Problem> {
    Ok(Json(special_days(&app, &mut app.db().read().await?, &by, id.into(), since.from).await?))
}

/// Tells of exam days or days of mock exams: from then on rosters are checked for them. A special period is declared at
/// `POST /contracts/{id}/special-periods`; it is refused here.
#[utoipa::path(post, path = "/contracts/{id}/special-days", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The contract")), request_body = NewSpecialDays,
    responses((status = 201, body = SpecialDays), (status = "default", body = Problem)))]
pub(super) async fn special_days_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewSpecialDays>,
) -> Result<(StatusCode, Json<SpecialDays>), Problem> {
    let mut tx = app.db().write().await?;
    let days = add_special_days(&mut tx, (app.env(), app.state::<Registry>()), &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(days)))
}

/// Takes special days back.
#[utoipa::path(delete, path = "/special-days/{id}", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The special days")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn special_days_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_special_days(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
