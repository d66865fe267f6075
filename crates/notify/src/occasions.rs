//! What the events of other modules mean here. Modules are known by the names of their events and nothing else.

use chrono::{DateTime, Utc};
use jianyue_platform::events::Recorded;
use serde::Deserialize;
use uuid::Uuid;

use crate::model::Occasion;

/// The kinds of events that people can be told of.
pub const KINDS: &[&str] = &[
    "ticketing.ticket_opened",
    "ticketing.ticket_changed",
    "ticketing.clock_warned",
    "ticketing.clock_breached",
    "hotline.roster_gap",
    "hotline.return_call_due",
    "hotline.dissatisfied",
    "inspection.deviation_found",
    "inspection.occurrence_due",
    "inspection.occurrence_missed",
    "assets.spare_low",
    "assurance.period_declared",
    "deliveries.late_ahead",
    "billing.payment_due",
    "billing.penalty_decided",
    "billing.penalty_objected",
    "billing.penalty_proposed",
    "catalogue.request_changed",
    "certificates.certificate_expiring",
    "changes.change_moved",
    "backups.deviation_found",
    "backups.deviation_gone",
    "emergencies.emergency_opened",
    "emergencies.stood_down",
    "knowledge.article_expiring",
    "letters.letter_sent",
    "letters.term_near",
    "obligations.duties_due",
    "reports.draft_ready",
    "reports.report_accepted",
    "reports.report_questioned",
    "reports.report_submitted",
    "reports.review_near",
    "security.vulnerability_due",
    "security.vulnerability_received",
    "staffing.change_asked",
    "staffing.changed_without_consent",
    "staffing.qualification_expiring",
    "probing.deviation_found",
    "probing.deviation_gone",
];

/// What an event tells: the members that any of them may have.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Told {
    /// What happened to a ticket.
    #[serde(default)]
    pub what: Option<String>,
    /// Part of a promise's time that is used.
    #[serde(default)]
    pub percent: Option<u8>,
    /// Which clock.
    #[serde(default)]
    pub clock: Option<String>,
    /// When it falls due.
    #[serde(default)]
    pub due_at: Option<DateTime<Utc>>,
    /// The clause of the promise.
    #[serde(default)]
    pub clause: Option<String>,
    /// In words.
    #[serde(default, alias = "description")]
    pub text: Option<String>,
    /// How grave it is, where the event knows better than the record: 1 is the gravest.
    #[serde(default)]
    pub level: Option<i64>,
    /// Its contract and title, where its module tells nothing else of the record.
    #[serde(default)]
    pub contract_id: Option<Uuid>,
    /// Names the thing that is wrong.
    #[serde(default)]
    pub key: Option<String>,
    /// What it is about, in one line.
    #[serde(default)]
    pub title: Option<String>,
    /// The work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// The side that is told, where the other one knows: `client`, `vendor`.
    #[serde(default)]
    pub side: Option<String>,
    /// When it happened.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// Who did it; nil or absent for the software itself.
    #[serde(default)]
    pub by: Option<Uuid>,
}

impl Told {
    fn only_warns(&self) -> bool {
        self.key.as_deref().is_some_and(|key| key.ends_with(":warning"))
    }
}

