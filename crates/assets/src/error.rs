//! What can go wrong, each with its status and code.

use axum::http::StatusCode;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem, form::FormFaults};
use jianyue_sheets::TableError;
use serde_json::Value;

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
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
    Read(#[from] TableError),
    /// The contract has this code.
    #[error("本合同中已有编号 {0}。请换一个编号，或留空由系统编号。")]
    Exists(String),
    /// There are fewer than are wanted.
    #[error("备件 {code} 只剩 {stock} {unit}，不够扣减 {wanted} {unit}。请核对数量，或先登记入库。")]
    OutOfStock {
        /// The spare.
        code: String,
        /// How many there are.
        stock: i64,
        /// How many are wanted.
        wanted: i64,
        /// Of what.
        unit: String,
    },
    /// Lines of a stock-taking are not counted.
    #[error("还有 {0} 项没有盘点。请盘完，或确认不再盘点这些项后结束。")]
    NotAllCounted(i64),
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
    /// A label could not be drawn.
    #[error("a label could not be drawn: {0}")]
    Label(#[from] qrcode::types::QrError),
    /// The contract cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<AssetError> for Problem {
    fn from(error: AssetError) -> Self {
        let detail = error.to_string();
        match error {
            AssetError::NotFound => Self::not_found("assets.not_found", &detail),
            AssetError::Denied(denied) => denied.into(),
            AssetError::Form(faults) => faults.problem("assets.bad_fields"),
            AssetError::Read(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "assets.bad_file", detail),
            AssetError::Exists(_) => Self::new(StatusCode::CONFLICT, "assets.exists", detail),
            AssetError::OutOfStock { stock, .. } => {
                Self::new(StatusCode::CONFLICT, "assets.out_of_stock", detail).with("stock", stock)
            }
            AssetError::NotAllCounted(open) => {
                Self::new(StatusCode::CONFLICT, "assets.not_all_counted", detail).with("open", open)
            }
            AssetError::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "assets.stale_version", detail).with("current", current)
            }
            AssetError::WrongState(_) => Self::new(StatusCode::CONFLICT, "assets.wrong_state", detail),
            AssetError::BadCursor(error) => error.into(),
            error @ (AssetError::Sheet(_) | AssetError::Label(_)) => Self::internal(&error),
            AssetError::Registry(error) => error.into(),
            AssetError::Db(error) => error.into(),
        }
    }
}
