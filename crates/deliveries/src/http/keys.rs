//! `/card-keys`: media that hold keys.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use jianyue_contracts::Desk;
use jianyue_kernel::{Page, PageRequest};
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::DeliveryError,
    model::{KeyCount, KeyMedium},
    service::{
        KeyDetail, NewKey, NewKeyCount, NewKeyMovement, add_key, count_keys, key, key_counts, keys, move_key,
        signature_of,
    },
};

/// Which page is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct KeysWanted {
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of media.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CardKeyPage {
    /// Rows by number.
    items: Vec<KeyMedium>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Media of a contract that hold keys.
#[utoipa::path(get, path = "/contracts/{id}/card-keys", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), KeysWanted),
    responses((status = 200, body = CardKeyPage), (status = "default", body = Problem)))]
pub(super) async fn card_key_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<KeysWanted>,
) -> Result<Json<CardKeyPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let Page { items, next } = keys(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), page).await?;
    Ok(Json(CardKeyPage { items, next }))
}

/// Writes a medium down.
#[utoipa::path(post, path = "/contracts/{id}/card-keys", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewKey,
    responses((status = 201, body = KeyDetail), (status = "default", body = Problem)))]
pub(super) async fn card_key_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewKey>,
) -> Result<(StatusCode, Json<KeyDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let told = add_key(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(told)))
}

/// A medium with its ledger.
#[utoipa::path(get, path = "/card-keys/{id}", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The medium")),
    responses((status = 200, body = KeyDetail), (status = "default", body = Problem)))]
pub(super) async fn card_key_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<KeyDetail>, Problem> {
    Ok(Json(key(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Writes down who gave a medium to whom, or who saw it destroyed.
#[utoipa::path(post, path = "/card-keys/{id}/movements", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The medium")), request_body = NewKeyMovement,
    responses((status = 201, body = KeyDetail), (status = "default", body = Problem)))]
pub(super) async fn card_key_move(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewKeyMovement>,
) -> Result<(StatusCode, Json<KeyDetail>), Problem> {
    // Whoever may not see the medium leaves nothing on the disk.
    key(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    let signature = match new.signature.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => {
            let kept = files::signature(app.state::<BlobStore>(), "signature", url).await;
            Some(kept.map_err(DeliveryError::from)?)
        }
        None => None,
    };
    let mut tx = app.db().write().await?;
    let told = move_key(&mut tx, Desk::of(&app, &by), id, new, signature).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(told)))
}

/// The receiver's signature of a line of the ledger.
#[utoipa::path(get, path = "/card-key-movements/{id}/signature", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The line")),
    responses((status = 200, description = "The picture", content_type = "image/png"),
    (status = "default", body = Problem)))]
pub(super) async fn card_key_signature(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (digest, media_type) = signature_of(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    files::serve(app.state::<BlobStore>(), "signature.png", &media_type, &digest).await
}

/// The last counts.
#[utoipa::path(get, path = "/contracts/{id}/card-key-counts", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [KeyCount]), (status = "default", body = Problem)))]
pub(super) async fn card_key_count_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<KeyCount>>, Problem> {
    Ok(Json(key_counts(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Writes down what is where.
#[utoipa::path(post, path = "/contracts/{id}/card-key-counts", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewKeyCount,
    responses((status = 201, body = KeyCount), (status = "default", body = Problem)))]
pub(super) async fn card_key_count_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewKeyCount>,
) -> Result<(StatusCode, Json<KeyCount>), Problem> {
    let mut tx = app.db().write().await?;
    let told = count_keys(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(told)))
}
