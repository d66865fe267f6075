//! Splitting time by day and hour into what a window counts and why it skips the rest.

use chrono::{DateTime, Utc};

use super::SegmentKind;
use crate::business::Interval;
use crate::calendar::{CalendarError, DayType, WorkCalendar};
use crate::window::{OpenDays, ServiceWindow};
use crate::zone::{SECONDS_A_DAY, date_of, from_local_seconds, local_seconds, weekday_of};

type Part = (Interval, SegmentKind);

/// The parts of `within`, in order, without gaps; neighbours of one kind are one.
pub(super) fn split(
    window: &ServiceWindow,
    calendar: &WorkCalendar,
    within: Interval,
) -> Result<Vec<Part>, CalendarError> {
    let (from, to) = (local_seconds(within.from), local_seconds(within.to));
    let mut parts = Parts { from, to, found: Vec::new() };
    if from >= to {
        return Ok(parts.found);
    }
    for day in from.div_euclid(SECONDS_A_DAY)..=(to - 1).div_euclid(SECONDS_A_DAY) {
        let midnight = day * SECONDS_A_DAY;
        let (window, special) = window.on(date_of(day).ok_or(CalendarError::OutOfRange)?);
        let open = match kind_of_day(window, special, calendar, day)? {
            open @ SegmentKind::Counted { .. } => open,
            closed => {
                parts.push(midnight, midnight + SECONDS_A_DAY, &closed)?;
                continue;
            }
        };
        let mut reached = 0;
        for hours in window.hours() {
            parts.push(midnight + reached, midnight + hours.start_second(), &SegmentKind::OffHours)?;
            parts.push(midnight + hours.start_second(), midnight + hours.end_second(), &open)?;
            reached = hours.end_second();
        }
        parts.push(midnight + reached, midnight + SECONDS_A_DAY, &SegmentKind::OffHours)?;
    }
    Ok(parts.found)
}

struct Parts {
    from: i64,
    to: i64,
    found: Vec<Part>,
}

impl Parts {
    fn push(&mut self, from: i64, to: i64, kind: &SegmentKind) -> Result<(), CalendarError> {
        let (from, to) = (from.max(self.from), to.min(self.to));
        if from >= to {
            return Ok(());
        }
        let moment =
            |seconds| -> Result<DateTime<Utc>, _> { from_local_seconds(seconds).ok_or(CalendarError::OutOfRange) };
        match self.found.last_mut() {
            Some((last, last_kind)) if last_kind == kind => last.to = moment(to)?,
            _ => self.found.push((Interval { from: moment(from)?, to: moment(to)? }, kind.clone())),
        }
        Ok(())
    }
}

fn kind_of_day(
    window: &ServiceWindow,
    special: bool,
    calendar: &WorkCalendar,
    day: i64,
) -> Result<SegmentKind, CalendarError> {
    let date = date_of(day).ok_or(CalendarError::OutOfRange)?;
    let counted = SegmentKind::Counted { make_up: None, special };
    Ok(match window.days() {
        OpenDays::Daily => counted,
        OpenDays::Workdays => match calendar.day_type(date)? {
            DayType::Working => counted,
            DayType::MakeUp(name) => SegmentKind::Counted { make_up: Some(name.to_owned()), special },
            DayType::Weekend => SegmentKind::Weekend,
            DayType::Holiday(name) => SegmentKind::Holiday { name: name.to_owned() },
        },
        OpenDays::Weekdays(set) => match calendar.day_type(date)? {
            DayType::Holiday(name) => SegmentKind::Holiday { name: name.to_owned() },
            DayType::Working | DayType::Weekend if set.contains(weekday_of(day)) => counted,
            _ => SegmentKind::NotServiceDay,
        },
    })
}
