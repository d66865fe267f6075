//! Shares of a price by time, exactly.

use chrono::{Datelike as _, NaiveDate};
use jianyue_kernel::Money;

use crate::model::{HandOver, Proration};

/// A share of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Days or months that count.
    pub numerator: i64,
    /// Days or months of the whole.
    pub denominator: i64,
}

impl Share {
    /// The share of an amount, half a fen rounded up.
    #[must_use]
    pub fn of(self, amount: Money) -> Money {
        amount.ratio(self.numerator, self.denominator)
    }
}

fn days_in_year(year: i32) -> i64 {
    if NaiveDate::from_ymd_opt(year, 2, 29).is_some() { 366 } else { 365 }
}

/// The share of a year from one day to another, both counted in; months are counted from the month of the first day to
/// the month of the last, both counted in.
#[must_use]
pub fn share(from: NaiveDate, until: NaiveDate, proration: Proration) -> Share {
    let days = (until - from).num_days() + 1;
    match proration {
        Proration::ByDays | Proration::ByTime => Share { numerator: days, denominator: days_in_year(from.year()) },
        Proration::By365 => Share { numerator: days, denominator: 365 },
        Proration::ByMonths => {
            let months =
                i64::from(until.year() - from.year()) * 12 + i64::from(until.month()) - i64::from(from.month()) + 1;
            Share { numerator: months, denominator: 12 }
        }
    }
}

/// What share the vendor before is owed.
#[must_use]
pub fn hand_over_share(hand_over: &HandOver) -> Share {
    share(hand_over.from.0, hand_over.until.0, hand_over.proration)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_leap_year_is_divided_by_366() {
        let share = share(day("2024-01-01"), day("2024-07-19"), Proration::ByDays);
        assert_eq!(share, Share { numerator: 201, denominator: 366 });
        assert_eq!(share.of(Money::from_yuan(1_803_000)), Money::from_fen(99_017_213));
    }

    #[test]
    fn months_count_the_month_of_signing() {
        let share = share(day("2024-01-01"), day("2024-06-30"), Proration::ByMonths);
        assert_eq!(share, Share { numerator: 6, denominator: 12 });
    }
}
