//! Why a file was not kept.

use std::io;

use axum::http::StatusCode;

use super::kind::ALLOWED;
use crate::Problem;

/// The cause of an upload that broke off.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A file that was not kept.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// No bytes.
    #[error("附件是空文件：请确认选对了文件，再重新上传。")]
    Empty,
    /// More bytes than allowed; the rest was not read.
    #[error("附件超过大小上限 {}：请压缩或拆分成几个文件后再上传。", size_text(*limit))]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Content that may not be attached, whatever it is called.
    #[error("“{name}”的内容是{found}，不能作为附件。可以上传：{ALLOWED}。")]
    Refused {
        /// The file's name.
        name: String,
        /// What the content is.
        found: String,
    },
    /// Content that is not what the name or the sender says.
    #[error(
        "“{name}”{said}是{claimed}，内容却是{found}：请确认选对了文件；内容没错时，把扩展名改为 .{extension} 后再上传。"
    )]
    Mismatch {
        /// The file's name.
        name: String,
        /// Who says so: the extension or the media type.
        said: &'static str,
        /// What it is said to be.
        claimed: String,
        /// What the content is.
        found: &'static str,
        /// The extension that fits the content.
        extension: &'static str,
    },
    /// The sender broke off.
    #[error("附件没有传完就中断了：请检查网络后重新上传。")]
    Interrupted(#[source] BoxError),
    /// The disk refused.
    #[error("the attachment could not be written: {0}")]
    Io(#[from] io::Error),
}

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        let text = error.to_string();
        match error {
            BlobError::Empty => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "attachment.empty", text),
            BlobError::TooLarge { limit } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "attachment.too_large", text).with("limit_bytes", limit)
            }
            BlobError::Refused { found, .. } => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "attachment.type_refused", text).with("found", found)
            }
            BlobError::Mismatch { claimed, found, .. } => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "attachment.type_mismatch", text)
                    .with("claimed", claimed)
                    .with("found", found)
            }
            BlobError::Interrupted(_) => Self::new(StatusCode::BAD_REQUEST, "attachment.interrupted", text),
            BlobError::Io(error) if error.kind() == io::ErrorKind::StorageFull => {
                tracing::error!(%error, "no space for an attachment");
                Self::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "attachment.no_space",
                    "服务器磁盘空间不足，附件没有保存。请联系系统管理员。",
                )
            }
            BlobError::Io(error) => Self::internal(&error),
        }
    }
}

/// A size as people read it, in the largest unit that divides it.
fn size_text(bytes: u64) -> String {
    match bytes {
        0 => "0 字节".to_owned(),
        b if b.is_multiple_of(1 << 20) => format!("{} MB", b >> 20),
        b if b.is_multiple_of(1 << 10) => format!("{} KB", b >> 10),
        b => format!("{b} 字节"),
    }
}