/// The occasion of an event, and what it tells; `None` where nobody is ever told of it.
///
/// # Errors
/// When the payload is no object of the agreed members.
pub fn occasion_of(event: &Recorded) -> Result<Option<(Occasion, Told)>, serde_json::Error> {
    let told: Told = event.read()?;
    let occasion = match (event.kind.as_str(), told.what.as_deref(), told.percent) {
        ("ticketing.ticket_opened", ..) => Some(Occasion::TicketOpened),
        ("ticketing.ticket_changed", Some(what), _) => of_change(what),
        ("ticketing.clock_warned", _, Some(50)) => Some(Occasion::HalfUsed),
        ("ticketing.clock_warned", _, Some(80)) => Some(Occasion::FourFifthsUsed),
        ("ticketing.clock_breached", ..) => Some(Occasion::Breached),
        ("hotline.roster_gap", ..) => Some(Occasion::RosterGap),
        ("hotline.return_call_due", ..) => Some(Occasion::ReturnCallDue),
        ("hotline.dissatisfied", ..) => Some(Occasion::Dissatisfied),
        ("inspection.deviation_found", ..) => Some(Occasion::InspectionFailed),
        ("inspection.occurrence_due", ..) => Some(Occasion::InspectionDue),
        ("inspection.occurrence_missed", ..) => Some(Occasion::InspectionMissed),
        ("assets.spare_low", ..) => Some(Occasion::SpareLow),
        ("assurance.period_declared", ..) => Some(Occasion::SpecialPeriod),
        ("deliveries.late_ahead", ..) => Some(Occasion::DeliveryAhead),
        ("billing.payment_due", ..) => Some(Occasion::PaymentDue),
        ("billing.penalty_decided", ..) => Some(Occasion::PenaltyDecided),
        ("billing.penalty_objected", ..) => Some(Occasion::PenaltyObjected),
        ("billing.penalty_proposed", ..) => Some(Occasion::PenaltyProposed),
        ("catalogue.request_changed", Some("submitted"), _) => Some(Occasion::ServiceAsked),
        ("catalogue.request_changed", Some("approved" | "refused" | "finished" | "checked"), _) => {
            Some(Occasion::ServiceAnswered)
        }
        ("certificates.certificate_expiring", ..) => Some(Occasion::CertificateExpiring),
        ("changes.change_moved", Some("submitted"), _) => Some(Occasion::ChangeSubmitted),
        ("changes.change_moved", Some("approved" | "refused"), _) => Some(Occasion::ChangeDecided),
        ("changes.change_moved", Some("released"), _) => Some(Occasion::ChangeReleased),
        ("backups.deviation_found", Some("drill"), _) => Some(Occasion::DrillFailed),
        ("backups.deviation_found", ..) => Some(Occasion::BackupFailed),
        ("backups.deviation_gone", ..) => Some(Occasion::BackupRecovered),
        ("emergencies.emergency_opened", ..) => Some(Occasion::EmergencyOpened),
        ("emergencies.stood_down", ..) => Some(Occasion::EmergencyOver),
        ("knowledge.article_expiring", ..) => Some(Occasion::ArticleExpiring),
        ("letters.letter_sent", ..) => Some(Occasion::LetterReceived),
        ("letters.term_near", ..) => Some(Occasion::LetterDue),
        ("obligations.duties_due", ..) => Some(Occasion::DutyDue),
        ("reports.draft_ready", ..) => Some(Occasion::ReportDraft),
        ("reports.report_accepted", ..) => Some(Occasion::ReportAccepted),
        ("reports.report_questioned", ..) => Some(Occasion::ReportQuestioned),
        ("reports.report_submitted", ..) => Some(Occasion::ReportSubmitted),
        ("reports.review_near", ..) => Some(Occasion::ReviewNear),
        ("security.vulnerability_due", ..) => Some(Occasion::VulnerabilityDue),
        ("security.vulnerability_received", ..) => Some(Occasion::VulnerabilityReceived),
        ("staffing.change_asked" | "staffing.changed_without_consent", ..) => Some(Occasion::StaffChange),
        ("staffing.qualification_expiring", ..) => Some(Occasion::QualificationExpiring),
        // What only warns stops nobody: its ticket tells of itself.
        ("probing.deviation_found" | "probing.deviation_gone", ..) if told.only_warns() => None,
        ("probing.deviation_found", ..) => Some(Occasion::ServiceDown),
        ("probing.deviation_gone", ..) => Some(Occasion::ServiceUp),
        _ => None,
    };
    Ok(occasion.map(|occasion| (occasion, told)))
}

fn of_change(what: &str) -> Option<Occasion> {
    Some(match what {
        "assigned" => Occasion::TicketAssigned,
        "replied" => Occasion::TicketReplied,
        "urged" => Occasion::TicketUrged,
        "escalated" => Occasion::HandedUp,
        "resolved" => Occasion::TicketResolved,
        "refused" => Occasion::TicketRefused,
        "closed" | "accepted" => Occasion::TicketClosed,
        _ => return None,
    })
}

/// A clock as people call it.
#[must_use]
pub fn clock_name(clock: &str) -> &'static str {
    match clock {
        "response" => "响应",
        "escalate" => "上报",
        "arrive" => "到场",
        "restore" => "恢复",
        "resolve" => "解决",
        _ => "时限",
    }
}
