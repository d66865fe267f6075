//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults};
use serde_json::Value;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum HotlineError {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent does not fit.
    #[error(transparent)]
    Bad(#[from] FormFaults),
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人修改，您的修改没有保存。请对照最新内容后重新修改。")]
    Stale {
        /// As it is now.
        current: Box<Value>,
    },
    /// Not allowed in the present state.
    #[error("{0}")]
    WrongState(&'static str),
    /// A report of a phone system that is not signed as it should be.
    #[error("签名不正确、时间戳相差超过 5 分钟，或没有这个电话系统。请核对密钥、算法和双方的时钟。")]
    BadSignature,
    /// A report that is too large.
    #[error("一次最多上报 200 个事件、256 kB，请分批上报。")]
    TooLarge,
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// A sealed field that does not open: a fault of the key file.
    #[error("a sealed field of the hotline does not open: {0}")]
    Sealed(#[from] jianyue_platform::sealed::OpenError),
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl HotlineError {
    /// One member that does not fit.
    pub(crate) fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::Bad(FormFaults::one(field, message))
    }
}

impl From<HotlineError> for Problem {
    fn from(error: HotlineError) -> Self {
        let detail = error.to_string();
        match error {
            HotlineError::NotFound => Self::not_found("hotline.not_found", &detail),
            HotlineError::Denied(denied) => denied.into(),
            HotlineError::Bad(faults) => faults.problem("hotline.bad_fields"),
            HotlineError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "hotline.stale_version", detail).with("current", current)
            }
            HotlineError::WrongState(_) => Self::new(StatusCode::CONFLICT, "hotline.wrong_state", detail),
            HotlineError::BadSignature => Self::new(StatusCode::UNAUTHORIZED, "hotline.bad_signature", detail),
            HotlineError::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "hotline.feed_too_large", detail),
            HotlineError::BadCursor(error) => error.into(),
            error @ HotlineError::Sealed(_) => Self::internal(&error),
            HotlineError::Registry(error) => error.into(),
            HotlineError::Db(error) => error.into(),
        }
    }
}
