//! Where a certificate stands on a day.

use chrono::NaiveDate;

use crate::model::{Standing, Status};

/// What was said of it last, and whether its last day is past. On its last day it still holds.
#[must_use]
pub fn standing(status: Status, valid_until: NaiveDate, today: NaiveDate) -> Standing {
    match status {
        Status::Revoked => Standing::Revoked,
        Status::Replaced => Standing::Replaced,
        Status::Issued if valid_until < today => Standing::Expired,
        Status::Issued => Standing::Issued,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_holds_on_its_last_day_and_is_over_on_the_next() {
        let last: NaiveDate = "2026-03-01".parse().unwrap();
        assert_eq!(standing(Status::Issued, last, last), Standing::Issued);
        assert_eq!(standing(Status::Issued, last, last.succ_opt().unwrap()), Standing::Expired);
    }

    #[test]
    fn what_was_taken_back_does_not_expire() {
        let last: NaiveDate = "2026-03-01".parse().unwrap();
        assert_eq!(standing(Status::Revoked, last, last.succ_opt().unwrap()), Standing::Revoked);
        assert_eq!(standing(Status::Replaced, last, last), Standing::Replaced);
    }
}
