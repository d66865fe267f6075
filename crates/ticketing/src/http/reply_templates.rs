//! `/reply-templates`, and `GET /tickets/{id}/reply-templates/{template_id}`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    kept::{OnContract, TwoIds, keep},
    steps::MaybeIfMatch,
};
use crate::{
    model::ReplyTemplate,
    service::{
        Change, Desk, Sharing, TemplateDraft, template_change, template_create, template_filled, template_list,
        template_remove,
    },
};

/// The caller's own reply templates and those shared on contracts that the caller works on.
#[utoipa::path(get, path = "/reply-templates", tag = "ticketing", params(OnContract),
    responses((status = 200, body = Vec<ReplyTemplate>), (status = "default", body = Problem)))]
pub(super) async fn reply_template_list(
    State(app): State<App>,
    by: Caller,
    Params(OnContract { contract }): Params<OnContract>,
) -> Result<Json<Vec<ReplyTemplate>>, Problem> {
    let desk = Desk::at(&app, &by);
    Ok(Json(template_list(&mut app.db().peek().await?, desk, contract).await?))
}

/// A reply template to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReplyTemplate {
    /// Up to 50 characters.
    name: String,
    /// With variables: `{{number}}`, `{{title}}`, `{{reporter}}`, `{{unit}}`, `{{contract}}`, `{{case}}`, `{{state}}`,
    /// `{{due}}`, `{{clause}}`, `{{me}}`, `{{today}}`.
    text: String,
    /// The contract on which it is shared; none: one's own.
    #[serde(default)]
    contract_id: Option<Uuid>,
}

/// Keeps a reply template. A variable that nobody knows is refused with its place and the list of the known ones.
#[utoipa::path(post, path = "/reply-templates", tag = "ticketing", request_body = NewReplyTemplate,
    responses((status = 201, body = ReplyTemplate), (status = "default", body = Problem)))]
pub(super) async fn reply_template_create(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewReplyTemplate>,
) -> Result<(StatusCode, Json<ReplyTemplate>), Problem> {
    let draft = TemplateDraft { name: new.name, text: new.text, contract: new.contract_id };
    Ok((StatusCode::CREATED, Json(keep!(app, by, |tx, desk| template_create(tx, desk, draft)))))
}

/// What is to be changed; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyTemplateChange {
    /// Another name.
    #[serde(default)]
    name: Option<String>,
    /// Another text.
    #[serde(default)]
    text: Option<String>,
    /// Another contract on which it is shared; null for none.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    contract_id: Sharing,
}

/// Changes a reply template.
#[utoipa::path(patch, path = "/reply-templates/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The template"),
        ("If-Match" = Option<String>, Header, description = "The version; without it, whatever it is by now")),
    request_body = ReplyTemplateChange, responses((status = 200, body = ReplyTemplate),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the template as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn reply_template_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    MaybeIfMatch(version): MaybeIfMatch,
    Input(new): Input<ReplyTemplateChange>,
) -> Result<Json<ReplyTemplate>, Problem> {
    let change = Change { name: new.name, sharing: new.contract_id, body: new.text, position: None };
    Ok(Json(keep!(app, by, |tx, desk| template_change(tx, desk, id, version, change))))
}

/// Removes a reply template.
#[utoipa::path(delete, path = "/reply-templates/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The template")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn reply_template_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    keep!(app, by, |tx, desk| template_remove(tx, desk, id));
    Ok(StatusCode::NO_CONTENT)
}

/// A text that is ready to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Filled {
    /// With every variable filled in.
    text: String,
}

/// The text of a reply template for a ticket.
#[utoipa::path(get, path = "/tickets/{id}/reply-templates/{template_id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("template_id" = Uuid, Path, description = "The template")),
    responses((status = 200, body = Filled), (status = "default", body = Problem)))]
pub(super) async fn ticket_reply_template(
    State(app): State<App>,
    by: Caller,
    TwoIds(ticket, id): TwoIds,
) -> Result<Json<Filled>, Problem> {
    let desk = Desk::at(&app, &by);
    let text = template_filled(&mut app.db().read().await?, desk, ticket, id).await?;
    Ok(Json(Filled { text }))
}
