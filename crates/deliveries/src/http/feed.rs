//! `POST /deliveries/courier-events/{id}`: reports of couriers. Open to whoever signs with the secret of a courier.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jianyue_contracts::Desk;
use jianyue_kernel::Actor;
use jianyue_platform::{App, Problem, http::Id};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::service::{CourierEvent, CourierOutcome, CourierResult, take_feed, trusted};

/// What happened.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CourierFeed {
    /// At most 200.
    #[schema(value_type = Vec<CourierEvent>)]
    events: Vec<Value>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CourierResults {
    /// In the order of the request.
    results: Vec<CourierResult>,
}

/// Takes what a courier tells of parcels. `X-Jianyue-Signature` is the HMAC of timestamp, full stop and body under the secret of
/// the courier, in hexadecimal; docs/courier-events.md has an example. 422 when an order or parcel is not known or an event is no
/// event: `results` says of each what became of it, and all others were taken.
#[utoipa::path(post, path = "/deliveries/courier-events/{id}", tag = "deliveries", security(()),
    params(("id" = uuid::Uuid, Path, description = "The courier"),
        ("X-Jianyue-Timestamp" = String, Header, description = "Unix seconds, within five minutes of the server's"),
        ("X-Jianyue-Signature" = String, Header, description = "The signature")),
    request_body = CourierFeed, responses((status = 200, body = CourierResults), (status = "default", body = Problem)))]
pub(super) async fn courier_feed(
    State(app): State<App>,
    Id(id): Id,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<CourierResults>, Problem> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = (header("x-jianyue-timestamp"), header("x-jianyue-signature"));
    let source = trusted(&app, &mut app.db().peek().await?, id, signed, &body).await?;
    let feed: CourierFeed = serde_json::from_slice(&body).map_err(|error| {
        let detail = format!("请求内容应是带有 events 列表的 JSON：{error}");
        Problem::new(StatusCode::BAD_REQUEST, "body.not_json", detail)
    })?;
    let by = Actor::system(&source.name);
    let mut tx = app.db().write().await?;
    let results = take_feed(&mut tx, Desk::of(&app, &by), &source, feed.events).await?;
    tx.commit().await?;
    let left: Vec<&CourierResult> = results
        .iter()
        .filter(|result| matches!(result.outcome, CourierOutcome::Unknown | CourierOutcome::Refused))
        .collect();
    let Some(first) = left.first() else { return Ok(Json(CourierResults { results })) };
    let code = if left.iter().any(|result| result.outcome == CourierOutcome::Unknown) {
        "deliveries.unknown_order"
    } else {
        "deliveries.bad_event"
    };
    let detail = format!("{} 个事件没有登记：{}", left.len(), first.detail.clone().unwrap_or_default());
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with("results", &results))
}
