//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A member of what was sent that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProbingBadField)]
pub struct BadField {
    /// The member.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ProbingError {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent does not fit.
    #[error("有 {} 项内容需要修改：{}", .0.len(), .0.iter().map(|bad| bad.message.as_str()).collect::<Vec<_>>().join("；"))]
    Bad(Vec<BadField>),
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人修改，您的修改没有保存。请对照最新内容后重新修改。")]
    Stale {
        /// As it is now.
        current: Box<Value>,
    },
    /// Not allowed in the present state.
    #[error("{0}")]
    WrongState(&'static str),
    /// An agent that shows no token, or one of no agent.
    #[error("代理令牌不正确或已停用。请在“监测代理”中重新生成令牌，放入代理的令牌文件。")]
    BadToken,
    /// Too much at once.
    #[error("一次最多上报 {0} 条，请分批上报。")]
    TooMany(usize),
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// A sealed field that does not open: a fault of the key file.
    #[error("a sealed credential does not open: {0}")]
    Sealed(#[from] jianyue_platform::sealed::OpenError),
    /// A value that could not be written as JSON, or read from it.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ProbingError {
    /// One member that does not fit.
    pub(crate) fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::Bad(vec![BadField { field, message: message.into() }])
    }
}

impl From<ProbingError> for Problem {
    fn from(error: ProbingError) -> Self {
        let detail = error.to_string();
        match error {
            ProbingError::NotFound => Self::not_found("probing.not_found", &detail),
            ProbingError::Denied(denied) => denied.into(),
            ProbingError::Bad(places) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "probing.bad_fields", detail).with("errors", places)
            }
            ProbingError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "probing.stale_version", detail).with("current", current)
            }
            ProbingError::WrongState(_) => Self::new(StatusCode::CONFLICT, "probing.wrong_state", detail),
            ProbingError::BadToken => Self::new(StatusCode::UNAUTHORIZED, "probing.bad_token", detail),
            ProbingError::TooMany(_) => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "probing.too_many", detail),
            ProbingError::BadCursor(error) => error.into(),
            error @ (ProbingError::Sealed(_) | ProbingError::Json(_)) => Self::internal(&error),
            ProbingError::Db(error) => error.into(),
        }
    }
}
