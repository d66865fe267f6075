//! Terms counted in working days: "within 10 working days of the invoice", "from the 31st working day".

use chrono::NaiveDate;

use super::{CalendarError, WorkCalendar};

impl WorkCalendar {
    /// The last day of a term of `count` working days that begins with `date`: the day after `date` is the first day.
    ///
    /// `count` 0 gives `date` itself, working or not.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the count runs into a year without a notice.
    pub fn add_working_days(&self, date: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        self.walk(date, count, NaiveDate::succ_opt)
    }

    /// The `nth` working day after `date`; `nth` 31 is "from the 31st working day".
    ///
    /// # Errors
    /// As [`Self::add_working_days`], which it is by another name.
    pub fn nth_working_day_after(&self, date: NaiveDate, nth: u32) -> Result<NaiveDate, CalendarError> {
        self.add_working_days(date, nth)
    }

    /// The latest day on which a notice of `count` working days before `date` can be given.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the count runs into a year without a notice.
    pub fn working_days_before(&self, date: NaiveDate, count: u32) -> Result<NaiveDate, CalendarError> {
        self.walk(date, count, NaiveDate::pred_opt)
    }

    /// Working days after `from` up to and including `to`; 0 when `to` is not after `from`.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when a day in between has no notice.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, CalendarError> {
        let (mut date, mut count) = (from, 0);
        while date < to {
            date = date.succ_opt().ok_or(CalendarError::OutOfRange)?;
            count += u32::from(self.is_working_day(date)?);
        }
        Ok(count)
    }

    fn walk(
        &self,
        from: NaiveDate,
        count: u32,
        step: fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> Result<NaiveDate, CalendarError> {
        let (mut date, mut left) = (from, count);
        while left > 0 {
            date = step(&date).ok_or(CalendarError::OutOfRange)?;
            left -= u32::from(self.is_working_day(date)?);
        }
        Ok(date)
    }
}
