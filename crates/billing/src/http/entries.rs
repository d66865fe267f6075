//! `/contracts/{id}/billing-entries` and their files.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::{FileUpload, RecordFile, file_of, receive, serve},
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::BillingError,
    model::{Entry, EntryCard},
    service::{FILES, Journal, attach_file, entry_of, journal, ledger, tell},
};

/// Everything that was told of a contract's money, the newest first.
#[utoipa::path(get, path = "/contracts/{id}/billing-entries", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [EntryCard]), (status = "default", body = Problem)))]
pub(super) async fn billing_entry_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<EntryCard>>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(ledger(&mut tx, Desk::of(&app, &by), id.into()).await?))
}

/// From where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct From {
    /// The number of the last entry that was read; from the beginning when absent.
    after: Option<i64>,
    /// The most entries of the answer, 1 to 500; 500 when absent.
    limit: Option<i64>,
}

/// What was told of a contract's money behind an entry, the oldest first: for programs that read what is new.
#[utoipa::path(get, path = "/contracts/{id}/billing-journal", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract"), From),
    responses((status = 200, body = Journal), (status = "default", body = Problem)))]
pub(super) async fn billing_journal(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(from): Params<From>,
) -> Result<Json<Journal>, Problem> {
    let mut tx = app.db().read().await?;
    let after = from.after.unwrap_or(0).max(0);
    Ok(Json(journal(&mut tx, Desk::of(&app, &by), id.into(), after, from.limit).await?))
}

/// Tells of something that money follows from. It is never changed; most kinds can be withdrawn, a payment is corrected by an
/// entry below zero.
#[utoipa::path(post, path = "/contracts/{id}/billing-entries", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = Entry,
    responses((status = 201, body = EntryCard), (status = "default", body = Problem)))]
pub(super) async fn billing_entry_tell(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(entry): Input<Entry>,
) -> Result<(StatusCode, Json<EntryCard>), Problem> {
    let mut tx = app.db().write().await?;
    let card = tell(&mut tx, Desk::of(&app, &by), id.into(), entry).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(card)))
}

/// Attaches a file to an entry: a voucher, a letter.
#[utoipa::path(post, path = "/billing-entries/{id}/files", tag = "billing",
    params(("id" = Uuid, Path, description = "The entry")),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn billing_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    entry_of(&mut app.db().peek().await?, desk, id).await?;
    let file = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let kept = attach_file(&mut tx, desk, id, file).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// A file of an entry, to be saved.
#[utoipa::path(get, path = "/billing/files/{id}", tag = "billing",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "Its content", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn billing_file_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let mut tx = app.db().read().await?;
    let found = file_of(&mut tx, FILES, id).await?.ok_or(BillingError(Refusal::NotFound))?;
    entry_of(&mut tx, Desk::of(&app, &by), found.record).await?;
    drop(tx);
    serve(app.state::<BlobStore>(), &found.file.name, &found.file.media_type, &found.file.digest).await
}
