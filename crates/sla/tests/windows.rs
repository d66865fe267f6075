//! Windows as text, and time in them at the edges of what is known.

mod common;

use common::{HOUR, at, date, window};
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
        "workdays 09:00-18:00; 2026-10-01..2026-10-07,2027-02-05..2027-02-05 daily 00:00-24:00",
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
fn special_days_are_joined_named_and_left_out_where_they_change_nothing() {
    let (office, always) = (window("workdays 09:00-18:00"), ServiceWindow::always());
    let days = |pairs: &[(&str, &str)]| pairs.iter().map(|(from, to)| (date(from), date(to))).collect::<Vec<_>>();
    let given = days(&[("2026-10-04", "2026-10-07"), ("2026-10-01", "2026-10-03"), ("2026-09-30", "2026-09-29")]);
    let special = office.clone().with_special(&always, given);
    assert_eq!(special.to_string(), "workdays 09:00-18:00; 2026-10-01..2026-10-07 daily 00:00-24:00");
    assert_eq!(special.describe(), "工作日 09:00–18:00；特殊时期（2026-10-01 至 2026-10-07）每天 24 小时");
    assert_eq!(special.touching(date("2026-10-07"), date("2026-10-09")), special);
    assert_eq!(special.touching(date("2026-10-08"), date("2026-10-09")), office);
    assert_eq!(office.clone().with_special(&always, []), office);
    assert_eq!(always.clone().with_special(&always, days(&[("2026-10-01", "2026-10-07")])), always);
    let reread = special.clone().with_special(&special, days(&[("2026-10-01", "2026-10-01")]));
    assert_eq!(reread, office, "other hours of the same kind are no other hours");
    for text in ["2026-10-07..2026-10-01 daily 00:00-24:00", "2026-10-01 daily 00:00-24:00", "daily 00:00-24:00", ""] {
        let error = format!("workdays 09:00-18:00; {text}").parse::<ServiceWindow>().expect_err(text);
        assert_eq!(error, WindowError::BadDays { text: text.to_owned() });
    }
}

#[test]
fn a_full_day_is_a_day_however_long_it_is() {
    let business = BusinessTime::published();
    // Thursday to Sunday are special.
    let hours = "workdays 09:00-18:00; 2024-05-16..2024-05-19 daily 00:00-24:00";
    let days = |from: &str, days: u32| {
        let ready = business.window(&window(hours));
        ready.due_at(at(from), ready.full_days(at(from), days).expect("a known year")).expect("a known year")
    };
    assert_eq!(days("2024-05-14 15:00", 1), at("2024-05-15 15:00"), "ordinary days");
    assert_eq!(days("2024-05-17 15:00", 1), at("2024-05-18 15:00"), "special days");
    assert_eq!(days("2024-05-15 13:30", 1), at("2024-05-16 12:00"), "half of a short day is half of a long one");
    assert_eq!(days("2024-05-19 12:00", 1), at("2024-05-20 13:30"), "and the other way round");
    assert_eq!(days("2024-05-15 19:00", 2), at("2024-05-18 00:00"), "from the next opening on");
    assert_eq!(days("2024-05-17 15:00", 0), at("2024-05-17 15:00"));
}

#[test]
fn special_hours_round_the_clock_need_no_notice() {
    let ready =
        BusinessTime::published().window(&window("workdays 09:00-18:00; 2031-05-01..2031-05-02 daily 00:00-24:00"));
    assert_eq!(ready.due_at(at("2031-05-01 23:00"), 2 * HOUR), Ok(at("2031-05-02 01:00")));
    assert_eq!(ready.due_at(at("2031-05-02 23:00"), HOUR), Ok(at("2031-05-03 00:00")));
    assert_eq!(ready.due_at(at("2031-05-02 23:00"), HOUR + 1), Err(CalendarError::NoHolidayData { year: 2031 }));
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
