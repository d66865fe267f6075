//! What people can be told of.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares the occasions: variant, stable text, and Chinese. The text is a bare token, so that the description of the
/// interface sees it as a literal.
macro_rules! occasions {
    ($($(#[$doc:meta])* $name:ident = $code:tt, $says:literal;)*) => {
        /// Something that people can be told of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        pub enum Occasion {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Occasion {
            /// Every occasion, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its stable text.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// As people call it.
            #[must_use]
            pub const fn says(self) -> &'static str {
                match self { $(Self::$name => $says,)* }
            }
        }
    };
}

occasions! {
    /// A ticket was opened.
    TicketOpened = "ticket.opened", "新工单";
    /// A ticket was given to somebody.
    TicketAssigned = "ticket.assigned", "派单";
    /// Somebody wrote to the others.
    TicketReplied = "ticket.replied", "工单有新回复";
    /// Somebody asked for haste.
    TicketUrged = "ticket.urged", "催办";
    /// Half of a promise's time is used.
    HalfUsed = "ticket.half_used", "时限已用一半";
    /// Four fifths of a promise's time are used.
    FourFifthsUsed = "ticket.four_fifths_used", "时限已用八成";
    /// A promise was missed.
    Breached = "ticket.breached", "超时";
    /// Handed one level up.
    HandedUp = "ticket.handed_up", "上报";
    /// A solution waits for the reporter.
    TicketResolved = "ticket.resolved", "待验收";
    /// A solution was refused.
    TicketRefused = "ticket.refused", "验收退回";
    /// A ticket is over.
    TicketClosed = "ticket.closed", "工单关闭";
    /// Nobody is planned for hours that the contract asks for.
    RosterGap = "roster.gap", "排班缺口";
    /// A return call falls due.
    ReturnCallDue = "return_call.due", "回访到期";
    /// Somebody who was called back is not content.
    Dissatisfied = "return_call.dissatisfied", "回访不满意";
    /// A round found something wrong.
    InspectionFailed = "inspection.failed", "巡检异常";
    /// A round was not made in its time.
    InspectionMissed = "inspection.missed", "巡检逾期";
    /// A round is to be made tomorrow.
    InspectionDue = "inspection.due", "巡检待执行";
    /// A service that is watched stopped, or is not as it should be.
    ServiceDown = "service.down", "服务异常";
    /// It is as it should be again.
    ServiceUp = "service.up", "服务恢复";
    /// A backup failed, or is too old.
    BackupFailed = "backup.failed", "备份异常";
    /// Backups are as they should be again.
    BackupRecovered = "backup.recovered", "备份恢复正常";
    /// A backup could not be restored.
    DrillFailed = "drill.failed", "恢复演练失败";
    /// An emergency was opened.
    EmergencyOpened = "emergency.opened", "启动应急";
    /// An emergency was stood down.
    EmergencyOver = "emergency.over", "解除应急";
    /// There are too few of a spare.
    SpareLow = "spare.low", "备件低于下限";
    /// Cards will be late if nothing happens.
    DeliveryAhead = "delivery.ahead", "配送可能逾期";
    /// A certificate ends soon.
    CertificateExpiring = "certificate.expiring", "证书即将到期";
    /// Something written down for others ends to be valid soon.
    ArticleExpiring = "article.expiring", "知识条目即将到期";
    /// A letter came from the other side.
    LetterReceived = "letter.received", "收到函件";
    /// The term of a letter ends tomorrow.
    LetterDue = "letter.due", "函件期限将到";
    /// What the contract asks for falls due, or was not done.
    DutyDue = "duty.due", "履约事项到期";
    /// A change waits for the client's approval.
    ChangeSubmitted = "change.submitted", "变更待批准";
    /// The client approved or refused a change.
    ChangeDecided = "change.decided", "变更审批结果";
    /// A change was released.
    ChangeReleased = "change.released", "变更已发布";
    /// A service request waits for approval.
    ServiceAsked = "service.asked", "服务申请待审批";
    /// A service request was approved, refused or done.
    ServiceAnswered = "service.answered", "服务申请有结果";
    /// A key person is to change, or did without consent.
    StaffChange = "staff.change", "人员更换";
    /// A qualification of the vendor's staff ends soon.
    QualificationExpiring = "staff.qualification_expiring", "人员资质即将到期";
    /// A grave vulnerability came in.
    VulnerabilityReceived = "vulnerability.received", "收到高危漏洞";
    /// A vulnerability is due soon, or late.
    VulnerabilityDue = "vulnerability.due", "漏洞整改到期";
    /// A special period waits for the client's word, was confirmed or taken back.
    SpecialPeriod = "special_period.declared", "特殊时期";
    /// The draft of a report waits for whoever submits it.
    ReportDraft = "report.draft_ready", "报告草稿待提交";
    /// A report waits for the client's review.
    ReportSubmitted = "report.submitted", "报告待审核";
    /// The review of a report ends soon, or is overdue.
    ReviewNear = "report.review_near", "报告审核期限";
    /// The client asks something about a report.
    ReportQuestioned = "report.questioned", "报告有意见";
    /// A report was accepted.
    ReportAccepted = "report.accepted", "报告已通过";
    /// A document falls due.
    DocumentDue = "document.due", "报告到期";
    /// A penalty is proposed.
    PenaltyProposed = "penalty.proposed", "提出违约金";
    /// The vendor objects to a penalty.
    PenaltyObjected = "penalty.objected", "违约金异议";
    /// The client decided on a penalty.
    PenaltyDecided = "penalty.decided", "违约金决定";
    /// A payment falls due.
    PaymentDue = "payment.due", "付款到期";
}

impl Occasion {
    /// The occasion of a stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|occasion| occasion.code() == code)
    }
}
