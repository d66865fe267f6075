//! `POST /hotline/feed/{id}`: reports of phone systems. Open to whoever signs with the secret of a phone system.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jianyue_platform::{App, Problem, http::Id};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::service::{FeedEvent, FeedResult, take_feed, trusted};

/// What happened.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Feed {
    /// At most 200.
    #[schema(value_type = Vec<FeedEvent>)]
    events: Vec<Value>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeedResults {
    /// In the order of the request.
    results: Vec<FeedResult>,
}

/// Takes what a phone system tells of calls. `X-Jianyue-Signature` is the HMAC of timestamp, full stop and body under the
/// secret of the phone system, in hexadecimal; docs/phone-systems.md has an example.
#[utoipa::path(post, path = "/hotline/feed/{id}", tag = "hotline", security(()),
    params(("id" = uuid::Uuid, Path, description = "The phone system"),
        ("X-Jianyue-Timestamp" = String, Header, description = "Unix seconds, within five minutes of the server's"),
        ("X-Jianyue-Signature" = String, Header, description = "The signature")),
    request_body = Feed, responses((status = 200, body = FeedResults), (status = "default", body = Problem)))]
pub(super) async fn hotline_feed(
    State(app): State<App>,
    Id(id): Id,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<FeedResults>, Problem> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = (header("x-jianyue-timestamp"), header("x-jianyue-signature"));
    let source = trusted(&app, &mut app.db().peek().await?, id, signed, &body).await?;
    let feed: Feed = serde_json::from_slice(&body).map_err(|error| {
        let detail = format!("请求内容应是带有 events 列表的 JSON：{error}");
        Problem::new(StatusCode::BAD_REQUEST, "body.not_json", detail)
    })?;
    let mut tx = app.db().write().await?;
    let results = take_feed(&app, &mut tx, &source, feed.events).await?;
    tx.commit().await?;
    Ok(Json(FeedResults { results }))
}
