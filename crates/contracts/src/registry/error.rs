//! What can go wrong in the registry.

use chrono::NaiveDate;
use jianyue_kernel::{ContractVersionId, Denied};
use jianyue_platform::DbError;
use jianyue_sla::CalendarLoadError;

use crate::{ParseError, check::Finding};

/// A contract gives no clocks on this day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInForce {
    /// Its term, or its first version, begins later.
    #[error(
        "合同“{title}”（{prefix}）自 {from} 起生效，现在还不能据此受理。请在生效后登记；如生效日期有误，请联系系统管理员。"
    )]
    NotYetEffective {
        /// Title of the contract.
        title: String,
        /// Its prefix.
        prefix: String,
        /// First day in force.
        from: NaiveDate,
    },
    /// Its term is over.
    #[error(
        "合同“{title}”（{prefix}）已于 {until} 到期，不能再据此受理。如已续签或签订补充协议，请系统管理员导入新的合同文本。"
    )]
    Expired {
        /// Title of the contract.
        title: String,
        /// Its prefix.
        prefix: String,
        /// Last day in force.
        until: NaiveDate,
    },
}

/// Why a version cannot be handed out.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The contract gives no clocks on this day.
    #[error(transparent)]
    NotInForce(#[from] NotInForce),
    /// A stored text that this program cannot read: it was imported by another version of the program.
    #[error("the stored text of contract version {version} cannot be read: {reason}")]
    Unreadable {
        /// The version.
        version: ContractVersionId,
        /// The first error in it.
        reason: String,
    },
    /// A stored holiday notice that this program cannot read.
    #[error("a stored holiday notice cannot be read: {0}")]
    UnreadableNotice(CalendarLoadError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why a contract text was not imported. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The text is longer than any contract.
    #[error("合同文本有 {bytes} 字节，超过上限 {limit} 字节。请确认导入的是合同 TOML 文件。")]
    TooLarge {
        /// Length of the text.
        bytes: usize,
        /// What is allowed.
        limit: usize,
    },
    /// The text is no contract: syntax, unknown keys, wrong values, each with its place.
    #[error("合同文本有 {} 处错误，没有导入。请按列出的行号修改后重新导入。", .0.len())]
    BadText(Vec<ParseError>),
    /// The text contradicts itself so that it cannot be run.
    #[error("合同检查发现 {} 个错误，没有导入。请按列出的条款修改后重新导入；警告不影响导入。", .0.len())]
    Refused(Vec<Finding>),
    /// The same text is there already.
    #[error("这份文本与合同“{title}”第 {version} 版完全相同，没有重复导入。要导入补充协议，请先修改文本。")]
    SameText {
        /// Title of the contract.
        title: String,
        /// The version that has this text.
        version: i64,
    },
    /// An amendment that does not say from when it holds.
    #[error("合同“{title}”已有第 {version} 版（{last} 起生效）。再次导入是补充协议，请填写它的生效日期。")]
    EffectiveDateNeeded {
        /// Title of the contract.
        title: String,
        /// Newest version.
        version: i64,
        /// Its first day.
        last: NaiveDate,
    },
    /// An amendment that would rewrite the past.
    #[error("补充协议的生效日期 {effective_on} 应晚于上一版的生效日期 {last}。请改为 {last} 之后的日期。")]
    NotAfterLast {
        /// The date asked for.
        effective_on: NaiveDate,
        /// First day of the newest version.
        last: NaiveDate,
    },
    /// The original would hold only after its own term.
    #[error("生效日期 {effective_on} 晚于合同期满日 {until}，这份文本永远不会生效。请检查生效日期和合同期限。")]
    AfterTerm {
        /// The date asked for.
        effective_on: NaiveDate,
        /// Last day of the term.
        until: NaiveDate,
    },
    /// Another contract has this prefix.
    #[error("编号前缀 {prefix} 已由合同“{title}”使用。请给这份合同换一个前缀。")]
    PrefixTaken {
        /// The prefix.
        prefix: String,
        /// Who has it.
        title: String,
    },
    /// An amendment with another prefix, under which old numbers would not be found.
    #[error("补充协议不能更改编号前缀：应为 {expected}，文本中是 {found}。")]
    PrefixChanged {
        /// The prefix of the contract.
        expected: String,
        /// The prefix in the text.
        found: String,
    },
    /// What is stored cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why a holiday notice was not loaded. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Rows that are no days of a notice, each with its line.
    #[error("{0}")]
    BadRows(CalendarLoadError),
    /// Not one day in it.
    #[error("文件中没有任何日期，没有载入。每行应为：日期,类型(holiday 放假或 workday 调休上班),节日名称。")]
    Empty,
    /// The same as what is there.
    #[error("这份放假通知与现有日历完全相同，没有重复载入。")]
    NothingNew,
    /// What is stored cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}
