//! What can go wrong with a ticket, each with its status and code.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use jianyue_contracts::registry::{CalendarError, RegistryError};
use jianyue_kernel::{BadCursor, Denied};
use jianyue_platform::{DbError, Problem};
use jianyue_sla::clock::FactError;
use serde_json::Value;

use crate::{
    fill::{self, UnknownVariable},
    model::Keep,
    policy::Action,
};

/// A field that does not fit, and why, in plain Chinese.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BadField {
    /// Name in the request.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl BadField {
    /// The fault of a field.
    #[must_use]
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// Why a use case did not happen. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// No such ticket, or none that the caller may know of.
    #[error("没有这张工单，或者您没有查看它的权限。请核对编号。")]
    NoTicket,
    /// No such contract, or none that the caller may know of.
    #[error("没有这份合同，或者您没有查看它的权限。")]
    NoContract,
    /// No such file, or none that the caller may know of.
    #[error("没有这个附件，或者您没有查看它的权限。")]
    NoAttachment,
    /// No such site, or none that the caller may know of.
    #[error("没有这个服务地点，或者您没有查看它的权限。")]
    NoSite,
    /// No such view, template or macro, or none that the caller may know of.
    #[error("没有这个{}，或者它已被删除、不再共用。请刷新后重试。", .0.label())]
    NoItem(Keep),
    /// The ticket has no such clock.
    #[error("这张工单没有这种计时。")]
    NoClock,
    /// Too much long work at a time.
    #[error(transparent)]
    Build(#[from] jianyue_platform::builds::AskError),
    /// The caller lacks the permission.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The caller has the permission, but may not do it to this ticket.
    #[error("{0}")]
    Refused(&'static str),
    /// The ticket is not in a state for it.
    #[error("工单{number}当前是“{state}”，不能{action}。请刷新后按页面给出的操作继续。")]
    WrongState {
        /// Number of the ticket.
        number: String,
        /// Its state.
        state: &'static str,
        /// What was asked for.
        action: &'static str,
    },
    /// Fields that do not fit.
    #[error("有 {} 项内容需要修改：{}", .0.len(), .0.iter().map(|bad| bad.message.as_str()).collect::<Vec<_>>().join("；"))]
    BadFields(Vec<BadField>),
    /// The edit was made from a version that is no more.
    #[error("这张工单已被他人修改，您的修改没有保存。请查看最新内容后重新修改。")]
    Stale {
        /// The ticket as it is now.
        current: Box<Value>,
    },
    /// The correction of a site was made from a version that is no more.
    #[error("这个服务地点已被他人修改，您的修改没有保存。请查看最新内容后重新修改。")]
    StaleSite {
        /// The site as it is now.
        current: Box<Value>,
    },
    /// A year without a holiday notice.
    #[error(
        "{year} 年放假安排未导入，无法计算到期时间，工单没有登记。请系统管理员在“工作日历”导入 {year} 年放假安排后重试。"
    )]
    NoHolidayData {
        /// The year.
        year: i32,
    },
    /// A device whose clock is fast.
    #[error(
        "设备时间 {} 比系统时间 {} 快了五分钟以上，没有保存。请把手机设为自动校准时间后重试。",
        jianyue_sla::zone::display(*device),
        jianyue_sla::zone::display(*now)
    )]
    DeviceTimeAhead {
        /// The device's time.
        device: DateTime<Utc>,
        /// The server's.
        now: DateTime<Utc>,
    },
    /// One of several steps was not possible; none of them is kept.
    #[error("第 {} 步没有完成，所有步骤都没有生效。{source}", .index + 1)]
    Step {
        /// Its place, from 0.
        index: usize,
        /// Why.
        source: Box<TicketError>,
    },
    /// A change was made from a version that is no more.
    #[error("这个{}已被他人修改，您的修改没有保存。请查看最新内容后重新修改。", kind.label())]
    StaleItem {
        /// What it is.
        kind: Keep,
        /// It as it is now.
        current: Box<Value>,
    },
    /// A text with a variable that nobody knows.
    #[error("{}{wrong}", step.map(|step| format!("第 {} 步：", step + 1)).unwrap_or_default())]
    UnknownVariable {
        /// Where the text is in the request.
        field: &'static str,
        /// In which step, from 0.
        step: Option<usize>,
        /// The variable and its place.
        wrong: UnknownVariable,
    },
    /// A device has sent two operations under one id.
    #[error("这个操作编号已用于另一项操作，本次没有执行。请在手机上重新提交这项操作。")]
    OperationReused,
    /// A cursor that this list did not give.
    #[error(transparent)]
    BadCursor(#[from] BadCursor),
    /// A holiday notice that cannot be loaded.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The contract gives no clocks, or cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The history does not fit together: a fault of the program.
    #[error("the facts of a ticket do not fit together: {0}")]
    Facts(#[from] FactError),
    /// The contract version of a ticket is not there: a fault of the data.
    #[error("the contract version that a ticket was opened under is gone")]
    NoVersion,
    /// A phone number was given to a desk that cannot seal it: a fault of the program.
    #[error("a phone number was given where nothing seals it")]
    NoSealer,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl TicketError {
    /// The refusal of `action` in the state named.
    pub(crate) fn wrong_state(number: &str, state: crate::model::State, action: Action) -> Self {
        Self::WrongState { number: number.to_owned(), state: state.label(), action: action.label() }
    }

    /// A single field that does not fit.
    pub(crate) fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::BadFields(vec![BadField::new(field, message)])
    }
}

const fn no_item(kind: Keep) -> &'static str {
    match kind {
        Keep::View => "ticketing.no_view",
        Keep::ReplyTemplate => "ticketing.no_reply_template",
        Keep::Macro => "ticketing.no_macro",
    }
}

