//! `/macros`, and `/tickets/{id}/macros/{macro_id}`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
    people::People,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    device_time::DeviceTime,
    kept::{OnContract, TwoIds, keep},
    shown::{Answer, act},
    steps::MaybeIfMatch,
};
use crate::{
    model::{Macro, Step},
    service::{
        Change, Desk, MacroDraft, Sharing, ShownTicket, macro_change, macro_create, macro_filled, macro_list,
        macro_remove, macro_run,
    },
};

/// The caller's own macros and those shared on contracts that the caller works on.
#[utoipa::path(get, path = "/macros", tag = "ticketing", params(OnContract),
    responses((status = 200, body = Vec<Macro>), (status = "default", body = Problem)))]
pub(super) async fn ticket_macros(
    State(app): State<App>,
    by: Caller,
    Params(OnContract { contract }): Params<OnContract>,
) -> Result<Json<Vec<Macro>>, Problem> {
    let desk = Desk::at(&app, &by);
    Ok(Json(macro_list(&mut app.db().peek().await?, desk, contract).await?))
}

/// A macro to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMacro {
    /// Up to 50 characters.
    name: String,
    /// 1 to 10, with the variables of reply templates in their texts.
    #[schema(min_items = 1, max_items = 10)]
    steps: Vec<Step>,
    /// The contract on which it is shared; none: one's own.
    #[serde(default)]
    contract_id: Option<Uuid>,
}

/// Keeps a macro. It may hold anything; whoever runs it needs the permissions of all its steps.
#[utoipa::path(post, path = "/macros", tag = "ticketing", request_body = NewMacro,
    responses((status = 201, body = Macro), (status = "default", body = Problem)))]
pub(super) async fn ticket_macro_create(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewMacro>,
) -> Result<(StatusCode, Json<Macro>), Problem> {
    let draft = MacroDraft { name: new.name, steps: new.steps, contract: new.contract_id };
    Ok((StatusCode::CREATED, Json(keep!(app, by, |tx, desk| macro_create(tx, desk, draft)))))
}

/// What is to be changed; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MacroChange {
    /// Another name.
    #[serde(default)]
    name: Option<String>,
    /// Other steps, all of them.
    #[serde(default)]
    steps: Option<Vec<Step>>,
    /// Another contract on which it is shared; null for none.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    contract_id: Sharing,
}

/// Changes a macro.
#[utoipa::path(patch, path = "/macros/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The macro"),
        ("If-Match" = Option<String>, Header, description = "The version; without it, whatever it is by now")),
    request_body = MacroChange, responses((status = 200, body = Macro),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the macro as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_macro_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    MaybeIfMatch(version): MaybeIfMatch,
    Input(new): Input<MacroChange>,
) -> Result<Json<Macro>, Problem> {
    let change = Change { name: new.name, sharing: new.contract_id, body: new.steps, position: None };
    Ok(Json(keep!(app, by, |tx, desk| macro_change(tx, desk, id, version, change))))
}

/// Removes a macro.
#[utoipa::path(delete, path = "/macros/{id}", tag = "ticketing", params(("id" = Uuid, Path, description = "The macro")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn ticket_macro_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    keep!(app, by, |tx, desk| macro_remove(tx, desk, id));
    Ok(StatusCode::NO_CONTENT)
}

/// Steps that are ready to be done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FilledSteps {
    /// With every variable filled in.
    steps: Vec<Step>,
}

/// The steps of a macro for a ticket; nothing is done.
#[utoipa::path(get, path = "/tickets/{id}/macros/{macro_id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("macro_id" = Uuid, Path, description = "The macro")),
    responses((status = 200, body = FilledSteps), (status = "default", body = Problem)))]
pub(super) async fn ticket_macro(
    State(app): State<App>,
    by: Caller,
    TwoIds(ticket, id): TwoIds,
) -> Result<Json<FilledSteps>, Problem> {
    let desk = Desk::at(&app, &by);
    let steps = macro_filled(&mut app.db().read().await?, desk, ticket, id).await?;
    Ok(Json(FilledSteps { steps }))
}

/// Does all steps of a macro to a ticket, or none. A refusal says which step it was: `step`, from 0.
#[utoipa::path(post, path = "/tickets/{id}/macros/{macro_id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("macro_id" = Uuid, Path, description = "The macro"),
        ("If-Match" = Option<String>, Header, description = "The version; without it, whatever it is by now"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    responses((status = 200, body = ShownTicket), (status = "default", body = Problem)))]
pub(super) async fn ticket_macro_run(
    State(app): State<App>,
    by: Caller,
    TwoIds(ticket, id): TwoIds,
    MaybeIfMatch(version): MaybeIfMatch,
    device: DeviceTime,
) -> Answer {
    let people = app.state::<People>().clone();
    act!(app, by, device.0, |tx, desk| macro_run(tx, desk, &people, ticket, version, id))
}
