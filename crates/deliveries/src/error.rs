//! What can go wrong.

use axum::http::StatusCode;
use jianyue_contracts::Refusal;
use jianyue_platform::{DbError, Problem, sealed::OpenError};
use jianyue_sheets::TableError;

jianyue_contracts::refusals!(DeliveryError, "deliveries");

impl DeliveryError {
    /// A report that is not signed as it should be.
    pub(crate) fn bad_signature() -> Self {
        let text = "签名不正确、时间戳相差超过 5 分钟，或没有这个快递数据源。请核对密钥、算法和双方的时钟。";
        Problem::new(StatusCode::UNAUTHORIZED, "deliveries.bad_signature", text).into()
    }

    /// A report that is too large.
    pub(crate) fn too_large() -> Self {
        let text = "一次最多上报 200 个事件、256 kB，请分批上报。";
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "deliveries.feed_too_large", text).into()
    }

    /// A sealed field that does not open: a fault of the key file.
    pub(crate) fn sealed(error: OpenError) -> Self {
        Problem::internal(&error).into()
    }

    /// The contract says nothing of it.
    pub(crate) fn no_rule(what: &str) -> Self {
        Refusal::rule("no_rule", format!("合同没有约定{what}，不能在这里登记。")).into()
    }

    /// Somebody else took one of the same orders over at the same moment.
    pub(crate) fn meanwhile(error: DbError) -> Self {
        if error.is_unique_violation() {
            let text = "刚刚有人导入了相同的订单，这次没有导入。请重新导入一次，已有的订单会自动跳过。";
            return Refusal::rule("imported_meanwhile", text).into();
        }
        error.into()
    }

    /// A table of which nothing can be read.
    pub(crate) fn table(error: &TableError) -> Self {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "deliveries.bad_table", error.to_string()).into()
    }

    /// A workbook that cannot be written.
    pub(crate) fn workbook(error: &rust_xlsxwriter::XlsxError) -> Self {
        Problem::internal(error).into()
    }
}
