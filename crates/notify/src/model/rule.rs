//! Who is told of what: rules of a contract.

use chrono::{DateTime, Duration, NaiveTime, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Audience, Occasion, Way};

/// A rule: on this occasion these people are told by these ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NotificationRule)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// When.
    pub occasion: Occasion,
    /// Only for severities of this level or graver (1 is the gravest); `null`: for all.
    #[serde(default)]
    pub up_to_level: Option<i64>,
    /// Only for these works; empty: for all.
    #[serde(default)]
    pub works: Vec<String>,
    /// Who.
    #[schema(value_type = Vec<String>)]
    pub to: Vec<Audience>,
    /// By which ways.
    #[schema(value_type = Vec<String>)]
    pub by: Vec<Way>,
    /// The template; `null`: the house's own for the occasion.
    #[serde(default)]
    pub template: Option<Uuid>,
}

impl Rule {
    /// Whether it speaks of `occasion` for a subject of this level and work.
    #[must_use]
    pub fn covers(&self, occasion: Occasion, level: Option<i64>, work: Option<&str>) -> bool {
        self.occasion == occasion
            && self.up_to_level.is_none_or(|limit| level.is_some_and(|level| level <= limit))
            && (self.works.is_empty() || work.is_some_and(|work| self.works.iter().any(|one| one == work)))
    }
}

/// Hours in which mail, text messages, pushes and robots are silent; what comes up meanwhile is told at their end. The list of
/// notices in the web is never silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// When they begin, in Asia/Shanghai.
    #[schema(value_type = String, example = "22:00:00")]
    pub from: NaiveTime,
    /// When they end; earlier than `from` means on the next day.
    #[schema(value_type = String, example = "07:00:00")]
    pub to: NaiveTime,
    /// What is this grave or graver is told at once. Level 1 always is.
    pub except_level: i64,
}

impl QuietHours {
    /// The moment at which something of `level` that came up at `now` may be told.
    ///
    /// Severity 1 is never held back, whatever the hours say.
    #[must_use]
    pub fn release(&self, now: DateTime<Utc>, level: Option<i64>) -> DateTime<Utc> {
        if level.is_some_and(|level| level <= self.except_level.max(1)) || self.from == self.to {
            return now;
        }
        let local = now.with_timezone(&Shanghai);
        let (day, time) = (local.date_naive(), local.time());
        let end = if self.from < self.to {
            (self.from <= time && time < self.to).then_some(day)
        } else if time >= self.from {
            Some(day + Duration::days(1))
        } else {
            (time < self.to).then_some(day)
        };
        // Shanghai has had one offset since 1991, so a local time is one moment.
        end.and_then(|day| Shanghai.from_local_datetime(&day.and_time(self.to)).single())
            .map_or(now, |moment| moment.with_timezone(&Utc))
    }
}

/// The rules of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NotificationRules)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Who is told of what.
    pub rules: Vec<Rule>,
    /// When it is silent; `null`: never.
    #[serde(default)]
    pub quiet: Option<QuietHours>,
}

