//! Weeks, months and years of a service period.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::model::Frequency;

/// Days from one to another, both counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Its days in order.
    pub fn each_day(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    fn clipped(self, to: Self) -> Self {
        Self { from: self.from.max(to.from), to: self.to.min(to.to) }
    }
}

/// The periods of a frequency in a service period: calendar weeks, months, quarters and half-years, and years counted
/// from the first day of service. A piece at either end that is shorter than half of its period is joined to its
/// neighbour, so that a service from 30 September does not owe a report on one day of September.
///
/// Frequencies that have no periods (continuous, by weekday, around holidays, on events) give none.
pub fn periods(frequency: &Frequency, service: Period) -> Vec<Period> {
    let cut: fn(NaiveDate) -> Option<Period> = match frequency {
        Frequency::Daily => |day| Some(Period { from: day, to: day }),
        Frequency::Weekly => week,
        Frequency::Monthly => |day| months(day, 1),
        Frequency::Quarterly => |day| months(day, 3),
        Frequency::HalfYearly => |day| months(day, 6),
        Frequency::Yearly => return years(service),
        Frequency::Once => return vec![service],
        _ => return Vec::new(),
    };
    let mut whole = Vec::new();
    let mut day = service.from;
    while day <= service.to {
        let Some(period) = cut(day) else { break };
        whole.push(period);
        let Some(next) = period.to.succ_opt() else { break };
        day = next;
    }
    joined(&whole, service)
}

fn week(day: NaiveDate) -> Option<Period> {
    let from = day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))?;
    Some(Period { from, to: from.checked_add_days(Days::new(6))? })
}

/// The calendar month, quarter or half-year of a day.
fn months(day: NaiveDate, length: u32) -> Option<Period> {
    let from = NaiveDate::from_ymd_opt(day.year(), day.month0() / length * length + 1, 1)?;
    Some(Period { from, to: from.checked_add_months(Months::new(length))?.pred_opt()? })
}

/// Years counted from the first day of service.
fn years(service: Period) -> Vec<Period> {
    let start = |years: u32| service.from.checked_add_months(Months::new(12 * years));
    let whole: Vec<Period> = (0..)
        .map_while(|n| Some(Period { from: start(n)?, to: start(n + 1)?.pred_opt()? }))
        .take_while(|year| year.from <= service.to)
        .collect();
    joined(&whole, service)
}

fn joined(whole: &[Period], service: Period) -> Vec<Period> {
    let mut pieces: Vec<(Period, bool)> = whole
        .iter()
        .map(|period| (period.clipped(service), period.clipped(service).days() * 2 < period.days()))
        .collect();
    if pieces.len() > 1 && pieces[0].1 {
        pieces[1].0.from = pieces[0].0.from;
        pieces.remove(0);
    }
    if let [.., (before, _), (last, true)] = pieces.as_mut_slice() {
        before.to = last.to;
        pieces.pop();
    }
    pieces.into_iter().map(|(period, _)| period).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn service(from: &str, to: &str) -> Period {
        Period { from: day(from), to: day(to) }
    }

    #[test]
    fn a_stub_is_joined_to_its_neighbour() {
        let months = periods(&Frequency::Monthly, service("2021-09-30", "2022-09-29"));
        assert_eq!(months.len(), 12);
        assert_eq!(months[0], service("2021-09-30", "2021-10-31"));
        assert_eq!(months[11], service("2022-09-01", "2022-09-29"));
    }

    #[test]
    fn a_half_that_is_long_enough_stands_alone() {
        let halves = periods(&Frequency::HalfYearly, service("2024-06-14", "2024-12-31"));
        assert_eq!(halves, [service("2024-06-14", "2024-12-31")]);
        let quarters = periods(&Frequency::Quarterly, service("2024-05-10", "2024-12-31"));
        assert_eq!(quarters[0], service("2024-05-10", "2024-06-30"));
    }

    #[test]
    fn years_are_years_of_service() {
        assert_eq!(periods(&Frequency::Yearly, service("2021-09-30", "2022-09-29")).len(), 1);
        assert_eq!(periods(&Frequency::Yearly, service("2021-09-30", "2023-09-29")).len(), 2);
    }

    proptest! {
        #[test]
        fn periods_cover_the_service_without_gap_or_overlap(start in 0_u64..2_000, length in 0_u64..900, which in 0_usize..5) {
            let from = day("2021-01-01") + Days::new(start);
            let service = Period { from, to: from + Days::new(length) };
            let frequency =
                [Frequency::Weekly, Frequency::Monthly, Frequency::Quarterly, Frequency::HalfYearly, Frequency::Yearly]
                    [which].clone();
            let periods = periods(&frequency, service);
            prop_assert_eq!(periods.first().unwrap().from, service.from);
            prop_assert_eq!(periods.last().unwrap().to, service.to);
            for pair in periods.windows(2) {
                prop_assert_eq!(pair[0].to.succ_opt().unwrap(), pair[1].from);
            }
        }
    }
}
