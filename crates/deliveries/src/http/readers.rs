//! `/card-readers`: card readers.

use axum::{Json, extract::State as Shared, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    model::ReaderState,
    service::{
        NewReader, NewReaderMovement, ReaderDetail, ReaderPage, ReaderWish, add_reader, move_reader, reader, readers,
    },
};

/// Which readers are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ReadersWanted {
    /// In one state only.
    state: Option<ReaderState>,
    /// Only those that should be back and are not.
    overdue: Option<bool>,
    /// A whole number of a reader or asset, or the name of a school.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Card readers of a contract, with figures.
#[utoipa::path(get, path = "/contracts/{id}/card-readers", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), ReadersWanted),
    responses((status = 200, body = ReaderPage), (status = "default", body = Problem)))]
pub(super) async fn card_reader_list(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<ReadersWanted>,
) -> Result<Json<ReaderPage>, Problem> {
    let wish = ReaderWish {
        state: wanted.state,
        overdue: wanted.overdue.unwrap_or(false),
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    Ok(Json(readers(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), wish).await?))
}

/// Writes a reader down.
#[utoipa::path(post, path = "/contracts/{id}/card-readers", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewReader,
    responses((status = 201, body = ReaderDetail), (status = "default", body = Problem)))]
pub(super) async fn card_reader_add(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewReader>,
) -> Result<(StatusCode, Json<ReaderDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let told = add_reader(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(told)))
}

/// A reader with its ledger.
#[utoipa::path(get, path = "/card-readers/{id}", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The reader")),
    responses((status = 200, body = ReaderDetail), (status = "default", body = Problem)))]
pub(super) async fn card_reader_get(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<ReaderDetail>, Problem> {
    Ok(Json(reader(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Writes down what happens to a reader.
#[utoipa::path(post, path = "/card-readers/{id}/movements", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The reader")), request_body = NewReaderMovement,
    responses((status = 201, body = ReaderDetail), (status = "default", body = Problem)))]
pub(super) async fn card_reader_move(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewReaderMovement>,
) -> Result<(StatusCode, Json<ReaderDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let told = move_reader(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(told)))
}
