//! `GET /contracts/{id}/findings`

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id},
};

use super::{no_contract, works_of};
use crate::{check::Finding, registry::Registry, seen::findings_seen};

/// What the check of the text found: contradictions, readings, gaps, each with its places and the one that is followed.
/// Who sees some works only is told of those that lie within them.
#[utoipa::path(get, path = "/contracts/{id}/findings", operation_id = "contract_findings", tag = "contracts",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = Vec<Object>), (status = "default", body = Problem)))]
pub(super) async fn contract_findings(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Finding>>, Problem> {
    let mut tx = app.db().read().await?;
    let standing = app.state::<Registry>().get(&mut tx, &by, id.into(), app.env().now()).await?;
    let standing = standing.ok_or_else(no_contract)?;
    let findings = standing.compiled.findings();
    let works = works_of(&by, id.into());
    if works.is_empty() {
        return Ok(Json(findings));
    }
    Ok(Json(findings_seen(findings, &standing.compiled.model.seen(&works))))
}