impl Rules {
    /// What holds where a contract has no rules of its own: everybody concerned is told in the web, the grave things also
    /// by push, mail and text message.
    #[must_use]
    pub fn of_the_house() -> Self {
        use Audience::{Agents, Assignee, Engineers, Managers, Officials, OnCall, Watchers};
        use Way::{Email, InApp, Push, Sms};
        let rule = |occasion, up_to_level, to: &[Audience], by: &[Way]| Rule {
            occasion,
            up_to_level,
            works: Vec::new(),
            to: to.to_vec(),
            by: by.to_vec(),
            template: None,
        };
        let rules = vec![
            rule(Occasion::TicketOpened, None, &[OnCall(1), Agents], &[InApp]),
            rule(Occasion::TicketOpened, Some(1), &[OnCall(1), Managers], &[InApp, Push, Email, Sms]),
            rule(Occasion::TicketAssigned, None, &[Assignee], &[InApp, Push]),
            rule(Occasion::TicketReplied, None, &[Assignee, Watchers], &[InApp]),
            rule(Occasion::TicketUrged, None, &[Assignee, Managers], &[InApp, Email]),
            rule(Occasion::HalfUsed, None, &[Assignee], &[InApp]),
            rule(Occasion::FourFifthsUsed, None, &[Assignee, OnCall(1)], &[InApp, Email]),
            rule(Occasion::Breached, None, &[Assignee, Managers], &[InApp, Email]),
            rule(Occasion::Breached, Some(1), &[Assignee, Managers], &[Push]),
            rule(Occasion::Breached, Some(1), &[Managers], &[Sms]),
            rule(Occasion::HandedUp, None, &[OnCall(2), Managers, Watchers], &[InApp, Email]),
            rule(Occasion::TicketResolved, None, &[Officials, Watchers], &[InApp]),
            rule(Occasion::TicketRefused, None, &[Assignee, Managers], &[InApp, Email]),
            rule(Occasion::TicketClosed, None, &[Watchers], &[InApp]),
            rule(Occasion::RosterGap, None, &[Managers], &[InApp, Email]),
            rule(Occasion::ReturnCallDue, None, &[Agents], &[InApp]),
            rule(Occasion::Dissatisfied, None, &[Managers], &[InApp, Email]),
            rule(Occasion::InspectionFailed, None, &[OnCall(1), Managers], &[InApp, Email, Sms]),
            rule(Occasion::InspectionMissed, None, &[Managers], &[InApp, Email]),
            // Every day brings some: told to who makes them, in the web and nowhere else.
            rule(Occasion::InspectionDue, None, &[Assignee], &[InApp]),
            // What is watched and stops is told to those who answer for it by text message, whatever its level.
            rule(Occasion::ServiceDown, None, &[OnCall(1), Managers], &[InApp, Email, Sms]),
            rule(Occasion::ServiceDown, Some(1), &[OnCall(1), Managers], &[Push]),
            rule(Occasion::ServiceUp, None, &[OnCall(1), Managers], &[InApp]),
            rule(Occasion::BackupFailed, None, &[OnCall(1), Managers], &[InApp, Email]),
            rule(Occasion::BackupRecovered, None, &[OnCall(1), Managers], &[InApp]),
            rule(Occasion::DrillFailed, None, &[OnCall(1), Managers], &[InApp, Email]),
            // It burns: told at once to everybody who can do something, and to the client.
            rule(Occasion::EmergencyOpened, None, &[OnCall(1), OnCall(2), Managers], &[InApp, Push, Email, Sms]),
            rule(Occasion::EmergencyOpened, None, &[Officials], &[InApp, Push]),
            rule(Occasion::EmergencyOver, None, &[Officials, Managers], &[InApp, Email]),
            rule(Occasion::ArticleExpiring, None, &[Managers], &[InApp]),
            rule(Occasion::SpareLow, None, &[Managers], &[InApp, Email]),
            rule(Occasion::DeliveryAhead, None, &[Managers], &[InApp, Email]),
            rule(Occasion::CertificateExpiring, None, &[Managers], &[InApp, Email]),
            rule(Occasion::ChangeSubmitted, None, &[Officials], &[InApp, Email]),
            rule(Occasion::ChangeDecided, None, &[Assignee, Managers], &[InApp]),
            rule(Occasion::ChangeReleased, None, &[Officials, Managers], &[InApp]),
            // Told to the side that is meant only.
            rule(Occasion::LetterReceived, None, &[Managers, Officials], &[InApp, Email]),
            rule(Occasion::LetterDue, None, &[Managers, Officials], &[InApp, Email]),
            rule(Occasion::DutyDue, None, &[Managers], &[InApp, Email]),
            rule(Occasion::ServiceAsked, None, &[Officials], &[InApp, Email]),
            rule(Occasion::ServiceAnswered, None, &[Watchers], &[InApp]),
            rule(Occasion::StaffChange, None, &[Officials], &[InApp, Email]),
            rule(Occasion::QualificationExpiring, None, &[Managers], &[InApp]),
            rule(Occasion::VulnerabilityReceived, None, &[Managers, Engineers], &[InApp, Email]),
            rule(Occasion::VulnerabilityDue, None, &[Managers], &[InApp, Email]),
            rule(Occasion::SpecialPeriod, None, &[Officials, Managers, Engineers], &[InApp, Email]),
            rule(Occasion::ReportDraft, None, &[Managers], &[InApp]),
            rule(Occasion::ReportSubmitted, None, &[Officials], &[InApp, Email]),
            rule(Occasion::ReviewNear, None, &[Officials], &[InApp, Email]),
            rule(Occasion::ReportQuestioned, None, &[Managers], &[InApp, Email]),
            rule(Occasion::ReportAccepted, None, &[Managers], &[InApp]),
            rule(Occasion::DocumentDue, None, &[Managers], &[InApp, Email]),
            rule(Occasion::PenaltyProposed, None, &[Officials, Managers], &[InApp, Email]),
            rule(Occasion::PenaltyObjected, None, &[Officials], &[InApp, Email]),
            rule(Occasion::PenaltyDecided, None, &[Managers], &[InApp, Email]),
            rule(Occasion::PaymentDue, None, &[Officials], &[InApp, Email]),
        ];
        let night = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self { rules, quiet: Some(QuietHours { from: night(22), to: night(7), except_level: 1 }) }
    }

