//! Staff, positions, assignments, qualifications.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::{Qualification, StaffBoard, StaffMember},
    service::{
        self, EndAssignment, NewAssignment, NewQualification, NewStaff, StaffEdit, add_qualification, add_staff,
        assign, edit_staff, end, remove_qualification,
    },
};

/// The positions of a contract and who fills them.
#[utoipa::path(get, path = "/contracts/{id}/staffing", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = StaffBoard), (status = "default", body = Problem)))]
pub(super) async fn staffing_board(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<StaffBoard>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(service::board(&mut tx, Desk::of(&app, &by), id.into()).await?))
}

/// The vendor's staff on a contract, by name.
#[utoipa::path(get, path = "/contracts/{id}/staff", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [StaffMember]), (status = "default", body = Problem)))]
pub(super) async fn staff_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<StaffMember>>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(service::staff(&mut tx, Desk::of(&app, &by), id.into()).await?))
}

/// Puts somebody down.
#[utoipa::path(post, path = "/contracts/{id}/staff", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewStaff,
    responses((status = 201, body = StaffMember), (status = "default", body = Problem)))]
pub(super) async fn staff_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewStaff>,
) -> Result<(StatusCode, Json<StaffMember>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add_staff(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes what is known of somebody. `If-Match` carries the version that was read.
#[utoipa::path(put, path = "/staff/{id}", tag = "staffing",
    params(("id" = Uuid, Path, description = "Who"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewStaff, responses((status = 200, body = StaffMember),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is what is known now"),
    (status = "default", body = Problem)))]
pub(super) async fn staff_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<StaffEdit>,
) -> Result<Json<StaffMember>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = edit_staff(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Puts down what somebody has to show.
#[utoipa::path(post, path = "/staff/{id}/qualifications", tag = "staffing",
    params(("id" = Uuid, Path, description = "Who")), request_body = NewQualification,
    responses((status = 201, body = Qualification), (status = "default", body = Problem)))]
pub(super) async fn staff_qualification_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewQualification>,
) -> Result<(StatusCode, Json<Qualification>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add_qualification(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Takes a qualification off; the trail keeps what it was.
#[utoipa::path(delete, path = "/staff-qualifications/{id}", tag = "staffing",
    params(("id" = Uuid, Path, description = "The qualification")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn staff_qualification_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_qualification(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts somebody into a position.
#[utoipa::path(post, path = "/contracts/{id}/staff-assignments", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewAssignment,
    responses((status = 201, body = StaffBoard), (status = "default", body = Problem)))]
pub(super) async fn staff_assignment_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewAssignment>,
) -> Result<(StatusCode, Json<StaffBoard>), Problem> {
    let mut tx = app.db().write().await?;
    let board = assign(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(board)))
}

/// Takes somebody out of a position that is no key one.
#[utoipa::path(post, path = "/staff-assignments/{id}/end", tag = "staffing",
    params(("id" = Uuid, Path, description = "The assignment")), request_body = EndAssignment,
    responses((status = 200, body = StaffBoard), (status = 409, body = Problem,
    description = "`staffing.key_person`: key people change by a notice"), (status = "default", body = Problem)))]
pub(super) async fn staff_assignment_end(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<EndAssignment>,
) -> Result<Json<StaffBoard>, Problem> {
    let mut tx = app.db().write().await?;
    let board = end(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(board))
}
