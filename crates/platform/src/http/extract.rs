//! Extractors whose rejections are problem documents.

use std::ops::Deref;

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::JsonRejection},
    http::{StatusCode, header, request},
};
use jianyue_kernel::Actor;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{app::App, http::problem::Problem};

/// The one who acts. A handler that takes it is closed to everybody who is not signed in.
pub struct Caller(pub Actor);

impl Deref for Caller {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.0
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, app: &App) -> Result<Self, Problem> {
        app.authenticator().authenticate(app, parts).await.map(Self)
    }
}

/// A JSON body.
pub struct Input<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(bad_body(&rejection)),
        }
    }
}

fn bad_body(rejection: &JsonRejection) -> Problem {
    let (code, detail) = match rejection {
        JsonRejection::JsonDataError(e) => ("body.bad_field", format!("请求内容有一项不符合要求：{}", e.body_text())),
        JsonRejection::JsonSyntaxError(e) => ("body.not_json", format!("请求内容不是有效的 JSON：{}", e.body_text())),
        JsonRejection::MissingJsonContentType(_) => {
            ("body.not_json", "请求头缺少 Content-Type: application/json。".to_owned())
        }
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            ("body.too_large", "请求内容超过大小上限。附件请用附件接口上传。".to_owned())
        }
        other => ("body.unreadable", format!("请求内容读取失败：{}", other.body_text())),
    };
    Problem::new(rejection.status(), code, detail)
}

/// Query parameters.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Self, Problem> {
        let bad = |text: String| {
            Problem::new(StatusCode::BAD_REQUEST, "query.bad_parameter", format!("网址中的参数不符合要求：{text}"))
        };
        let Query(params) = Query::from_request_parts(parts, state).await.map_err(|e| bad(e.body_text()))?;
        Ok(Self(params))
    }
}

/// The id in a path with one.
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Self, Problem> {
        let Path(id) = Path::<Uuid>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found("path.bad_id", "没有这条记录：网址中的编号不正确。"))?;
        Ok(Self(id))
    }
}

/// The version that an edit was made from (`If-Match: "7"`).
pub struct IfMatch(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, _state: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Err(Problem::new(
                StatusCode::PRECONDITION_REQUIRED,
                "edit.version_required",
                "修改前请先读取最新内容，并在 If-Match 请求头中带上它的版本号。",
            ));
        };
        let version = value.to_str().ok().and_then(|text| text.trim_matches('"').parse().ok());
        version.map(Self).ok_or_else(|| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "edit.bad_version",
                "If-Match 请求头应是读取时 ETag 给出的版本号，例如 \"7\"。",
            )
        })
    }
}
