//! Policies and drills as files.

use axum::{extract::State as Shared, response::Response};
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    paper,
    service::{drill_papers, policy_papers},
};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// 备份验证记录: a policy with its last checks, files and drills.
#[utoipa::path(get, path = "/backup-policies/{id}/paper", tag = "backups",
    params(("id" = Uuid, Path, description = "The policy"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn backup_policy_paper(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let told = policy_papers(&app, &mut app.db().read().await?, &by, id).await?;
    let now = app.env().now();
    let name = format.file_name(&format!("备份验证记录 {}", told.policy.title));
    made(&name, format.media_type(), move || render(&paper::verification(&told, now), format)).await
}

/// 恢复演练记录.
#[utoipa::path(get, path = "/backup-drills/{id}/paper", tag = "backups",
    params(("id" = Uuid, Path, description = "The drill"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn backup_drill_paper(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let (drill, policy, head) = drill_papers(&app, &mut app.db().read().await?, &by, id).await?;
    let now = app.env().now();
    let name = format.file_name(&format!("恢复演练记录 {}", drill.title));
    made(&name, format.media_type(), move || render(&paper::drill(&drill, &policy, &head, now), format)).await
}
