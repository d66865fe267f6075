//! The house's own words for each occasion: the line, and the full text.

use crate::model::Occasion;

const TICKET: (&str, &str) = (
    "{{ occasion }}：{{ number }} {{ title }}{% if severity %}（{{ severity }}）{% endif %}",
    "{{ occasion }}\n编号：{{ number }}\n标题：{{ title }}\n严重程度：{{ severity }}\n报修人：{{ reporter }}\n\
     处理人：{% if assignee %}{{ assignee }}{% else %}未派单{% endif %}\n当前状态：{{ state }}\n时间：{{ at }}",
);
const CLOCK: (&str, &str) = (
    "{{ clock }}{{ occasion }}：{{ number }} {{ title }}{% if due %}，{{ due }} 到期{% endif %}",
    "{{ clock }}{{ occasion }}\n编号：{{ number }}\n标题：{{ title }}\n严重程度：{{ severity }}\n\
     处理人：{% if assignee %}{{ assignee }}{% else %}未派单{% endif %}\n{% if due %}到期：{{ due }}\n{% endif %}\
     {% if clause %}依据：{{ clause }}\n{% endif %}时间：{{ at }}",
);
const OTHER: (&str, &str) = (
    "{{ occasion }}：{{ number }} {{ title }}{% if due %}，{{ due }} 到期{% endif %}",
    "{{ occasion }}\n{{ number }} {{ title }}\n{% if text %}{{ text }}\n{% endif %}{% if due %}到期：{{ due }}\n{% endif %}\
     {% if clause %}依据：{{ clause }}\n{% endif %}时间：{{ at }}",
);

/// The line and the full text for `occasion`.
#[must_use]
pub fn template(occasion: Occasion) -> (&'static str, &'static str) {
    match occasion {
        Occasion::TicketOpened
        | Occasion::TicketAssigned
        | Occasion::TicketReplied
        | Occasion::TicketUrged
        | Occasion::HandedUp
        | Occasion::TicketResolved
        | Occasion::TicketRefused
        | Occasion::TicketClosed => TICKET,
        Occasion::HalfUsed | Occasion::FourFifthsUsed | Occasion::Breached => CLOCK,
        Occasion::RosterGap
        | Occasion::ReturnCallDue
        | Occasion::Dissatisfied
        | Occasion::InspectionFailed
        | Occasion::InspectionMissed
        | Occasion::InspectionDue
        | Occasion::ServiceDown
        | Occasion::ServiceUp
        | Occasion::BackupFailed
        | Occasion::BackupRecovered
        | Occasion::DrillFailed
        | Occasion::EmergencyOpened
        | Occasion::EmergencyOver
        | Occasion::ArticleExpiring
        | Occasion::SpareLow
        | Occasion::DeliveryAhead
        | Occasion::CertificateExpiring
        | Occasion::LetterReceived
        | Occasion::LetterDue
        | Occasion::DutyDue
        | Occasion::ChangeSubmitted
        | Occasion::ChangeDecided
        | Occasion::ChangeReleased
        | Occasion::ServiceAsked
        | Occasion::ServiceAnswered
        | Occasion::StaffChange
        | Occasion::QualificationExpiring
        | Occasion::VulnerabilityReceived
        | Occasion::VulnerabilityDue
        | Occasion::SpecialPeriod
        | Occasion::ReportDraft
        | Occasion::ReportSubmitted
        | Occasion::ReviewNear
        | Occasion::ReportQuestioned
        | Occasion::ReportAccepted
        | Occasion::DocumentDue
        | Occasion::PenaltyProposed
        | Occasion::PenaltyObjected
        | Occasion::PenaltyDecided
        | Occasion::PaymentDue => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use crate::{model::Occasion, template};

    #[test]
    fn the_houses_own_words_pass_their_own_check() {
        for occasion in Occasion::ALL {
            let (line, body) = super::template(*occasion);
            assert_eq!((template::faults(line), template::faults(body)), (vec![], vec![]), "{occasion:?}");
        }
    }
}
