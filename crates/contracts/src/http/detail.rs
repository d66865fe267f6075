//! `GET /contracts/{id}`

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{list::ContractRow, no_contract};
use crate::{
    check::Finding,
    model::Contract,
    registry::{Registry, Standing},
};

/// A contract with everything it fixes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractDetail<'a> {
    #[serde(flatten)]
    row: ContractRow,
    /// The sections of the text: `works`, `windows`, `matrices`, `payments` …, as the format names them.
    #[schema(value_type = Object)]
    sections: &'a Contract,
    /// What the check of the text found.
    #[schema(value_type = Vec<Object>)]
    findings: Vec<Finding>,
}

/// A contract: who, how long, every section of its text, and what the check found. Answers 304 to `If-None-Match`.
#[utoipa::path(get, path = "/contracts/{id}", operation_id = "contract_get", tag = "contracts",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = ContractDetail), (status = 304, description = "Not changed"),
              (status = "default", body = Problem)))]
pub(super) async fn contract_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut tx = app.db().read().await?;
    let standing = app.state::<Registry>().get(&mut tx, &by, id.into(), app.env().now()).await?;
    let standing = standing.ok_or_else(no_contract)?;
    let tag = etag(&standing);
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let compiled = &standing.compiled;
    let findings = compiled.findings();
    let detail = ContractDetail { row: ContractRow::from(&standing), sections: &compiled.model, findings };
    Ok(([(header::ETAG, tag)], Json(detail)).into_response())
}

/// The text of a version never changes; its state moves with the day, and findings may with the calendar.
fn etag(standing: &Standing) -> String {
    let Standing { compiled, state } = standing;
    format!("\"{}-{state:?}-{}\"", compiled.version, compiled.time.version())
}
