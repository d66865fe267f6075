//! `/contracts/{id}/notification-templates` and `/notification-templates/{id}`.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    service::{NewTemplate, Preview, preview, template_add, template_change, template_list, template_remove},
    state::Notify,
    store::settings::TemplateRow,
    template::VARIABLES,
};

/// A template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationTemplate)]
pub(super) struct TemplateView {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// The contract that it is for.
    contract_id: Option<Uuid>,
    /// The one line.
    line: String,
    /// The full text.
    body: String,
    /// Grows with every change.
    version: i64,
    /// When it was last changed.
    updated_at: DateTime<Utc>,
}

impl From<TemplateRow> for TemplateView {
    fn from(row: TemplateRow) -> Self {
        let TemplateRow { id, name, contract_id, line, body, version, updated_at } = row;
        Self { id, name, contract_id, line, body, version, updated_at }
    }
}

/// The templates of a contract, and the variables that they may use.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationTemplates)]
pub(super) struct TemplatesView {
    /// The templates, by name.
    items: Vec<TemplateView>,
    /// The variables.
    variables: Vec<VariableView>,
}

/// A variable.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplateVariable)]
pub(super) struct VariableView {
    /// As it is written.
    name: &'static str,
    /// What it stands for.
    says: &'static str,
}

/// A template that is tried out.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NotificationPreviewRequest)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewRequest {
    /// The template.
    template: NewTemplate,
    /// A ticket of the contract to fill it in with; absent: invented facts.
    #[serde(default)]
    ticket_id: Option<Uuid>,
}

/// The templates that a contract may use.
#[utoipa::path(get, path = "/contracts/{id}/notification-templates", tag = "notify",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = TemplatesView), (status = "default", body = Problem)))]
pub(super) async fn notification_template_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<TemplatesView>, Problem> {
    let items = template_list(&mut app.db().peek().await?, &by, id.into()).await?;
    let variables = VARIABLES.iter().map(|&(name, says)| VariableView { name, says }).collect();
    Ok(Json(TemplatesView { items: items.into_iter().map(TemplateView::from).collect(), variables }))
}

/// Keeps a template; unknown variables are refused with their lines.
#[utoipa::path(post, path = "/contracts/{id}/notification-templates", tag = "notify",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewTemplate,
    responses((status = 201, body = TemplateView), (status = "default", body = Problem)))]
pub(super) async fn notification_template_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewTemplate>,
) -> Result<(StatusCode, Json<TemplateView>), Problem> {
    let mut tx = app.db().write().await?;
    let row = template_add(&mut tx, app.env(), &by, id.into(), new).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// A template filled in with a ticket or with invented facts, without keeping it.
#[utoipa::path(post, path = "/contracts/{id}/notification-templates/preview", tag = "notify",
    params(("id" = Uuid, Path, description = "The contract")), request_body = PreviewRequest,
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(super) async fn notification_template_preview(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(request): Input<PreviewRequest>,
) -> Result<Json<Preview>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(preview(&app, &mut tx, &by, id.into(), &request.template, request.ticket_id).await?))
}

/// Changes a template. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/notification-templates/{id}", tag = "notify",
    params(("id" = Uuid, Path, description = "The template"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewTemplate, responses((status = 200, body = TemplateView), (status = "default", body = Problem)))]
pub(super) async fn notification_template_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<NewTemplate>,
) -> Result<Json<TemplateView>, Problem> {
    let mut tx = app.db().write().await?;
    let row = template_change(&mut tx, app.env(), &by, id, version, new).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(Json(row.into()))
}

/// Removes a template; rules that name it go back to the house's words.
#[utoipa::path(delete, path = "/notification-templates/{id}", tag = "notify",
    params(("id" = Uuid, Path, description = "The template")),
    responses((status = 204, description = "Removed"), (status = "default", body = Problem)))]
pub(super) async fn notification_template_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    template_remove(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(StatusCode::NO_CONTENT)
}