    /// The rules that speak of `occasion` for a subject of this level and work.
    pub fn covering<'a>(
        &'a self,
        occasion: Occasion,
        level: Option<i64>,
        work: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |rule| rule.covers(occasion, level, work))
    }

    /// When something of `level` that came up at `now` may leave the house.
    #[must_use]
    pub fn release(&self, now: DateTime<Utc>, level: Option<i64>) -> DateTime<Utc> {
        self.quiet.map_or(now, |quiet| quiet.release(now, level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(from: &str, to: &str) -> QuietHours {
        QuietHours { from: from.parse().unwrap(), to: to.parse().unwrap(), except_level: 1 }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_night_holds_what_is_not_grave_until_its_end() {
        let night = quiet("22:00:00", "07:00:00");
        for (came_up, told) in [
            ("2026-11-21T21:59:59+08:00", "2026-11-21T21:59:59+08:00"),
            ("2026-11-21T22:00:00+08:00", "2026-11-22T07:00:00+08:00"),
            ("2026-11-22T03:00:00+08:00", "2026-11-22T07:00:00+08:00"),
            ("2026-11-22T07:00:00+08:00", "2026-11-22T07:00:00+08:00"),
        ] {
            assert_eq!(night.release(at(came_up), Some(2)), at(told), "{came_up}");
            assert_eq!(night.release(at(came_up), None), at(told), "{came_up}");
        }
    }

    #[test]
    fn severity_one_is_never_held() {
        let mut hours = quiet("00:00:00", "23:59:59");
        hours.except_level = 0;
        assert_eq!(hours.release(at("2026-11-21T12:00:00+08:00"), Some(1)), at("2026-11-21T12:00:00+08:00"));
    }

    #[test]
    fn hours_within_a_day_and_hours_of_no_length() {
        let noon = quiet("12:00:00", "13:30:00");
        assert_eq!(noon.release(at("2026-11-21T12:10:00+08:00"), Some(3)), at("2026-11-21T13:30:00+08:00"));
        assert_eq!(noon.release(at("2026-11-21T14:00:00+08:00"), Some(3)), at("2026-11-21T14:00:00+08:00"));
        let none = quiet("12:00:00", "12:00:00");
        assert_eq!(none.release(at("2026-11-21T12:00:00+08:00"), Some(3)), at("2026-11-21T12:00:00+08:00"));
    }

    #[test]
    fn a_rule_covers_its_levels_and_works() {
        let mut rule = Rules::of_the_house().rules.remove(0);
        rule.up_to_level = Some(2);
        rule.works = vec!["3".to_owned()];
        assert!(rule.covers(Occasion::TicketOpened, Some(2), Some("3")));
        for (level, work) in [(Some(3), Some("3")), (None, Some("3")), (Some(1), Some("1")), (Some(1), None)] {
            assert!(!rule.covers(Occasion::TicketOpened, level, work), "{level:?} {work:?}");
        }
    }
}
