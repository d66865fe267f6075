//! Service windows, severity matrices and what hotlines are measured by.

use jianyue_kernel::Percent;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Within, rule::rule, values::RateText};

/// Ways to reach the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Hotline.
    Phone,
    /// QQ.
    Qq,
    /// `WeChat`.
    Wechat,
    /// E-mail.
    Email,
    /// Remote help.
    Remote,
    /// Somebody is there.
    OnSite,
    /// The client's web portal.
    Web,
    /// Fax or letter.
    Letter,
}

/// Events that open a window which no clock face describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WindowEvent {
    /// While a formal exam runs.
    ExamSession,
    /// While a mock exam runs.
    MockExam,
}

rule! {
    /// Hours in which something is served or a clock runs.
    pub struct Window {
        /// What is served in it.
        pub title: String,
        /// `daily 00:00-24:00`, `workdays 09:00-18:00`, `workdays 08:00-12:00,13:00-17:00` or `tue,thu 09:00-17:30`.
        /// A list of weekdays closes on holidays and ignores make-up days; `workdays` opens on make-up days.
        /// Absent when an event opens the window.
        pub hours: Option<String>,
        /// Hours in special periods that the client declares.
        pub special_hours: Option<String>,
        /// The event that opens it instead of a clock face.
        pub event: Option<WindowEvent>,
        /// At least so many hours a day are staffed.
        pub staffed_hours: Option<u32>,
        /// Ways in which people are reached in it.
        #[serde(default)]
        pub channels: Vec<Channel>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}

rule! {
    /// A level of support that may hold a ticket.
    pub struct EscalationLevel {
        /// 1 is the first line.
        pub level: u8,
        /// Who it is.
        pub title: String,
    }
}

rule! {
    /// Cases of faults and requests, with their targets, for some works.
    pub struct Matrix {
        /// What it covers.
        pub title: String,
        /// Keys of the works; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
        /// Its cases, most severe first.
        pub cases: Vec<MatrixCase>,
    }
}

/// The clocks of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// Stops when a person of the vendor answers the reporter.
    Response,
    /// The longest that a level may hold the ticket.
    Escalate,
    /// Stops at check-in on site.
    Arrive,
    /// Stops when service is back; a work-around counts.
    Restore,
    /// Stops when the reporter accepts the solution.
    Resolve,
}

impl TargetKind {
    /// All of them, in their order of running out.
    pub const ALL: [Self; 5] = [Self::Response, Self::Escalate, Self::Arrive, Self::Restore, Self::Resolve];

    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Response => "响应",
            Self::Escalate => "逐级提交",
            Self::Arrive => "到场",
            Self::Restore => "恢复",
            Self::Resolve => "解决",
        }
    }
}

rule! {
    /// A severity or case of a ticket.
    pub struct MatrixCase {
        /// 1 is the most severe.
        pub level: u8,
        /// Name as printed: `严重故障`.
        pub title: String,
        /// When it applies, in our words.
        pub wording: String,
        /// `false` when the cause lies outside the vendor's duty.
        #[serde(default = "yes")]
        pub vendor_duty: bool,
        /// Whether the emergency plan is opened.
        #[serde(default)]
        pub emergency_plan: bool,
        /// Clocks that expressly do not run (printed as N/A or –).
        #[serde(default)]
        pub not_applicable: Vec<TargetKind>,
        /// Its clocks.
        pub targets: Vec<CaseTarget>,
    }
}

const fn yes() -> bool {
    true
}

/// A clock of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseTarget {
    /// Which clock.
    pub kind: TargetKind,
    /// How long it may run.
    pub within: Within,
    /// Id of the window that it runs in.
    pub window: String,
    /// Where it stands.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// The figure or phrase as printed.
    pub printed: Option<String>,
    /// What may be handed in instead of meeting it, in our words: `书面方案`.
    pub or_else: Option<String>,
}

/// What a hotline or service is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualityMetric {
    /// Time until a call is picked up.
    PhoneWait,
    /// Time until a chat is answered.
    OnlineWait,
    /// Satisfaction of those who asked.
    Satisfaction,
    /// Requests that got a return call.
    ReturnCall,
    /// Anything else that is assessed; the text says what.
    Assessment,
}

/// Kinds of requests, as tickets have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// Something is broken.
    Fault,
    /// Something is wanted that the contract lists.
    ServiceRequest,
    /// A question.
    Consultation,
    /// Rights of users.
    PermissionChange,
    /// Data corrected or exported.
    DataChange,
    /// Somebody is not content.
    Complaint,
}

impl RequestKind {
    /// Its stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::ServiceRequest => "service_request",
            Self::Consultation => "consultation",
            Self::PermissionChange => "permission_change",
            Self::DataChange => "data_change",
            Self::Complaint => "complaint",
        }
    }
}

rule! {
    /// A target of quality.
    pub struct Quality {
        /// What it is called.
        pub title: String,
        /// What is measured.
        pub metric: QualityMetric,
        /// Waits must be shorter than this.
        pub within: Option<Within>,
        /// Share that must be reached.
        #[schemars(with = "Option<RateText>")]
        pub at_least: Option<Percent>,
        /// Kinds of requests that it speaks of; empty means all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub kinds: Vec<RequestKind>,
        /// Points that are assessed, in our words.
        #[serde(default)]
        pub items: Vec<String>,
    }
}
