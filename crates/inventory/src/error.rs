//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults};
use serde_json::Value;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent does not fit.
    #[error(transparent)]
    Form(#[from] FormFaults),
    /// The contract has a source of this name.
    #[error("本合同已有名为“{0}”的数据源，请换一个名称。")]
    Exists(String),
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人修改，您的修改没有保存。请对照最新内容后重新修改。")]
    Stale {
        /// As it is now.
        current: Box<Value>,
    },
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// The document could not be written.
    #[error("the document could not be written: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
    /// A value that could not be written as JSON, or read from it.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<InventoryError> for Problem {
    fn from(error: InventoryError) -> Self {
        let detail = error.to_string();
        match error {
            InventoryError::NotFound => Self::not_found("inventory.not_found", &detail),
            InventoryError::Denied(denied) => denied.into(),
            InventoryError::Form(faults) => faults.problem("inventory.bad_fields"),
            InventoryError::Exists(_) => Self::new(StatusCode::CONFLICT, "inventory.exists", detail),
            InventoryError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "inventory.stale_version", detail).with("current", current)
            }
            InventoryError::BadCursor(error) => error.into(),
            error @ (InventoryError::Sheet(_) | InventoryError::Json(_)) => Self::internal(&error),
            InventoryError::Registry(error) => error.into(),
            InventoryError::Db(error) => error.into(),
        }
    }
}
