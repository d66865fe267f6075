//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// A place in what was sent that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NotificationFault)]
pub struct BadPlace {
    /// The member, for instance `rules.3.to`.
    pub field: String,
    /// The line in its text, from 1, where it is a text of several lines.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

impl BadPlace {
    /// A member that does not fit.
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), line: None, message: message.into() }
    }
}

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The caller answers for some works only.
    #[error("您只负责本合同的部分工作，不能设置整个合同的通知。请联系负责全部工作的项目经理。")]
    PartOnly,
    /// What was sent does not fit.
    #[error("有 {} 项内容需要修改：{}", .0.len(), .0.iter().map(|bad| bad.message.as_str()).collect::<Vec<_>>().join("；"))]
    Bad(Vec<BadPlace>),
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人修改，您的修改没有保存。请刷新后重新修改。")]
    Stale,
    /// A message in this state is not sent again or taken back.
    #[error("这条消息当前是“{0}”，不能这样处理。请刷新后再试。")]
    WrongState(&'static str),
    /// Trial messages are few.
    #[error("试发太频繁。请等一分钟再试。")]
    TooOften,
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// The settings of a channel do not open: a fault of the key file.
    #[error("the settings of a channel do not open: {0}")]
    Sealed(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<NotifyError> for Problem {
    fn from(error: NotifyError) -> Self {
        let detail = error.to_string();
        match error {
            NotifyError::NotFound => Self::not_found("notify.not_found", &detail),
            NotifyError::Denied(denied) => denied.into(),
            NotifyError::Bad(places) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "notify.bad_fields", detail).with("errors", places)
            }
            NotifyError::PartOnly => Self::new(StatusCode::FORBIDDEN, "notify.part_only", detail),
            NotifyError::Stale => Self::new(StatusCode::PRECONDITION_FAILED, "notify.stale_version", detail),
            NotifyError::WrongState(_) => Self::new(StatusCode::CONFLICT, "notify.wrong_state", detail),
            NotifyError::TooOften => Self::new(StatusCode::TOO_MANY_REQUESTS, "notify.too_often", detail),
            NotifyError::BadCursor(error) => error.into(),
            error @ NotifyError::Sealed(_) => Self::internal(&error),
            NotifyError::Db(error) => error.into(),
        }
    }
}
