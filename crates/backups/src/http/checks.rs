//! Checks of a policy, and the files that they saw.

use axum::{Json, extract::State as Shared};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Paged;
use crate::{
    model::{BackupCheck, BackupFile},
    service::{check_now, checks, files},
};

/// A page of checks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BackupCheckPage {
    /// Rows.
    items: Vec<BackupCheck>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// A page of files.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BackupFilePage {
    /// Rows.
    items: Vec<BackupFile>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Looks now, two minutes at most, and keeps what was seen.
#[utoipa::path(post, path = "/backup-policies/{id}/check", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy")),
    responses((status = 200, body = BackupCheck), (status = "default", body = Problem)))]
pub(super) async fn backup_check(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<BackupCheck>, Problem> {
    // No transaction is open while files are read.
    Ok(Json(check_now(&app, &by, id).await?))
}

/// The checks of a policy, the last one first.
#[utoipa::path(get, path = "/backup-policies/{id}/checks", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy"), Paged),
    responses((status = 200, body = BackupCheckPage), (status = "default", body = Problem)))]
pub(super) async fn backup_check_list(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(page): Params<Paged>,
) -> Result<Json<BackupCheckPage>, Problem> {
    let page = checks(&mut app.db().read().await?, &by, id, &page.into()).await?;
    Ok(Json(BackupCheckPage { items: page.items, next: page.next }))
}

/// The files of a policy that were seen, the newest first; those that are gone, too.
#[utoipa::path(get, path = "/backup-policies/{id}/files", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy"), Paged),
    responses((status = 200, body = BackupFilePage), (status = "default", body = Problem)))]
pub(super) async fn backup_file_list(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(page): Params<Paged>,
) -> Result<Json<BackupFilePage>, Problem> {
    let page = files(&mut app.db().read().await?, &by, id, &page.into()).await?;
    Ok(Json(BackupFilePage { items: page.items, next: page.next }))
}
