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

use super::{list::ContractRow, no_contract, works_of};
use crate::{
    check::Finding,
    model::Contract,
    registry::{Registry, Standing},
    seen::findings_seen,
    text_hash,
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
    /// The works that the caller is limited to; empty: everything is shown.
    only_works: Vec<String>,
}

/// A contract: who, how long, every section of its text, and what the check found. Who sees some works
/// only is shown what concerns them, and of payments their own shares. Answers 304 to `If-None-Match`.
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
    let works = works_of(&by, id.into());
    let tag = etag(&standing, &works);
    if headers.get_all(header::IF_NONE_MATCH).iter().any(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let compiled = &standing.compiled;
    let (row, findings) = (ContractRow::from(&standing), compiled.findings());
    let seen = (!works.is_empty()).then(|| compiled.model.seen(&works));
    let detail = match &seen {
        None => ContractDetail { row, sections: &compiled.model, findings, only_works: works },
        Some(seen) => {
            ContractDetail { row, sections: seen, findings: findings_seen(findings, seen), only_works: works }
        }
    };
    Ok(([(header::ETAG, tag)], Json(detail)).into_response())
}

/// The text of a version never changes; its state moves with the day, and findings may with the calendar. Who sees some
/// works only is shown something else.
fn etag(standing: &Standing, works: &[String]) -> String {
    let Standing { compiled, state } = standing;
    let works = if works.is_empty() { String::new() } else { format!("-{}", &text_hash(&works.join("\n"))[..16]) };
    format!("\"{}-{state:?}-{}{works}\"", compiled.version, compiled.time.version())
}
