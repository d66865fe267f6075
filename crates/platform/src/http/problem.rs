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
    /// The sort of problem in a few words, the same for every problem of its status.
    pub title: String,
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
            title: title(status).to_owned(),
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
        Self::internal_unlogged()
    }

    pub(super) fn internal_unlogged() -> Self {
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

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "请求有误",
        401 => "需要登录",
        403 => "没有权限",
        404 => "没有找到",
        405 => "不支持的操作",
        409 => "与现有内容冲突",
        412 => "内容已被他人修改",
        413 => "内容过大",
        415 => "不支持的格式",
        422 => "内容不符合要求",
        423 => "账号已锁定",
        428 => "缺少版本号",
        429 => "操作过于频繁",
        503 => "暂时不可用",
        500.. => "系统内部错误",
        _ => "操作没有完成",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        // Kept beside the body, so that the layer that knows the request's id can add it.
        response.extensions_mut().insert(self);
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
