//! What a rule of the contract asks of a policy.

use jianyue_contracts::model::{Backup, Frequency, Within};

/// What has to be kept to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    /// The rule.
    pub rule: String,
    /// Its clause as printed.
    pub clause: String,
    /// The most hours between two backups; absent when the rule names none.
    pub every_hours: Option<i64>,
    /// Whether the rule prints that interval itself, so that not a minute more is granted.
    pub strict: bool,
    /// The least days each is kept; absent when the rule names none.
    pub keep_days: Option<i64>,
    /// Whether checks of the backups come round, too.
    pub checked: bool,
    /// The works concerned; empty means all.
    pub works: Vec<String>,
}

/// The house's interval where no rule names one, in hours.
pub const EVERY_HOURS: i64 = 24;
/// The house's days of keeping where no rule names any.
pub const KEEP_DAYS: i64 = 30;

impl Standard {
    /// What `rule` asks for.
    #[must_use]
    pub fn of(rule: &Backup) -> Self {
        let printed = rule.interval.and_then(hours);
        Self {
            rule: rule.id.clone(),
            clause: rule.clause.clone(),
            every_hours: [printed, hours_between(&rule.frequency)].into_iter().flatten().min(),
            strict: printed.is_some(),
            keep_days: rule.retention.and_then(days),
            checked: rule.checked.is_some(),
            works: rule.works.clone(),
        }
    }

    /// What is looser than the rule, as sentences by member.
    #[must_use]
    pub fn looser(&self, every_hours: i64, keep_days: i64) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        if let Some(most) = self.every_hours.filter(|most| every_hours > *most) {
            wrong.push((
                "every_hours",
                format!("每 {every_hours} 小时备份一次比合同宽松：{}要求不超过 {most} 小时", self.clause),
            ));
        }
        if let Some(least) = self.keep_days.filter(|least| keep_days < *least) {
            wrong.push(("keep_days", format!("保存 {keep_days} 天比合同宽松：{}要求不少于 {least} 天", self.clause)));
        }
        wrong
    }
}

/// Whole hours of a span, never more than it has.
fn hours(within: Within) -> Option<i64> {
    let days = |days: u32| Some(i64::from(days) * 24);
    match within {
        Within::Seconds(seconds) => i64::try_from(seconds / 3600).ok().map(|hours| hours.max(1)),
        Within::Days(n) | Within::WorkingDays(n) => days(n),
        Within::Months(n) => days(n * 28),
        Within::SameDay => days(1),
        Within::AtOnce | Within::SameSession => None,
    }
}

/// Days of a span, never fewer than it has.
fn days(within: Within) -> Option<i64> {
    match within {
        Within::Seconds(seconds) => i64::try_from(seconds.div_ceil(86_400)).ok(),
        Within::Days(n) => Some(i64::from(n)),
        Within::WorkingDays(n) => Some(i64::from(n) * 2),
        Within::Months(n) => Some(i64::from(n) * 31),
        Within::SameDay => Some(1),
        Within::AtOnce | Within::SameSession => None,
    }
}

/// The longest time between two of a frequency, in hours; absent when it has none.
fn hours_between(frequency: &Frequency) -> Option<i64> {
    let days = match frequency {
        Frequency::Daily => 1,
        Frequency::Workdays => 3,
        Frequency::Weekly | Frequency::On(_) => 7,
        Frequency::Monthly => 31,
        Frequency::Quarterly => 92,
        Frequency::HalfYearly => 184,
        Frequency::Yearly => 366,
        Frequency::Continuous | Frequency::Holidays | Frequency::Once | Frequency::OnEvent => return None,
    };
    Some(days * 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(frequency: &str, interval: Option<&str>, retention: Option<&str>) -> Standard {
        let within = |text: Option<&str>| text.map(|text| text.parse::<Within>().unwrap());
        Standard {
            rule: "X".into(),
            clause: "第二条".into(),
            every_hours: [within(interval).and_then(hours), hours_between(&frequency.parse().unwrap())]
                .into_iter()
                .flatten()
                .min(),
            strict: interval.is_some(),
            keep_days: within(retention).and_then(days),
            checked: false,
            works: Vec::new(),
        }
    }

    #[test]
    fn a_policy_is_never_looser_than_its_rule() {
        let exam = rule("daily", Some("24h"), Some("30 days"));
        assert_eq!((exam.every_hours, exam.keep_days, exam.strict), (Some(24), Some(30), true));
        assert_eq!(exam.looser(24, 30), []);
        assert_eq!(exam.looser(6, 365), []);
        let wrong = exam.looser(25, 29);
        assert_eq!(wrong.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["every_hours", "keep_days"]);
        assert!(wrong[0].1.contains("第二条") && wrong[0].1.contains("24 小时"), "{}", wrong[0].1);
    }

    #[test]
    fn the_stricter_of_interval_and_frequency_counts() {
        assert_eq!(rule("weekly", Some("24h"), None).every_hours, Some(24));
        assert_eq!(rule("daily", Some("48h"), None).every_hours, Some(24));
        assert_eq!(rule("weekly", None, None).every_hours, Some(168));
        let open = rule("continuous", None, Some("6 months"));
        assert_eq!((open.every_hours, open.keep_days), (None, Some(186)));
        assert_eq!(open.looser(10_000, 185).len(), 1);
    }
}
