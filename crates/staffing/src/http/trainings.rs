//! Trainings.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::signature,
    http::{Caller, Id, IfMatch, Input},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::StaffingError,
    model::{Training, TrainingBoard},
    service::{
        self, Held, NewAttendee, NewTraining, Rating, TrainingDecision, TrainingEdit, add_attendee, attendable, cancel,
        confirm, edit_training, hold, plan, rate, remove_attendee, sign,
    },
};

/// Why a training is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TrainingCancellation {
    /// In words.
    reason: String,
}

/// A drawn signature.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AttendeeSignature {
    /// The picture as a data URL, PNG or JPEG.
    image: String,
}

/// The trainings of a contract, and how often its rules were kept.
#[utoipa::path(get, path = "/contracts/{id}/trainings", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = TrainingBoard), (status = "default", body = Problem)))]
pub(super) async fn training_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<TrainingBoard>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(service::trainings(&mut tx, Desk::of(&app, &by), id.into()).await?))
}

/// Plans a training.
#[utoipa::path(post, path = "/contracts/{id}/trainings", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewTraining,
    responses((status = 201, body = Training), (status = "default", body = Problem)))]
pub(super) async fn training_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewTraining>,
) -> Result<(StatusCode, Json<Training>), Problem> {
    let mut tx = app.db().write().await?;
    let done = plan(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(done)))
}

/// A training with its people and files.
#[utoipa::path(get, path = "/trainings/{id}", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training")),
    responses((status = 200, body = Training), (status = "default", body = Problem)))]
pub(super) async fn training_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Training>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(service::training(&mut tx, Desk::of(&app, &by), id).await?))
}

/// Changes the plan. Only the client moves the day against which it is in time. `If-Match` carries the version.
#[utoipa::path(patch, path = "/trainings/{id}", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training"),
        ("If-Match" = String, Header, description = "The version")), request_body = TrainingEdit,
    responses((status = 200, body = Training),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the training as it is now"), (status = "default", body = Problem)))]
pub(super) async fn training_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<TrainingEdit>,
) -> Result<Json<Training>, Problem> {
    let mut tx = app.db().write().await?;
    let done = edit_training(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// It was held: a signature or the paper list shows it.
#[utoipa::path(post, path = "/trainings/{id}/hold", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training")), request_body = Held,
    responses((status = 200, body = Training), (status = 409, body = Problem,
    description = "`staffing.nobody_signed`"), (status = "default", body = Problem)))]
pub(super) async fn training_hold(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Held>,
) -> Result<Json<Training>, Problem> {
    let mut tx = app.db().write().await?;
    let done = hold(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// The client confirms it, or says that it did not serve its purpose.
#[utoipa::path(post, path = "/trainings/{id}/confirm", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training")), request_body = TrainingDecision,
    responses((status = 200, body = Training), (status = "default", body = Problem)))]
pub(super) async fn training_confirm(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<TrainingDecision>,
) -> Result<Json<Training>, Problem> {
    let mut tx = app.db().write().await?;
    let done = confirm(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// The client calls it off.
#[utoipa::path(post, path = "/trainings/{id}/cancel", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training")), request_body = TrainingCancellation,
    responses((status = 200, body = Training), (status = "default", body = Problem)))]
pub(super) async fn training_cancel(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<TrainingCancellation>,
) -> Result<Json<Training>, Problem> {
    let mut tx = app.db().write().await?;
    let done = cancel(&mut tx, Desk::of(&app, &by), id, &new.reason).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Puts somebody on the list.
#[utoipa::path(post, path = "/trainings/{id}/attendees", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training")), request_body = NewAttendee,
    responses((status = 201, body = Training), (status = "default", body = Problem)))]
pub(super) async fn training_attendee_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewAttendee>,
) -> Result<(StatusCode, Json<Training>), Problem> {
    let mut tx = app.db().write().await?;
    let done = add_attendee(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(done)))
}

/// Takes somebody off the list who did not sign.
#[utoipa::path(delete, path = "/training-attendees/{id}", tag = "staffing",
    params(("id" = Uuid, Path, description = "Who")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn training_attendee_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_attendee(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps the signature that somebody drew on the spot.
#[utoipa::path(post, path = "/training-attendees/{id}/sign", tag = "staffing",
    params(("id" = Uuid, Path, description = "Who")), request_body = AttendeeSignature,
    responses((status = 200, body = Training), (status = "default", body = Problem)))]
pub(super) async fn training_attendee_sign(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(AttendeeSignature { image }): Input<AttendeeSignature>,
) -> Result<Json<Training>, Problem> {
    let desk = Desk::of(&app, &by);
    attendable(&mut app.db().peek().await?, desk, id).await?;
    let picture = signature(app.state::<BlobStore>(), "image", &image).await.map_err(StaffingError::from)?;
    let mut tx = app.db().write().await?;
    let done = sign(&mut tx, desk, id, picture).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Keeps what somebody thinks of it.
#[utoipa::path(post, path = "/training-attendees/{id}/rate", tag = "staffing",
    params(("id" = Uuid, Path, description = "Who")), request_body = Rating,
    responses((status = 200, body = Training), (status = "default", body = Problem)))]
pub(super) async fn training_attendee_rate(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Rating>,
) -> Result<Json<Training>, Problem> {
    let mut tx = app.db().write().await?;
    let done = rate(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}