impl From<TicketError> for Problem {
    fn from(error: TicketError) -> Self {
        let detail = error.to_string();
        match error {
            TicketError::NoTicket => Self::not_found("ticketing.no_ticket", &detail),
            TicketError::NoContract => Self::not_found("contracts.not_found", &detail),
            TicketError::NoAttachment => Self::not_found("ticketing.no_attachment", &detail),
            TicketError::NoSite => Self::not_found("ticketing.no_site", &detail),
            TicketError::NoItem(kind) => Self::not_found(no_item(kind), &detail),
            TicketError::NoClock => Self::not_found("ticketing.no_clock", &detail),
            TicketError::Build(error) => error.into(),
            TicketError::Denied(denied) => denied.into(),
            TicketError::Refused(_) => Self::new(StatusCode::FORBIDDEN, "ticketing.refused", detail),
            TicketError::WrongState { .. } => Self::new(StatusCode::CONFLICT, "ticketing.wrong_state", detail),
            TicketError::BadFields(errors) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "ticketing.bad_fields", detail).with("errors", errors)
            }
            TicketError::Stale { current }
            | TicketError::StaleSite { current }
            | TicketError::StaleItem { current, .. } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "ticketing.stale_version", detail).with("current", current)
            }
            TicketError::NoHolidayData { year } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "calendar.no_holiday_data", detail).with("year", year)
            }
            TicketError::DeviceTimeAhead { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "ticketing.device_time_ahead", detail)
            }
            TicketError::UnknownVariable { field, step, wrong } => {
                let errors = [BadField::new(field, &*detail)];
                let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "ticketing.unknown_variable", detail)
                    .with("errors", errors)
                    .with("known", fill::KNOWN)
                    .with("variable", wrong.name)
                    .with("at", wrong.at)
                    .with("line", wrong.line)
                    .with("column", wrong.column);
                if let Some(step) = step { problem.with("step", step) } else { problem }
            }
            TicketError::Step { index, source } => {
                let mut problem = Self::from(*source).with("step", index);
                if problem.status < StatusCode::INTERNAL_SERVER_ERROR.as_u16() {
                    problem.detail = detail;
                }
                problem
            }
            TicketError::OperationReused => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "ticketing.operation_reused", detail)
            }
            TicketError::BadCursor(error) => error.into(),
            TicketError::Calendar(error) => error.into(),
            TicketError::Registry(error) => error.into(),
            TicketError::Facts(error) => Self::internal(&error),
            error @ (TicketError::NoVersion | TicketError::NoSealer) => Self::internal(&error),
            TicketError::Db(error) => error.into(),
        }
    }
}
