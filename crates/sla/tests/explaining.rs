//! Why a deadline is what it is, and what a new calendar would move.

mod common;

use common::{HOUR, Story, at, paused};
use jianyue_sla::{BusinessTime, ClockKind, FactKind, SegmentKind, WorkCalendar, explain, moved_deadlines};

fn pieces(story: &Story, kind: ClockKind, now: &str) -> Vec<(String, i64, bool)> {
    let explanation = explain(&story.clock(kind, now), &story.business, at(now)).expect("known years");
    explanation.segments.into_iter().map(|segment| (segment.why, segment.seconds, segment.planned)).collect()
}

#[test]
fn every_piece_of_time_has_its_reason() {
    let story = Story::opened("2024-04-26 16:00", "office")
        .then("2024-04-26 17:00", paused("等甲方开放机房"))
        .then("2024-04-26 17:30", FactKind::Resumed)
        .then("2024-04-28 10:00", FactKind::Restored);
    assert_eq!(
        pieces(&story, ClockKind::Restore, "2024-04-30 09:00"),
        [
            ("计入".to_owned(), HOUR, false),
            ("暂停：等甲方开放机房；凭据：通话记录；同意人：甲方值班".to_owned(), HOUR / 2, false),
            ("计入".to_owned(), HOUR / 2, false),
            ("不计：下班时间".to_owned(), 6 * HOUR, false),
            ("不计：周末".to_owned(), 24 * HOUR, false),
            ("不计：下班时间".to_owned(), 9 * HOUR, false),
            ("计入：调休上班（劳动节）".to_owned(), HOUR, false),
        ]
    );
}

#[test]
fn a_running_clock_shows_how_its_due_moment_is_reached() {
    let story = Story::opened("2024-09-30 17:00", "office");
    assert_eq!(
        pieces(&story, ClockKind::Response, "2024-09-30 17:30"),
        [
            ("计入".to_owned(), HOUR / 2, false),
            ("计入".to_owned(), HOUR / 2, true),
            ("不计：下班时间".to_owned(), 6 * HOUR, true),
            ("不计：节假日（国庆节）".to_owned(), 7 * 24 * HOUR, true),
            ("不计：下班时间".to_owned(), 9 * HOUR, true),
            ("计入".to_owned(), HOUR, true),
        ]
    );
}

#[test]
fn the_summary_names_promise_clause_window_and_standing() {
    let story = Story::opened("2024-09-30 17:00", "office");
    let clock = story.clock(ClockKind::Response, "2024-09-30 17:30");
    let lines = explain(&clock, &story.business, at("2024-09-30 17:30")).expect("known years").summary;
    assert_eq!(
        lines,
        [
            "响应时限：2 小时，依据 条款 response",
            "计时时间：工作日 09:00–18:00",
            "开始：2024-09-30 17:00:00",
            "已用 30 分，时限合 2 小时",
            "应于 2024-10-08 10:00:00 前完成，还剩 1 小时 30 分",
        ]
    );
}

#[test]
fn what_is_explained_as_counted_is_what_was_used() {
    let story = Story::opened("2024-05-06 10:17", "office")
        .then("2024-05-07 11:00", paused("等甲方"))
        .then("2024-05-09 12:13", FactKind::Resumed)
        .then("2024-05-10 09:01", FactKind::SeverityChanged { from: None, to: "urgent".to_owned(), reason: None });
    for clock in story.clocks("2024-05-13 09:00") {
        let explanation = explain(&clock, &story.business, at("2024-05-13 09:00")).expect("known years");
        assert_eq!(explanation.counted(), clock.used, "{}", clock.key);
        assert!(explanation.segments.windows(2).all(|pair| pair[0].to == pair[1].from), "gaps in {}", clock.key);
    }
}

#[test]
fn weekday_windows_name_the_days_they_are_closed() {
    let mut story = Story::opened("2024-05-09 17:00", "office");
    story.matrix.cases[3].targets[0].window = common::window("tue,thu 09:00-17:30");
    let kinds: Vec<_> =
        explain(&story.clock(ClockKind::Response, "2024-05-14 09:00"), &story.business, at("2024-05-14 09:00"))
            .expect("known years")
            .segments
            .into_iter()
            .map(|segment| segment.kind)
            .collect();
    assert!(kinds.contains(&SegmentKind::NotServiceDay), "{kinds:?}");
}

#[test]
fn a_new_calendar_shows_which_open_deadlines_it_would_move() {
    let story = Story::opened("2024-05-08 17:00", "office").then("2024-05-08 17:30", FactKind::Responded);
    // The new notice closes Thursday 9 May.
    let notice = "date,kind,name\n2024-05-09,holiday,临时放假\n2024-05-11,workday,劳动节\n";
    let new = BusinessTime::new(story.business.calendar().with_year(2024, notice).expect("a notice"));
    let clocks = story.clocks("2024-05-08 18:00");
    let named: Vec<_> = clocks.iter().map(|clock| ("T-1", clock)).collect();
    let moved = moved_deadlines(named.clone(), &story.business, &new, at("2024-05-08 18:00"));
    let due: Vec<_> = moved.iter().map(|moved| (moved.key.kind, moved.due_before, moved.due_after)).collect();
    assert_eq!(
        due,
        [
            (ClockKind::Restore, Some(at("2024-05-09 16:00")), Some(at("2024-05-10 16:00"))),
            (ClockKind::Resolve, Some(at("2024-05-10 15:00")), Some(at("2024-05-11 15:00"))),
        ]
    );
    assert_eq!(moved_deadlines(named, &story.business, &story.business, at("2024-05-08 18:00")), []);
}

#[test]
fn a_change_that_alone_makes_a_clock_overdue_says_so() {
    let story = Story::opened("2024-05-11 09:00", "office");
    let old = BusinessTime::new(
        WorkCalendar::published().with_year(2024, "date,kind,name\n2024-05-01,holiday,劳动节\n").expect("a notice"),
    );
    let clocks = story.clocks("2024-05-11 12:00");
    let moved = moved_deadlines(clocks.iter().map(|clock| (1, clock)), &old, &story.business, at("2024-05-11 12:00"));
    assert_eq!(
        moved.iter().filter(|moved| moved.turns_overdue).map(|moved| moved.key.kind).collect::<Vec<_>>(),
        [ClockKind::Response]
    );
}
