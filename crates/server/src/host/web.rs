//! The built web application, embedded in the binary.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../../web/dist"]
struct Assets;

/// Files whose names carry a hash of their content never change.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The page itself is asked for anew each time, so that a new version is seen at once.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers what no route answered: a file, or the page, which finds its own way to a view.
#[expect(clippy::unused_async, reason = "axum takes asynchronous handlers")]
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(response) = file(path, &headers) {
        return response;
    }
    // A missing file is missing; any other address is a view of the application.
    let looks_like_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if looks_like_file {
        return StatusCode::NOT_FOUND.into_response();
    }
    file("index.html", &headers).unwrap_or_else(|| {
        (StatusCode::NOT_FOUND, "The web application is not in this build: run `make web`, then build again.\n")
            .into_response()
    })
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let asset = Assets::get(path)?;
    let etag = HeaderValue::from_str(&format!("\"{}\"", hex::encode(&asset.metadata.sha256_hash()[..16]))).ok()?;
    if headers.get(header::IF_NONE_MATCH) == Some(&etag) {
        return Some(StatusCode::NOT_MODIFIED.into_response());
    }
    let mut response = Response::new(Body::from(asset.data));
    let kept = if path.starts_with("assets/") { FOREVER } else { ASK };
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response.headers_mut().insert(header::ETAG, etag);
    let media_type = HeaderValue::from_str(asset.metadata.mimetype()).ok()?;
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    Some(response)
}

/// Whether the web application is in this build.
#[must_use]
pub fn is_embedded() -> bool {
    Assets::get("index.html").is_some()
}
