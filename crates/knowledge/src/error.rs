//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults};
use serde_json::Value;
use uuid::Uuid;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
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
    #[error("文章已被他人修改，您的修改没有保存。请对照最新内容后重新修改。")]
    Stale {
        /// As it is now.
        current: Box<Value>,
    },
    /// Not allowed in the present state.
    #[error("{0}")]
    WrongState(&'static str),
    /// Who wrote it wants to publish it.
    #[error("您写过或修改过这篇文章，不能自己发布。请由另一位项目经理审核后发布。")]
    OwnWork,
    /// The ticket was written up before.
    #[error("这张工单已经写成 {number}，请直接修改那一篇。")]
    WrittenBefore {
        /// The article's number.
        number: String,
        /// The article.
        id: Uuid,
    },
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<KnowledgeError> for Problem {
    fn from(error: KnowledgeError) -> Self {
        let detail = error.to_string();
        match error {
            KnowledgeError::NotFound => Self::not_found("knowledge.not_found", &detail),
            KnowledgeError::Denied(denied) => denied.into(),
            KnowledgeError::Bad(faults) => faults.problem("knowledge.bad_fields"),
            KnowledgeError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "knowledge.stale_version", detail).with("current", current)
            }
            KnowledgeError::WrongState(_) => Self::new(StatusCode::CONFLICT, "knowledge.wrong_state", detail),
            KnowledgeError::OwnWork => Self::new(StatusCode::CONFLICT, "knowledge.own_work", detail),
            KnowledgeError::WrittenBefore { id, .. } => {
                Self::new(StatusCode::CONFLICT, "knowledge.written_before", detail).with("article_id", id)
            }
            KnowledgeError::BadCursor(error) => error.into(),
            KnowledgeError::Db(error) => error.into(),
        }
    }
}
