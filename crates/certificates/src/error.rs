//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults};
use serde_json::Value;

use crate::read::ReadError;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// No such thing, or none that the caller may know of.
    #[error("没有这项内容，或者您没有查看它的权限。")]
    NotFound,
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent does not fit.
    #[error(transparent)]
    Form(#[from] FormFaults),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The register has this certificate.
    #[error("台账中已有 {issuer} 颁发的序列号为 {serial} 的证书。请核对后修改那一张。")]
    Exists {
        /// Its serial number.
        serial: String,
        /// Who issued it.
        issuer: String,
    },
    /// Somebody else changed it meanwhile.
    #[error("内容已被他人修改，您的修改没有保存。请对照最新内容后重新修改。")]
    Stale {
        /// As it is now.
        current: Box<Value>,
    },
    /// Not allowed in the present state.
    #[error("{0}")]
    WrongState(String),
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// A table could not be written.
    #[error("the table could not be written: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<CertificateError> for Problem {
    fn from(error: CertificateError) -> Self {
        let detail = error.to_string();
        match error {
            CertificateError::NotFound => Self::not_found("certificates.not_found", &detail),
            CertificateError::Denied(denied) => denied.into(),
            CertificateError::Form(faults) => faults.problem("certificates.bad_fields"),
            CertificateError::Read(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "certificates.bad_file", detail),
            CertificateError::Exists { .. } => Self::new(StatusCode::CONFLICT, "certificates.exists", detail),
            CertificateError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "certificates.stale_version", detail)
                    .with("current", current)
            }
            CertificateError::WrongState(_) => Self::new(StatusCode::CONFLICT, "certificates.wrong_state", detail),
            CertificateError::BadCursor(error) => error.into(),
            error @ CertificateError::Sheet(_) => Self::internal(&error),
            CertificateError::Registry(error) => error.into(),
            CertificateError::Db(error) => error.into(),
        }
    }
}
