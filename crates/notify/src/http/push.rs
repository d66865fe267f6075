//! `/me/push` and `/me/push-subscriptions`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    service::{DeviceView, NewDevice, device_add, device_remove, devices},
    state::Notify,
};

/// What a browser needs to be told by push, and which ones are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MyPush)]
pub(super) struct MyPush {
    /// The house's key, as browsers want it: uncompressed P-256 in base64url.
    public_key: String,
    /// The caller's browsers that are told.
    devices: Vec<DeviceView>,
}

/// The key for subscribing, and the caller's browsers that are told by push.
#[utoipa::path(get, path = "/me/push", tag = "notify",
    responses((status = 200, body = MyPush), (status = "default", body = Problem)))]
pub(super) async fn my_push(State(app): State<App>, by: Caller) -> Result<Json<MyPush>, Problem> {
    let devices = devices(&mut app.db().peek().await?, &by).await?;
    Ok(Json(MyPush { public_key: app.state::<Notify>().vapid.public().to_owned(), devices }))
}

/// Tells this browser by push from now on.
#[utoipa::path(post, path = "/me/push-subscriptions", tag = "notify", request_body = NewDevice,
    responses((status = 201, body = DeviceView), (status = "default", body = Problem)))]
pub(super) async fn push_subscription_add(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewDevice>,
) -> Result<(StatusCode, Json<DeviceView>), Problem> {
    let notify = app.state::<Notify>();
    let mut tx = app.db().write().await?;
    let device = device_add(&mut tx, app.env(), notify, &by, new).await?;
    tx.commit().await?;
    notify.unlearn();
    Ok((StatusCode::CREATED, Json(device)))
}

/// Tells a browser of the caller's no longer.
#[utoipa::path(delete, path = "/me/push-subscriptions/{id}", tag = "notify", params(("id" = uuid::Uuid, Path, description = "The browser")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn push_subscription_remove(
    State(app): State<App>,
    by: Caller,
    id: Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    device_remove(&mut tx, &by, id.0).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(StatusCode::NO_CONTENT)
}
