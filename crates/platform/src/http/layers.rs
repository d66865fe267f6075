//! What happens to every request: an id, a span, a time, a panic caught, headers set.

use std::{any::Any, borrow::Cow, panic::AssertUnwindSafe, time::Instant};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use tower_http::{CompressionLevel, compression::CompressionLayer};
use tracing::Instrument;

use super::problem::Problem;
use crate::{app::App, metrics};

/// Largest body that is not an upload, in bytes. A route that takes uploads sets its own limit.
pub const BODY_LIMIT: usize = 1 << 20;
/// Names a request in answers, logs and the audit trail.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a page may load and from where; the web application is served from here and nothing else is.
const CONTENT_SECURITY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
                                font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; \
                                form-action 'self'; frame-ancestors 'none'";
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(self), microphone=(self)"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The id of a request, in its extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// `router` with everything around it that every request passes, ready to be served. Server-sent events, images and
/// small answers are not compressed.
pub fn layers(app: &App, router: Router<App>) -> Router {
    router
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), observe))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(app.clone())
}

async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = incoming_id(request.headers()).unwrap_or_else(|| app.env().id().simple().to_string());
    let header = HeaderValue::try_from(&id).unwrap_or(HeaderValue::from_static("none"));
    request.headers_mut().insert(REQUEST_ID, header.clone());
    request.extensions_mut().insert(RequestId(id.clone()));
    let is_api = request.uri().path().starts_with("/api/");
    let route = request.extensions().get().map(|path: &MatchedPath| path.as_str().to_owned()).unwrap_or_default();
    let method = method_name(request.method());
    let span = tracing::info_span!("request", id, method, path = &*written_down(request.uri().path()));

    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    let mut response = span.in_scope(|| finished(answer, &id));

    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, header);
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_api {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    let status = response.status().as_u16();
    span.in_scope(|| tracing::debug!(status, ms = start.elapsed().as_millis(), "answered"));
    app.metrics().request(metrics::Request { route, method, status }, start.elapsed());
    response
}

/// A path as it is written down: without the secret that an address of a feed holds.
fn written_down(path: &str) -> Cow<'_, str> {
    const FEEDS: &str = "/api/v1/feeds/";
    match path.strip_prefix(FEEDS) {
        Some(rest) => {
            let what = rest.split_once('/').map_or("", |(_, what)| what);
            Cow::Owned(format!("{FEEDS}…/{what}"))
        }
        None => Cow::Borrowed(path),
    }
}

/// An id that the caller gave, if it is one that may go into logs and the audit trail.
fn incoming_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let sane = (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    sane.then(|| id.to_owned())
}

fn method_name(method: &Method) -> &'static str {
    let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS];
    let names = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    known.iter().position(|known| known == method).map_or("other", |i| names[i])
}

/// The answer with the request's id in its problem document, if it is one; a panic, an unknown path and a method that a
/// path does not know become problem documents too.
fn finished(answer: Result<Response, Box<dyn Any + Send>>, id: &str) -> Response {
    let mut response = answer.unwrap_or_else(|panic| panicked(&*panic));
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if response.headers().contains_key(header::CONTENT_TYPE) => return response,
        None if response.status() == StatusCode::NOT_FOUND => {
            Problem::not_found("path.unknown", "没有这个网址。请检查地址是否写对。")
        }
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method.not_allowed",
            "这个网址不支持这种操作。允许的操作见响应头 Allow。",
        ),
        None => return response,
    };
    let body = Json(problem.with("request_id", id)).into_response().into_body();
    *response.body_mut() = body;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = said.unwrap_or("(no text)"), "a request panicked");
    Problem::internal_unlogged().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_feeds_address_is_not_written_down() {
        assert_eq!(written_down("/api/v1/feeds/jyf_secret/billing.ics"), "/api/v1/feeds/…/billing.ics");
        assert_eq!(written_down("/api/v1/feeds/jyf_secret"), "/api/v1/feeds/…/");
        assert_eq!(written_down("/api/v1/tickets"), "/api/v1/tickets");
    }
}
