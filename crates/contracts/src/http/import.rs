//! `POST /contracts/import`

use axum::{
    Json,
    extract::{FromRequest, Multipart, Request, State, multipart::Field},
    http::{StatusCode, header},
};
use chrono::NaiveDate;
use jianyue_kernel::{ContractId, ContractVersionId};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    changes::Change,
    check::Finding,
    registry::{Imported, NewText, Registry, VersionKind},
};

/// A contract text, as JSON or as a form with the file in `text`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractImportRequest {
    /// The TOML.
    text: String,
    /// First day on which it holds; an amendment must say it.
    effective_on: Option<NaiveDate>,
    /// Why it is published.
    note: Option<String>,
    /// Only look: findings, or errors with their places, and nothing is kept.
    #[serde(default)]
    dry_run: bool,
}

/// How the request is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    /// Only look, as `dry_run` in the body.
    #[serde(default)]
    dry_run: bool,
}

/// What was imported, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractImportResponse {
    /// Whether nothing was kept.
    dry_run: bool,
    /// The contract; absent when a look at a new one.
    #[schema(value_type = Option<uuid::Uuid>)]
    contract_id: Option<ContractId>,
    /// The version; absent when only looked at.
    #[schema(value_type = Option<uuid::Uuid>)]
    version_id: Option<ContractVersionId>,
    /// Number of the version.
    version: i64,
    /// Original or amendment.
    kind: VersionKind,
    /// Stable name of the contract.
    slug: String,
    /// Prefix of its numbers.
    prefix: String,
    /// Its title.
    title: String,
    /// First day on which the version holds.
    effective_on: NaiveDate,
    /// SM3 of the text, in hexadecimal.
    text_hash: String,
    /// Warnings and notes.
    #[schema(value_type = Vec<Object>)]
    findings: Vec<Finding>,
    /// What is added, removed and changed against the version in force; empty for a new contract.
    changes: Vec<Change>,
}

impl ContractImportResponse {
    fn of(imported: Imported, dry_run: bool) -> Self {
        Self {
            dry_run,
            contract_id: Some(imported.contract).filter(|id| !id.0.is_nil()),
            version_id: Some(imported.version).filter(|id| !id.0.is_nil()),
            version: imported.version_no,
            kind: imported.kind,
            slug: imported.slug,
            prefix: imported.prefix,
            title: imported.title,
            effective_on: imported.effective_on,
            text_hash: imported.text_hash,
            findings: imported.findings,
            changes: imported.changes,
        }
    }
}

/// Imports a contract, or an amendment to the one of the same slug. A text with errors is refused and nothing is kept.
#[utoipa::path(post, path = "/contracts/import", operation_id = "contract_import", tag = "contracts",
    params(ImportParams), request_body = ContractImportRequest,
    responses((status = 200, description = "Looked at only", body = ContractImportResponse),
              (status = 201, body = ContractImportResponse), (status = "default", body = Problem)))]
pub(super) async fn contract_import(
    State(app): State<App>,
    by: Caller,
    Params(params): Params<ImportParams>,
    Body(request): Body,
) -> Result<(StatusCode, Json<ContractImportResponse>), Problem> {
    let registry = app.state::<Registry>();
    let note = request.note.as_deref().filter(|note| !note.trim().is_empty());
    let new = NewText { text: &request.text, effective_on: request.effective_on, note };
    if params.dry_run || request.dry_run {
        let mut tx = app.db().read().await?;
        let imported = registry.preview(&mut tx, app.env(), &by, &new).await?;
        return Ok((StatusCode::OK, Json(ContractImportResponse::of(imported, true))));
    }
    let mut tx = app.db().write().await?;
    let imported = registry.import(&mut tx, app.env(), &by, &new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(ContractImportResponse::of(imported, false))))
}

/// The request as JSON or as a form.
pub(super) struct Body(ContractImportRequest);

impl FromRequest<App> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !media_type.is_some_and(|media_type| media_type.starts_with("multipart/form-data")) {
            return Input::from_request(request, app).await.map(|Input(body)| Self(body));
        }
        let form = Multipart::from_request(request, app).await.map_err(|e| bad_form(&e.body_text()))?;
        form_request(form).await.map(Self)
    }
}

async fn form_request(mut form: Multipart) -> Result<ContractImportRequest, Problem> {
    let mut request = ContractImportRequest::default();
    while let Some(field) = form.next_field().await.map_err(|e| bad_form(&e.body_text()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let text = field_text(field).await?;
        match name.as_str() {
            "text" | "file" => request.text = text,
            "note" => request.note = Some(text),
            "dry_run" => request.dry_run = text.trim() == "true",
            "effective_on" if text.trim().is_empty() => {}
            "effective_on" => {
                let bad = |_| bad_form("effective_on 应是日期，例如 2024-07-19");
                request.effective_on = Some(text.trim().parse().map_err(bad)?);
            }
            other => return Err(bad_form(&format!("不认识的字段 {other}，可用 text、effective_on、note、dry_run"))),
        }
    }
    Ok(request)
}

async fn field_text(field: Field<'_>) -> Result<String, Problem> {
    let bytes = field.bytes().await.map_err(|e| bad_form(&e.body_text()))?;
    String::from_utf8(bytes.into()).map_err(|_| bad_form("文件不是 UTF-8 编码的文本，请转换编码后重新上传"))
}

fn bad_form(reason: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "body.bad_form", format!("上传的表单有误：{reason}。"))
}
