//! Errors as RFC 9457 problem documents: a stable code for programs, plain Chinese for people.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jianyue_kernel::{BadCursor, Denied};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::db::DbError;

/// An error as it is sent to the caller.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:jianyue:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// Stable code, `module.what_is_wrong`.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// What is wrong and what to do, in plain Chinese.
    pub detail: String,
    /// Further members, by code.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub more: Map<String, Value>,
}

impl Problem {
    /// A problem with a status, a stable code, and a sentence that says what is wrong and what to do.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:jianyue:problem:{code}"),
            code: code.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            more: Map::new(),
        }
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Serialize) -> Self {
        self.more.insert(key.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }

    /// Something broke inside. The cause is logged here, once, and never sent out.
    #[must_use]
    pub fn internal(cause: &dyn std::error::Error) -> Self {
        tracing::error!(error = %cause, source = ?cause.source(), "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "系统内部出错，操作没有生效。请稍后重试；仍不行时把请求编号告诉管理员。",
        )
    }

    /// There is no such thing, or none that the caller may know of.
    #[must_use]
    pub fn not_found(code: &str, detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        Self::internal(&error)
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        Self::new(StatusCode::FORBIDDEN, "denied", denied.to_string()).with("permission", denied.code)
    }
}

impl From<BadCursor> for Problem {
    fn from(error: BadCursor) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "page.bad_cursor", error.to_string())
    }
}
