//! Windows as text, and time in them at the edges of what is known.

mod common;

use common::{HOUR, at, window};
use jianyue_sla::{BusinessTime, CalendarError, ServiceWindow, WindowError, WorkCalendar};

#[test]
fn windows_are_written_as_they_are_read() {
    for text in [
        "daily 00:00-24:00",
        "daily 08:00-20:00",
        "workdays 09:00-18:00",
        "workdays 08:00-12:00,13:00-17:00",
        "tue,thu 09:00-17:30",
        "daily 00:00-06:00,22:00-24:00",
    ] {
        let parsed = window(text);
        assert_eq!(parsed.to_string(), text);
        let json = serde_json::to_string(&parsed).expect("JSON");
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<ServiceWindow>(&json).expect("a window"), parsed);
    }
    assert_eq!(window("  thu,tue   13:00-17:00, 09:00-12:00 ").to_string(), "tue,thu 09:00-12:00,13:00-17:00");
}

#[test]
fn windows_in_chinese() {
    assert_eq!(window("daily 00:00-24:00").describe(), "每天 24 小时");
    assert_eq!(window("workdays 08:00-12:00,13:00-17:00").describe(), "工作日 08:00–12:00、13:00–17:00");
    assert_eq!(window("tue,thu 09:00-17:30").describe(), "周二、周四（节假日除外） 09:00–17:30");
}

#[test]
fn a_night_written_backwards_is_told_how_to_be_written() {
    let error = "workdays 18:00-09:00".parse::<ServiceWindow>().expect_err("backwards").to_string();
    assert!(error.contains("结束时间早于开始时间"), "{error}");
    assert!(error.contains("workdays 00:00-09:00,18:00-24:00"), "{error}");
    assert!("workdays 00:00-09:00,18:00-24:00".parse::<ServiceWindow>().is_ok());
}

#[test]
fn what_is_not_a_window_says_why() {
    let error = |text: &str| text.parse::<ServiceWindow>().expect_err(text);
    for text in ["", "   ", "workdays", "09:00-18:00"] {
        assert_eq!(error(text), WindowError::Incomplete { text: text.to_owned() });
    }
    assert_eq!(error("weekdays 09:00-18:00"), WindowError::UnknownDay { word: "weekdays".to_owned() });
    assert_eq!(error("weekdays"), WindowError::UnknownDay { word: "weekdays".to_owned() });
    assert_eq!(error("tue,xyz 09:00-18:00"), WindowError::UnknownDay { word: "xyz".to_owned() });
    assert_eq!(error("tue,tue 09:00-18:00"), WindowError::RepeatedDay { word: "tue".to_owned() });
    for (text, bad) in [
        ("daily 9:00-18:00", "9:00"),
        ("daily 09:00-25:00", "25:00"),
        ("daily 09:60-18:00", "09:60"),
        ("daily 24:00-24:00", "24:00"),
        ("daily 09:00-24:01", "24:01"),
        ("daily 09:00:00-18:00", "09:00:00"),
    ] {
        assert_eq!(error(text), WindowError::BadTime { text: bad.to_owned() }, "{text}");
    }
    assert_eq!(error("daily 09:00"), WindowError::BadInterval { text: "09:00".to_owned() });
    assert_eq!(error("daily 09:00-12:00,"), WindowError::BadInterval { text: String::new() });
    assert_eq!(error("daily 09:00-09:00"), WindowError::EmptyInterval { start: "09:00".to_owned() });
    assert_eq!(
        error("daily 09:00-12:00,11:00-17:00"),
        WindowError::Overlap { first: "09:00-12:00".to_owned(), second: "11:00-17:00".to_owned() }
    );
}

#[test]
fn a_daily_window_needs_no_notice() {
    let daily = BusinessTime::new(WorkCalendar::empty()).window(&window("daily 08:00-20:00"));
    assert_eq!(daily.due_at(at("2031-05-06 19:30"), HOUR), Ok(at("2031-05-07 08:30")));
    assert_eq!(daily.elapsed(at("1969-12-31 19:00"), at("1970-01-01 09:00")), Ok(2 * HOUR));
}

#[test]
fn time_that_runs_out_of_known_years_is_an_error() {
    let office = BusinessTime::published().window(&window("workdays 09:00-18:00"));
    let missing = |year| Err(CalendarError::NoHolidayData { year });
    assert_eq!(office.due_at(at("2026-12-31 17:00"), HOUR), Ok(at("2026-12-31 18:00")));
    assert_eq!(office.due_at(at("2026-12-31 17:00"), HOUR + 1), missing(2027).map(|()| at("2026-12-31 18:00")));
    assert_eq!(office.elapsed(at("2026-12-31 17:00"), at("2027-01-01 00:00")), Ok(HOUR));
    assert_eq!(office.elapsed(at("2026-12-31 17:00"), at("2027-01-01 00:01")), missing(2027).map(|()| 0));
    assert_eq!(office.elapsed(at("2020-12-31 17:00"), at("2021-01-04 10:00")), missing(2020).map(|()| 0));
    // A budget of nothing is due at once, whatever is known.
    assert_eq!(office.due_at(at("2030-05-06 17:00"), 0), Ok(at("2030-05-06 17:00")));
}

#[test]
fn a_gap_between_known_years_is_not_jumped() {
    let calendar =
        WorkCalendar::published().with_notices("date,kind,name\n2028-01-01,holiday,元旦\n").expect("a notice");
    let office = BusinessTime::new(calendar).window(&window("workdays 09:00-18:00"));
    assert_eq!(
        office.elapsed(at("2026-12-31 17:00"), at("2028-01-05 10:00")),
        Err(CalendarError::NoHolidayData { year: 2027 })
    );
    assert_eq!(office.due_at(at("2028-01-04 10:00"), HOUR), Ok(at("2028-01-04 11:00")));
}

#[test]
fn budgets_beyond_all_dates_are_errors_and_not_panics() {
    let daily = BusinessTime::published().window(&ServiceWindow::always());
    assert_eq!(daily.due_at(at("2024-05-06 09:00"), i64::MAX), Err(CalendarError::OutOfRange));
    assert_eq!(daily.due_at(at("2024-05-06 09:00"), i64::MAX / 2), Err(CalendarError::OutOfRange));
}
