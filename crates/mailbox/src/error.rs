//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults, sealed::OpenError};
use serde_json::Value;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No such thing.
    #[error("没有这项内容。它可能已被删除，请刷新后重试。")]
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
    /// Not in quarantine any more.
    #[error("这封邮件已经处理过了，请刷新后查看处理结果。")]
    Settled,
    /// The mail itself is not here.
    #[error("这封邮件太大，系统没有收取正文，原件仍在邮箱里。请到邮箱中查看，再手工登记工单。")]
    NoFile,
    /// The records refused it.
    #[error("没有办成：{0}")]
    Refused(String),
    /// The mail cannot be read.
    #[error("这封邮件的结构已损坏，无法识别正文。请下载原件查看，再手工登记工单。")]
    Broken,
    /// The list gave no such cursor.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// A sealed field that does not open: a fault of the key file.
    #[error("a sealed field of a mail does not open: {0}")]
    Sealed(#[from] OpenError),
    /// The disk refused.
    #[error("a mail could not be kept on the disk: {0}")]
    Io(#[from] std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl MailError {
    /// One member that does not fit.
    pub(crate) fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::Bad(FormFaults::one(field, message))
    }
}

impl From<MailError> for Problem {
    fn from(error: MailError) -> Self {
        let detail = error.to_string();
        match error {
            MailError::NotFound => Self::not_found("mailbox.not_found", &detail),
            MailError::Denied(denied) => denied.into(),
            MailError::Bad(faults) => faults.problem("mailbox.bad_fields"),
            MailError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "mailbox.stale_version", detail).with("current", current)
            }
            MailError::Settled => Self::new(StatusCode::CONFLICT, "mailbox.settled", detail),
            MailError::NoFile => Self::new(StatusCode::CONFLICT, "mailbox.no_file", detail),
            MailError::Refused(_) => Self::new(StatusCode::CONFLICT, "mailbox.refused", detail),
            MailError::Broken => Self::new(StatusCode::CONFLICT, "mailbox.broken", detail),
            MailError::BadCursor(error) => error.into(),
            error @ (MailError::Sealed(_) | MailError::Io(_)) => Self::internal(&error),
            MailError::Db(error) => error.into(),
        }
    }
}
