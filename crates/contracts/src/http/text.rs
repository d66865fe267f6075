//! `GET /contracts/{id}/versions/{version_no}/text`

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jianyue_platform::{App, Problem, http::Caller};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{no_contract, works_of};
use crate::registry::Registry;

/// The text of a version.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractText {
    /// Number of the version.
    version: i64,
    /// The TOML, as it was imported.
    text: String,
    /// Its SM3 digest, in hexadecimal.
    hash: String,
}

/// The text of a version, as it was imported. A text is shown as a whole or not at all, so it is refused to who sees some
/// works only.
#[utoipa::path(get, path = "/contracts/{id}/versions/{version_no}/text", operation_id = "contract_version_text",
    tag = "contracts",
    params(("id" = Uuid, Path, description = "The contract"), ("version_no" = i64, Path, description = "1 for the original")),
    responses((status = 200, body = ContractText), (status = "default", body = Problem)))]
pub(super) async fn contract_version_text(
    State(app): State<App>,
    by: Caller,
    Path((id, version_no)): Path<(String, String)>,
) -> Result<Json<ContractText>, Problem> {
    let (Ok(id), Ok(version)) = (id.parse::<Uuid>(), version_no.parse::<i64>()) else { return Err(no_version()) };
    let mut tx = app.db().peek().await?;
    let text = app.state::<Registry>().text(&mut tx, &by, id.into(), version).await?;
    let (text, hash) = text.ok_or_else(no_version)?;
    if !works_of(&by, id.into()).is_empty() {
        let detail = "合同原文只能整份查看，而您的角色只限部分标段。请在合同页查看本标段的条款。";
        return Err(Problem::new(StatusCode::FORBIDDEN, "contracts.whole_text_only", detail));
    }
    Ok(Json(ContractText { version, text, hash }))
}

fn no_version() -> Problem {
    Problem {
        detail: "没有这份合同或这个版本，或您没有查看它的权限。请检查网址，或联系安全管理员授权。".to_owned(),
        ..no_contract()
    }
}
