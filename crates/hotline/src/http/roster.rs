//! `/contracts/{id}/roster`, `/contracts/{id}/shifts`, `/shifts/{id}` and `/contracts/{id}/on-call`.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
    idempotency::IdempotencyKey,
    people::People,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::kept::{Asked, Known, again};
use crate::{
    model::Shift,
    service::{
        NewShift, OnCallNow, Roster, ShiftChange, add_shifts, change_shift, confirm_handover, hand_over, on_call_at,
        remove_shift, roster,
    },
};

/// A span of days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// First day in Shanghai.
    from: NaiveDate,
    /// Last day, counted in; at most 62 days.
    to: NaiveDate,
}

/// A moment.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Moment {
    /// When; now when absent.
    at: Option<DateTime<Utc>>,
}

/// Shifts that were put on the roster.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Shifts {
    /// In order of time.
    shifts: Vec<Shift>,
}

/// What is left for the next shift.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandoverNote {
    /// In words.
    note: String,
}

/// Who is there when, and when nobody is although the contract wants somebody.
#[utoipa::path(get, path = "/contracts/{id}/roster", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The contract"), Span),
    responses((status = 200, body = Roster), (status = "default", body = Problem)))]
pub(super) async fn roster_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(span): Params<Span>,
) -> Result<Json<Roster>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(roster(&app, &mut tx, &by, id.into(), (span.from, span.to)).await?))
}

/// Puts a shift on the roster, and those that follow from its repetition. Repeated with the same `Idempotency-Key` it is
/// done once.
#[utoipa::path(post, path = "/contracts/{id}/shifts", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The contract"),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this request, up to 200 characters")),
    request_body = NewShift,
    responses((status = 201, body = Shifts), (status = "default", body = Problem)))]
pub(super) async fn shift_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    key: IdempotencyKey,
    Input(new): Input<NewShift>,
) -> Result<Response, Problem> {
    let asked = Asked::of(key, &format!("POST /contracts/{id}/shifts"), &new)?;
    let mut tx = app.db().write().await?;
    if let Known::Done(done) = asked.known::<serde_json::Value>(&mut tx, &by).await? {
        return Ok(again((StatusCode::CREATED, Json(done))));
    }
    let shifts = add_shifts(&mut tx, (app.env(), app.state::<People>()), &by, id.into(), new).await?;
    let answer = Shifts { shifts };
    asked.keep(&app, &mut tx, &by, &answer).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Changes a shift. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/shifts/{id}", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The shift"), ("If-Match" = String, Header, description = "The version")),
    request_body = ShiftChange, responses((status = 200, body = Shift),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the shift as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn shift_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<ShiftChange>,
) -> Result<Json<Shift>, Problem> {
    let mut tx = app.db().write().await?;
    let shift = change_shift(&mut tx, (app.env(), app.state::<People>()), &by, (id, version), change).await?;
    tx.commit().await?;
    Ok(Json(shift))
}

/// Takes a shift off the roster.
#[utoipa::path(delete, path = "/shifts/{id}", tag = "hotline", params(("id" = uuid::Uuid, Path, description = "The shift")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn shift_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_shift(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves something for the next shift.
#[utoipa::path(post, path = "/shifts/{id}/handover", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The shift")), request_body = HandoverNote,
    responses((status = 200, body = Shift), (status = "default", body = Problem)))]
pub(super) async fn shift_handover(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(left): Input<HandoverNote>,
) -> Result<Json<Shift>, Problem> {
    let mut tx = app.db().write().await?;
    let shift = hand_over(&mut tx, app.env(), &by, id, &left.note).await?;
    tx.commit().await?;
    Ok(Json(shift))
}

/// Takes over what was left: for whoever has the next shift of the same duty.
#[utoipa::path(post, path = "/shifts/{id}/handover/confirm", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The shift that was handed over")),
    responses((status = 200, body = Shift), (status = "default", body = Problem)))]
pub(super) async fn shift_handover_confirm(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Shift>, Problem> {
    let mut tx = app.db().write().await?;
    let shift = confirm_handover(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    Ok(Json(shift))
}

/// Who is on call for each level of support.
#[utoipa::path(get, path = "/contracts/{id}/on-call", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The contract"), Moment),
    responses((status = 200, body = [OnCallNow]), (status = "default", body = Problem)))]
pub(super) async fn on_call_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(moment): Params<Moment>,
) -> Result<Json<Vec<OnCallNow>>, Problem> {
    let at = moment.at.unwrap_or(app.env().now());
    Ok(Json(on_call_at(&mut app.db().read().await?, app.state::<People>(), &by, id.into(), at).await?))
}
