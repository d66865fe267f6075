//! The published notices, loading further ones, and what cannot be told.

mod common;

use common::date;
use jianyue_sla::{CalendarError, DayType, SpecialKind, WorkCalendar};

#[test]
fn every_published_row_is_good() {
    let csv = include_str!("../data/holidays.csv");
    let calendar = WorkCalendar::empty().with_notices(csv).expect("good rows only");
    assert_eq!(calendar, WorkCalendar::published());
    assert_eq!(calendar.special_days().count(), csv.lines().count() - 1);
    assert_eq!(calendar.years().collect::<Vec<_>>(), [2021, 2022, 2023, 2024, 2025, 2026]);
}

#[test]
fn days_have_their_kind_and_festival() {
    let calendar = WorkCalendar::published();
    assert_eq!(calendar.day_type(date("2024-02-10")), Ok(DayType::Holiday("春节")));
    assert_eq!(calendar.day_type(date("2024-02-04")), Ok(DayType::MakeUp("春节")));
    assert_eq!(calendar.day_type(date("2024-02-03")), Ok(DayType::Weekend));
    assert_eq!(calendar.day_type(date("2024-02-05")), Ok(DayType::Working));
}

#[test]
fn a_year_without_a_notice_is_never_guessed() {
    let calendar = WorkCalendar::published();
    assert_eq!(calendar.is_working_day(date("2027-01-04")), Err(CalendarError::NoHolidayData { year: 2027 }));
    assert_eq!(calendar.add_working_days(date("2026-12-30"), 2), Err(CalendarError::NoHolidayData { year: 2027 }));
    assert_eq!(calendar.add_working_days(date("2026-12-30"), 1), Ok(date("2026-12-31")));
    let message = CalendarError::NoHolidayData { year: 2027 }.to_string();
    assert!(message.contains("2027") && message.contains("请先载入"), "{message}");
}

#[test]
fn terms_count_the_day_after_as_the_first() {
    let calendar = WorkCalendar::published();
    assert_eq!(calendar.add_working_days(date("2024-07-19"), 0), Ok(date("2024-07-19")));
    assert_eq!(calendar.add_working_days(date("2024-07-19"), 1), Ok(date("2024-07-22")));
    assert_eq!(calendar.add_working_days(date("2024-07-19"), 10), Ok(date("2024-08-02")));
    assert_eq!(calendar.working_days_before(date("2024-08-02"), 10), Ok(date("2024-07-19")));
    assert_eq!(calendar.working_days_between(date("2024-07-19"), date("2024-08-02")), Ok(10));
}

#[test]
fn a_new_notice_may_close_the_end_of_the_year_before() {
    let calendar = WorkCalendar::published();
    let next = calendar
        .with_year(2027, "date,kind,name\n2026-12-31,holiday,元旦\n2027-01-01,holiday,元旦\n2027-01-09,workday,元旦\n")
        .expect("a notice");
    assert!(next.knows(2027));
    assert_eq!(next.is_working_day(date("2026-12-31")), Ok(false));
    assert_eq!(next.special(date("2027-01-09")).map(|day| day.kind), Some(SpecialKind::MakeUp));
    assert_ne!(next.version(), calendar.version());
}

#[test]
fn a_notice_replaces_the_former_one_of_its_year() {
    let calendar =
        WorkCalendar::published().with_year(2024, "date,kind,name\n2024-05-01,holiday,劳动节\n").expect("a notice");
    assert_eq!(calendar.is_working_day(date("2024-10-01")), Ok(true));
    assert_eq!(calendar.is_working_day(date("2023-10-02")), Ok(false));
}

#[test]
fn every_bad_row_is_named_and_nothing_is_loaded() {
    let csv = "date,kind,name\n\
               2027-01-01,holiday,元旦\n\
               2027-02-30,holiday,春节\n\
               2027-03-01,day off,春节\n\
               2027-03-02,holiday,\n\
               2027-01-01,holiday,元旦\n\
               2028-01-01,holiday,元旦\n\
               2027-03-03,workday,春节\n\
               2027-03-04,holiday\n";
    let error = WorkCalendar::published().with_year(2027, csv).expect_err("bad rows");
    let lines: Vec<_> = error.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9]);
    let message = error.to_string();
    assert!(message.starts_with("放假通知有 7 行有误，未载入；第 3 行：“2027-02-30”不是日期"), "{message}");
}

#[test]
fn a_file_without_header_or_rows_is_refused() {
    let calendar = WorkCalendar::published();
    assert_eq!(calendar.with_notices("2027-01-01,holiday,元旦\n").expect_err("no header").rows[0].line, 1);
    assert!(calendar.with_year(2027, "date,kind,name\n").is_err());
}
