//! Drills of a policy.

use axum::{Json, extract::State as Shared, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Paged;
use crate::{
    Workshop,
    model::Drill,
    service::{ask_drill, drill, drills},
};

/// A page of drills.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BackupDrillPage {
    /// Rows.
    items: Vec<Drill>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The drills of a policy, the last one first.
#[utoipa::path(get, path = "/backup-policies/{id}/drills", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy"), Paged),
    responses((status = 200, body = BackupDrillPage), (status = "default", body = Problem)))]
pub(super) async fn backup_drill_list(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(page): Params<Paged>,
) -> Result<Json<BackupDrillPage>, Problem> {
    let page = drills(&mut app.db().read().await?, &by, id, &page.into()).await?;
    Ok(Json(BackupDrillPage { items: page.items, next: page.next }))
}

/// Asks for a drill: the newest backup is restored in the background.
#[utoipa::path(post, path = "/backup-policies/{id}/drills", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy")),
    responses((status = 202, body = Drill), (status = "default", body = Problem)))]
pub(super) async fn backup_drill_ask(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
) -> Result<(StatusCode, Json<Drill>), Problem> {
    let mut tx = app.db().write().await?;
    let asked = ask_drill(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    app.state::<Workshop>().wake.notify_one();
    Ok((StatusCode::ACCEPTED, Json(asked)))
}

/// A drill.
#[utoipa::path(get, path = "/backup-drills/{id}", tag = "backups",
    params(("id" = Uuid, Path, description = "The drill")),
    responses((status = 200, body = Drill), (status = "default", body = Problem)))]
pub(super) async fn backup_drill_get(Shared(app): Shared<App>, by: Caller, Id(id): Id) -> Result<Json<Drill>, Problem> {
    Ok(Json(drill(&mut app.db().peek().await?, &by, id).await?))
}
