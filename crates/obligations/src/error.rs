//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::Denied;
use jianyue_platform::{DbError, Problem, form::FormFaults};

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum DutyError {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent does not fit.
    #[error(transparent)]
    Form(#[from] FormFaults),
    /// Not allowed in the present state.
    #[error("{0}")]
    WrongState(&'static str),
    /// A module keeps it, and its own page is where it is done.
    #[error("这件事由对应的功能办理（巡检、备份、走访等），请到它的页面完成，台账会自动更新。")]
    Elsewhere,
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<DutyError> for Problem {
    fn from(error: DutyError) -> Self {
        let detail = error.to_string();
        match error {
            DutyError::NotFound => Self::not_found("obligations.not_found", &detail),
            DutyError::Denied(denied) => denied.into(),
            DutyError::Form(faults) => faults.problem("obligations.bad_fields"),
            DutyError::WrongState(_) => Self::new(StatusCode::CONFLICT, "obligations.wrong_state", detail),
            DutyError::Elsewhere => Self::new(StatusCode::CONFLICT, "obligations.elsewhere", detail),
            DutyError::Registry(error) => error.into(),
            DutyError::Db(error) => error.into(),
        }
    }
}
