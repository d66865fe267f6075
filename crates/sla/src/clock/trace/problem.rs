//! Facts that do not fit.

/// A fact that does not fit those before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第 {} 条事实（index {index}，{fact}）：{problem}", .index + 1)]
pub struct FactError {
    /// Index in the list, from 0.
    pub index: usize,
    /// Its name.
    pub fact: &'static str,
    /// Why it does not fit.
    pub problem: FactProblem,
}

/// Why a fact does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactProblem {
    /// Earlier than the fact before it.
    #[error("时间早于前一条事实：请按发生的先后排列")]
    OutOfOrder,
    /// The list does not begin with an opening.
    #[error("工单尚未受理：第一条事实必须是 opened")]
    NotOpened,
    /// Opened twice.
    #[error("工单已经受理过：再次受理请用 reopened")]
    AlreadyOpened,
    /// The ticket has ended.
    #[error("工单已经结束：要继续处理请先写 reopened")]
    Ended,
    /// Resumed without a pause.
    #[error("没有正在进行的暂停：resumed 之前必须有 paused")]
    NotPaused,
    /// Paused twice.
    #[error("已经处于暂停之中：请先写 resumed")]
    AlreadyPaused,
    /// Nothing runs that a pause could hold.
    #[error("解决方案已经提交，没有可以暂停的计时")]
    NothingToPause,
    /// The matrix has no such case.
    #[error("没有“{severity}”这个级别：合同中有 {known}")]
    UnknownSeverity {
        /// As given.
        severity: String,
        /// What there is.
        known: String,
    },
    /// The former case is another.
    #[error("变更前的级别应为“{actual}”，不是“{given}”")]
    WrongFrom {
        /// As given.
        given: String,
        /// The case in force.
        actual: String,
    },
    /// Not one level or two up.
    #[error("只能升到更高的一级：当前第 {from} 级，最高第 {} 级，不能升到第 {to} 级", super::super::LAST_LEVEL)]
    BadLevel {
        /// The level that holds the ticket.
        from: u8,
        /// As given.
        to: u8,
    },
    /// No such clock runs.
    #[error("没有正在进行的“{}”计时，不能调整它的时限", .0.label())]
    NoSuchClock(super::super::ClockKind),
    /// Nothing to accept or refuse.
    #[error("没有待确认的解决方案：之前必须有 resolved")]
    NotSolved,
    /// Nothing to reopen.
    #[error("工单还没有解决或关闭，不需要重新受理")]
    NotEnded,
}
