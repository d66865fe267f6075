//! Files that were made for the caller, handed out to be saved.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};

use super::Problem;
use crate::blob::content_disposition;

/// `content` to be saved as `name`, which may be Chinese (RFC 6266, RFC 8187) and carries its ending; never shown by the
/// browser, never kept on the way. For files of the blob store see [`crate::files`].
#[must_use]
pub fn attachment(name: &str, media_type: &'static str, content: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_DISPOSITION, content_disposition(name));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    (headers, content).into_response()
}

/// Makes a file where blocking is allowed, and hands it out like [`attachment`].
///
/// # Errors
/// When it cannot be made; why is logged and not told.
pub async fn made<E: std::error::Error + Send + 'static>(
    name: &str,
    media_type: &'static str,
    make: impl FnOnce() -> Result<Vec<u8>, E> + Send + 'static,
) -> Result<Response, Problem> {
    let content = tokio::task::spawn_blocking(make).await.map_err(|error| Problem::internal(&error))?;
    Ok(attachment(name, media_type, content.map_err(|error| Problem::internal(&error))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_file_is_saved_under_its_chinese_name() {
        let response = attachment("月报.pdf", "application/pdf", vec![1, 2, 3]);
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(header(header::CONTENT_TYPE), "application/pdf");
        assert_eq!(
            header(header::CONTENT_DISPOSITION),
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%9C%88%E6%8A%A5.pdf"
        );
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
}
