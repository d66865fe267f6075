//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults};
use serde_json::Value;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent does not fit.
    #[error(transparent)]
    Form(#[from] FormFaults),
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人修改，您的修改没有保存。请对照最新内容后重新修改。")]
    Stale {
        /// As it is now.
        current: Box<Value>,
    },
    /// Not allowed in the present state.
    #[error("{0}")]
    WrongState(&'static str),
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A value that could not be written as JSON, or read from it.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<BackupError> for Problem {
    fn from(error: BackupError) -> Self {
        let detail = error.to_string();
        match error {
            BackupError::NotFound => Self::not_found("backups.not_found", &detail),
            BackupError::Denied(denied) => denied.into(),
            BackupError::Form(faults) => faults.problem("backups.bad_fields"),
            BackupError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "backups.stale_version", detail).with("current", current)
            }
            BackupError::WrongState(_) => Self::new(StatusCode::CONFLICT, "backups.wrong_state", detail),
            BackupError::BadCursor(error) => error.into(),
            BackupError::Registry(error) => error.into(),
            error @ BackupError::Json(_) => Self::internal(&error),
            BackupError::Db(error) => error.into(),
        }
    }
}
