//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use chrono::NaiveDate;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, blob::BlobError, form::FormFaults};
use serde_json::Value;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum InspectionError {
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
    /// An announcement after its day.
    #[error("计划日 {planned} 已过，不能再算作事先告知。请补做后提交，或在月报中说明原因。")]
    AnnouncedTooLate {
        /// The day for which it was planned.
        planned: NaiveDate,
    },
    /// A run before its period.
    #[error("这项工作从 {from} 起才计入本期，现在还不能开始。")]
    TooEarly {
        /// The first day of its period.
        from: NaiveDate,
    },
    /// A run that is closed with something missing.
    #[error("还不能提交：{0}")]
    Incomplete(String),
    /// A run that is closed already.
    #[error("这份记录已经提交，不能再改。需要更正时请填写原因，另开一份更正记录。")]
    Closed,
    /// A device has sent two steps under one id.
    #[error("这个操作编号已用于另一项操作，本次没有执行。请在手机上重新提交这项操作。")]
    OperationReused,
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// A picture that the store does not take.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl InspectionError {
    /// One member that does not fit.
    pub(crate) fn field(field: &'static str, message: impl Into<String>) -> Self {
        FormFaults::one(field, message).into()
    }
}

impl From<InspectionError> for Problem {
    fn from(error: InspectionError) -> Self {
        let detail = error.to_string();
        match error {
            InspectionError::NotFound => Self::not_found("inspection.not_found", &detail),
            InspectionError::Denied(denied) => denied.into(),
            InspectionError::Bad(faults) => faults.problem("inspection.bad_fields"),
            InspectionError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "inspection.stale_version", detail).with("current", current)
            }
            InspectionError::WrongState(_) => Self::new(StatusCode::CONFLICT, "inspection.wrong_state", detail),
            InspectionError::AnnouncedTooLate { .. } => {
                Self::new(StatusCode::CONFLICT, "inspection.announced_too_late", detail)
            }
            InspectionError::TooEarly { .. } => Self::new(StatusCode::CONFLICT, "inspection.too_early", detail),
            InspectionError::Incomplete(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "inspection.incomplete", detail)
            }
            InspectionError::Closed => Self::new(StatusCode::CONFLICT, "inspection.closed", detail),
            InspectionError::OperationReused => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "inspection.operation_reused", detail)
            }
            InspectionError::BadCursor(error) => error.into(),
            InspectionError::Blob(error) => error.into(),
            InspectionError::Registry(error) => error.into(),
            InspectionError::Db(error) => error.into(),
        }
    }
}
