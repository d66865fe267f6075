//! The built web application, embedded in the binary.

use std::{
    collections::HashMap,
    io::Write,
    sync::{LazyLock, Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
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
    let media_type = HeaderValue::from_str(asset.metadata.mimetype()).ok()?;
    let digest = asset.metadata.sha256_hash();
    let packs = is_text(asset.metadata.mimetype()) && takes_gzip(headers);
    let mark = if packs { "-gz" } else { "" };
    let etag = HeaderValue::from_str(&format!("\"{}{mark}\"", hex::encode(&digest[..16]))).ok()?;
    if headers.get(header::IF_NONE_MATCH) == Some(&etag) {
        return Some(StatusCode::NOT_MODIFIED.into_response());
    }
    let body = if packs { packed(digest, &asset.data)? } else { asset.data.into_owned().into() };
    let mut response = Response::new(Body::from(body));
    let kept = if path.starts_with("assets/") { FOREVER } else { ASK };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, kept);
    answer.insert(header::ETAG, etag);
    answer.insert(header::CONTENT_TYPE, media_type);
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packs {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}

/// What is made of text becomes a third of its size; pictures and fonts are packed already.
fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || media_type.contains("javascript")
        || media_type.contains("json")
        || media_type.contains("svg")
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let offered = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    offered.split(',').map(str::trim).any(|one| one == "gzip" || (one.starts_with("gzip;") && !one.ends_with("q=0")))
}

/// `data` packed as small as gzip can, once for each content: answers of programs are packed quickly, these are packed well.
fn packed(digest: [u8; 32], data: &[u8]) -> Option<Bytes> {
    static PACKED: LazyLock<Mutex<HashMap<[u8; 32], Bytes>>> = LazyLock::new(Mutex::default);
    let kept = || PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = kept().get(&digest) {
        return Some(found.clone());
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(data.len() / 3), Compression::best());
    encoder.write_all(data).ok()?;
    let small = Bytes::from(encoder.finish().ok()?);
    kept().insert(digest, small.clone());
    Some(small)
}

/// Whether the web application is in this build.
#[must_use]
pub fn is_embedded() -> bool {
    Assets::get("index.html").is_some()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn headers(accepts: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_str(accepts).unwrap())])
    }

    #[test]
    fn gzip_is_given_to_whom_it_is_good_for() {
        for accepts in ["gzip", "br, gzip", "gzip;q=0.8, br"] {
            assert!(takes_gzip(&headers(accepts)), "{accepts}");
        }
        for accepts in ["", "br", "gzip;q=0", "identity", "xgzip"] {
            assert!(!takes_gzip(&headers(accepts)), "{accepts}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
        assert!(is_text("text/javascript") && is_text("image/svg+xml") && !is_text("image/png"));
    }

    #[test]
    fn what_is_packed_unpacks_to_itself() {
        let data = "践约".repeat(1000);
        let small = packed([7; 32], data.as_bytes()).unwrap();
        let mut back = String::new();
        flate2::read::GzDecoder::new(&small[..]).read_to_string(&mut back).unwrap();
        assert!(back == data && small.len() < data.len() / 10);
        assert_eq!(packed([7; 32], b"the first one is kept"), Some(small));
    }
}
