//! `/notification-channels`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    channels::{Outcome, email::Mailer},
    permissions::CHANNELS,
    service::{ChannelView, NewChannel, channel_add, channel_change, channel_list, channel_remove, channel_test},
    state::Notify,
};

/// A trial.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ChannelTrial)]
#[serde(deny_unknown_fields)]
pub(super) struct Trial {
    /// The number that a trial text message goes to.
    #[serde(default)]
    phone: Option<String>,
}

/// What became of a trial.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChannelTrialResult)]
pub(super) struct TrialResult {
    /// Whether the other side took it.
    ok: bool,
    /// Why not.
    detail: Option<String>,
}

/// Whether mail is sent. It is set up in the settings of the server, not here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailSending)]
pub(super) struct MailSending {
    /// Under which name and address mail goes out; `null`: the settings name no mail server.
    sender: Option<String>,
}

/// Whether mail is sent.
#[utoipa::path(get, path = "/notification-channels/mail", tag = "notify",
    responses((status = 200, body = MailSending), (status = "default", body = Problem)))]
pub(super) async fn notification_channel_mail(
    State(app): State<App>,
    by: Caller,
) -> Result<Json<MailSending>, Problem> {
    by.require_system(&CHANNELS)?;
    Ok(Json(MailSending { sender: app.state::<Notify>().mailer.as_ref().map(Mailer::sender) }))
}

/// Gateways and robots, without their secrets.
#[utoipa::path(get, path = "/notification-channels", tag = "notify",
    responses((status = 200, body = [ChannelView]), (status = "default", body = Problem)))]
pub(super) async fn notification_channel_list(
    State(app): State<App>,
    by: Caller,
) -> Result<Json<Vec<ChannelView>>, Problem> {
    Ok(Json(channel_list(&mut app.db().peek().await?, &by).await?))
}

/// Sets up a gateway or robot; its settings are kept sealed and never shown again.
#[utoipa::path(post, path = "/notification-channels", tag = "notify", request_body = NewChannel,
    responses((status = 201, body = ChannelView), (status = "default", body = Problem)))]
pub(super) async fn notification_channel_add(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewChannel>,
) -> Result<(StatusCode, Json<ChannelView>), Problem> {
    let mut tx = app.db().write().await?;
    let view = channel_add(&mut tx, app.env(), app.state::<Notify>(), &by, new).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok((StatusCode::CREATED, Json(view)))
}

/// Changes a channel. `If-Match` carries the version that was read; settings that are left out stay.
#[utoipa::path(patch, path = "/notification-channels/{id}", tag = "notify",
    params(("id" = uuid::Uuid, Path, description = "The channel"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewChannel, responses((status = 200, body = ChannelView), (status = "default", body = Problem)))]
pub(super) async fn notification_channel_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<NewChannel>,
) -> Result<Json<ChannelView>, Problem> {
    let mut tx = app.db().write().await?;
    let view = channel_change(&mut tx, app.env(), app.state::<Notify>(), &by, (id, version), new).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(Json(view))
}

/// Removes a channel.
#[utoipa::path(delete, path = "/notification-channels/{id}", tag = "notify",
    params(("id" = uuid::Uuid, Path, description = "The channel")),
    responses((status = 204, description = "Removed"), (status = "default", body = Problem)))]
pub(super) async fn notification_channel_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    channel_remove(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a trial message by a channel at once, and says what became of it.
#[utoipa::path(post, path = "/notification-channels/{id}/test", tag = "notify",
    params(("id" = uuid::Uuid, Path, description = "The channel")), request_body = Trial,
    responses((status = 200, body = TrialResult), (status = "default", body = Problem)))]
pub(super) async fn notification_channel_test(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(trial): Input<Trial>,
) -> Result<Json<TrialResult>, Problem> {
    let detail = match channel_test(&app, &by, id, trial.phone.as_deref()).await? {
        Outcome::Delivered => None,
        Outcome::Later(why) | Outcome::Unknown(why) | Outcome::Never(why) => Some(why),
    };
    Ok(Json(TrialResult { ok: detail.is_none(), detail }))
}
