//! `/me/notifications` and `/me/notification-preferences`.

use axum::{Json, extract::State};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::Occasion,
    service::{NoticeView, mark_read, muted, notices, set_muted, unread},
    state::Notify,
    store::notices::Muted,
};

/// Which notices are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only those that were not read.
    #[serde(default)]
    unread: bool,
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
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = NotificationPreferences)]
#[serde(deny_unknown_fields)]
pub(super) struct Preferences {
    /// Ways (`email`, `sms`) by occasion.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    muted: Muted,
    /// Every occasion there is, with its name; only in answers.
    #[serde(default, skip_deserializing)]
    occasions: Vec<OccasionView>,
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
    fn of(muted: Muted) -> Self {
        let view = |occasion: &Occasion| OccasionView { code: occasion.code(), says: occasion.says() };
        Self { muted, occasions: Occasion::ALL.iter().map(view).collect() }
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
    let page = notices(&mut app.db().peek().await?, &by, wanted.unread, &request).await?;
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

/// What the caller does not want to be told by mail or text message.
#[utoipa::path(get, path = "/me/notification-preferences", tag = "notify",
    responses((status = 200, body = Preferences), (status = "default", body = Problem)))]
pub(super) async fn my_notification_preferences(
    State(app): State<App>,
    by: Caller,
) -> Result<Json<Preferences>, Problem> {
    Ok(Json(Preferences::of(muted(&mut app.db().peek().await?, &by).await?)))
}

/// Mutes mail and text messages by occasion; the list of notices in the web is never muted.
#[utoipa::path(put, path = "/me/notification-preferences", tag = "notify", request_body = Preferences,
    responses((status = 200, body = Preferences), (status = "default", body = Problem)))]
pub(super) async fn my_notification_preferences_set(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<Preferences>,
) -> Result<Json<Preferences>, Problem> {
    let mut tx = app.db().write().await?;
    set_muted(&mut tx, app.env(), &by, &new.muted).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(Json(Preferences::of(new.muted)))
}
