//! `/me/notifications` and `/me/notification-preferences`.

use axum::{Json, extract::State};
use jianyue_kernel::{Actor, PageRequest};
use jianyue_platform::{
    App, Problem, Tx,
    http::{Caller, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    channels::Outcome,
    model::{Occasion, Way},
    service::{
        NoticeView, NotifyError, QuietView, WayView, mark_read, muted, notices, own_ways, quiet_hours, set_muted,
        try_way, unread,
    },
    state::Notify,
    store::notices::{Chosen, Muted},
};

/// Which notices are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only those that were not read.
    #[serde(default)]
    unread: bool,
    /// Of this contract.
    contract: Option<Uuid>,
    /// On this occasion.
    occasion: Option<Occasion>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoticePage {
    /// Rows.
    items: Vec<NoticeView>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// How many notices wait.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnreadNotices)]
pub(super) struct Unread {
    /// Not read yet; 100 stands for 100 or more.
    unread: i64,
}

/// Which notices were read.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NoticesRead)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadRequest {
    /// These, at most 500; `null`: all.
    #[serde(default)]
    ids: Option<Vec<Uuid>>,
}

/// What is not told by which way.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewNotificationPreferences)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPreferences {
    /// Ways (`email`, `sms`, `push`) by occasion.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    muted: Muted,
}

/// What is not told by which way, and what there is to choose from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationPreferences)]
pub(super) struct Preferences {
    /// Ways (`email`, `sms`, `push`) by occasion.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    muted: Muted,
    /// Every occasion there is, with its name.
    occasions: Vec<OccasionView>,
    /// The ways of the house, and what keeps each from working.
    ways: Vec<WayView>,
    /// When each of the caller's contracts is silent.
    quiet: Vec<QuietView>,
}

/// By which way a trial message goes.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = TryNotification)]
#[serde(deny_unknown_fields)]
pub(super) struct TryRequest {
    /// `email`, `sms` or `push`.
    #[schema(value_type = String)]
    way: Way,
}

/// What became of a trial message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationTried)]
pub(super) struct Tried {
    /// Whether the other side has it.
    ok: bool,
    /// Why not.
    detail: Option<String>,
}

/// An occasion.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = NotificationOccasion)]
pub(super) struct OccasionView {
    /// Stable text.
    code: &'static str,
    /// As people call it.
    says: &'static str,
}

impl Preferences {
    async fn read(app: &App, tx: &mut Tx, by: &Actor, muted: Muted) -> Result<Self, NotifyError> {
        let view = |occasion: &Occasion| OccasionView { code: occasion.code(), says: occasion.says() };
        let ways = own_ways(tx, app.state::<Notify>()).await?;
        let quiet = quiet_hours(tx, by).await?;
        Ok(Self { muted, occasions: Occasion::ALL.iter().map(view).collect(), ways, quiet })
    }
}

/// The caller's notices, the newest first.
#[utoipa::path(get, path = "/me/notifications", tag = "notify", params(Wanted),
    responses((status = 200, body = NoticePage), (status = "default", body = Problem)))]
pub(super) async fn my_notifications(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<NoticePage>, Problem> {
    let request = PageRequest { limit: wanted.limit, after: wanted.after };
    let chosen = Chosen { unread_only: wanted.unread, contract: wanted.contract, occasion: wanted.occasion };
    let page = notices(&mut app.db().peek().await?, &by, chosen, &request).await?;
    Ok(Json(NoticePage { items: page.items, next: page.next }))
}

/// How many notices the caller has not read.
#[utoipa::path(get, path = "/me/notifications/unread", tag = "notify",
    responses((status = 200, body = Unread), (status = "default", body = Problem)))]
pub(super) async fn my_notifications_unread(State(app): State<App>, by: Caller) -> Result<Json<Unread>, Problem> {
    Ok(Json(Unread { unread: unread(&mut app.db().peek().await?, &by).await? }))
}

/// Marks notices as read.
#[utoipa::path(post, path = "/me/notifications/read", tag = "notify", request_body = ReadRequest,
    responses((status = 200, body = Unread), (status = "default", body = Problem)))]
pub(super) async fn my_notifications_read(
    State(app): State<App>,
    by: Caller,
    Input(request): Input<ReadRequest>,
) -> Result<Json<Unread>, Problem> {
    let mut tx = app.db().write().await?;
    mark_read(&mut tx, app.env(), &by, request.ids.as_deref()).await?;
    let left = unread(&mut tx, &by).await?;
    tx.commit().await?;
    Ok(Json(Unread { unread: left }))
}

/// Sends the caller a trial message by one way and says what became of it; a few a minute.
#[utoipa::path(post, path = "/me/notifications/try", tag = "notify", request_body = TryRequest,
    responses((status = 200, body = Tried), (status = "default", body = Problem)))]
pub(super) async fn my_notification_try(
    State(app): State<App>,
    by: Caller,
    Input(request): Input<TryRequest>,
) -> Result<Json<Tried>, Problem> {
    let detail = match try_way(&app, &by, request.way).await? {
        Outcome::Delivered => None,
        Outcome::Later(why) | Outcome::Unknown(why) | Outcome::Never(why) => Some(why),
    };
    Ok(Json(Tried { ok: detail.is_none(), detail }))
}

/// What the caller does not want to be told by mail, text message or push, and what there is to choose from.
#[utoipa::path(get, path = "/me/notification-preferences", tag = "notify",
    responses((status = 200, body = Preferences), (status = "default", body = Problem)))]
pub(super) async fn my_notification_preferences(
    State(app): State<App>,
    by: Caller,
) -> Result<Json<Preferences>, Problem> {
    let mut tx = app.db().read().await?;
    let muted = muted(&mut tx, &by).await?;
    Ok(Json(Preferences::read(&app, &mut tx, &by, muted).await?))
}

/// Mutes mail, text messages and pushes by occasion; the list of notices in the web is never muted.
#[utoipa::path(put, path = "/me/notification-preferences", tag = "notify", request_body = NewPreferences,
    responses((status = 200, body = Preferences), (status = "default", body = Problem)))]
pub(super) async fn my_notification_preferences_set(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewPreferences>,
) -> Result<Json<Preferences>, Problem> {
    let mut tx = app.db().write().await?;
    set_muted(&mut tx, app.env(), &by, &new.muted).await?;
    let kept = Preferences::read(&app, &mut tx, &by, new.muted).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(Json(kept))
}
