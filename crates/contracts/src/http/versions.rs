//! `GET /contracts/{id}/versions`

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id},
};

use super::no_contract;
use crate::registry::{Registry, Version};

/// The original and its amendments, the oldest first.
#[utoipa::path(get, path = "/contracts/{id}/versions", operation_id = "contract_versions", tag = "contracts",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = Vec<Version>), (status = "default", body = Problem)))]
pub(super) async fn contract_versions(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Version>>, Problem> {
    let mut tx = app.db().peek().await?;
    let versions = app.state::<Registry>().versions(&mut tx, &by, id.into()).await?;
    versions.map(Json).ok_or_else(no_contract)
}
