//! Mistakes that other systems make with time, each as a test.

mod common;

use common::{HOUR, Story, at, date, paused, severity, window};
use jianyue_sla::clock::{ClockState, Outcome};
use jianyue_sla::{BusinessTime, ClockEventKind, ClockKind, CompiledWindow, FactKind, WorkCalendar};

/// Pause, raise the severity, resume: what was used exceeds the new budget, and the breach must fire.
#[test]
fn a_raised_severity_on_a_paused_ticket_breaches_when_it_resumes() {
    let story = Story::opened("2024-05-06 09:00", "office")
        .then("2024-05-06 14:00", paused("等甲方"))
        .then("2024-05-06 15:00", severity("urgent"));
    // Five of two hours are used. No breach fires while the ticket is held...
    assert_eq!(
        story.state(ClockKind::Restore, "2024-05-06 16:00"),
        ClockState::Paused { since: at("2024-05-06 14:00"), remaining: -3 * HOUR, reason: "等甲方".to_owned() }
    );
    // ...and it fires at the moment it resumes.
    let story = story.then("2024-05-06 16:30", FactKind::Resumed);
    let clock = story.clock(ClockKind::Restore, "2024-05-06 16:45");
    assert_eq!(clock.state, ClockState::Overdue { due: at("2024-05-06 16:30"), overdue: 15 * 60 });
    let events: Vec<_> = clock.events_since(at("2024-05-06 16:00"), at("2024-05-06 16:45")).collect();
    assert_eq!(
        events.last().map(|event| (event.kind, event.at)),
        Some((ClockEventKind::Breach, at("2024-05-06 16:30")))
    );
    let restored = story.then("2024-05-06 17:00", FactKind::Restored);
    let verdict = restored.clock(ClockKind::Restore, "2024-05-07 09:00").verdict.expect("stopped");
    assert_eq!((verdict.outcome, verdict.used), (Outcome::Breached, 5 * HOUR + HOUR / 2));
}

#[test]
fn a_raised_severity_breaches_even_when_service_returns_during_the_pause() {
    let story = Story::opened("2024-05-06 09:00", "office")
        .then("2024-05-06 14:00", paused("等甲方"))
        .then("2024-05-06 15:00", severity("urgent"))
        .then("2024-05-06 15:30", FactKind::Restored);
    let clock = story.clock(ClockKind::Restore, "2024-05-06 16:00");
    assert_eq!(clock.state, ClockState::Breached { at: at("2024-05-06 15:30"), due: Some(at("2024-05-06 15:30")) });
    let breach = clock.events().find(|event| event.kind == ClockEventKind::Breach);
    assert_eq!(breach.map(|event| event.at), Some(at("2024-05-06 15:30")));
}

#[test]
fn a_raised_severity_on_a_running_ticket_breaches_at_the_change() {
    let story = Story::opened("2024-05-06 09:00", "office").then("2024-05-06 14:00", severity("urgent"));
    let changed = ClockState::Overdue { due: at("2024-05-06 14:00"), overdue: 0 };
    assert_eq!(story.state(ClockKind::Restore, "2024-05-06 14:00"), changed);
    let clock = story.clock(ClockKind::Restore, "2024-05-06 14:20");
    assert_eq!(clock.state, ClockState::Overdue { due: at("2024-05-06 14:00"), overdue: 20 * 60 });
}

/// Days are working days of the calendar, not 86,400 seconds, and a month is not thirty of them.
#[test]
fn working_days_are_not_multiples_of_a_day() {
    let story = Story::opened("2024-09-30 15:00", "S1");
    // The seven days of the National Day holidays are skipped; 8 October is the next working day.
    assert_eq!(story.clock(ClockKind::Arrive, "2024-09-30 15:00").due(), Some(at("2024-10-08 15:00")));
    let calendar = WorkCalendar::published();
    assert_eq!(calendar.add_working_days(date("2024-09-30"), 10), Ok(date("2024-10-18")));
    assert_eq!(calendar.nth_working_day_after(date("2024-01-31"), 31), Ok(date("2024-03-19")));
}

/// A later calendar turns a Saturday into a holiday's make-up day or the reverse: verdicts stay as they were.
#[test]
fn a_changed_calendar_never_judges_a_stopped_clock_again() {
    let mut story = Story::opened("2024-05-08 17:00", "office").then("2024-05-11 09:30", FactKind::Restored);
    let before = story.clock(ClockKind::Restore, "2024-05-20 09:00").verdict.expect("stopped");
    assert_eq!((before.outcome, before.used), (Outcome::Breached, 19 * HOUR + HOUR / 2));
    story.frozen = vec![before.clone()];
    story.business = BusinessTime::new(
        WorkCalendar::empty()
            .with_year(2024, "date,kind,name\n2024-05-09,holiday,x\n2024-05-10,holiday,x\n")
            .expect("a notice"),
    );
    let after = story.clock(ClockKind::Restore, "2024-05-20 09:00");
    assert_eq!(after.verdict, Some(before));
    assert!(matches!(after.state, ClockState::Breached { .. }));
    // Without the frozen verdict the new calendar would have judged otherwise: the test can fail.
    story.frozen.clear();
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-20 09:00").used, HOUR);
}

#[test]
fn a_changed_severity_forgives_no_time() {
    let story = Story::opened("2024-05-06 09:00", "S2").then("2024-05-06 19:00", severity("S1"));
    let clock = story.clock(ClockKind::Restore, "2024-05-06 20:00");
    assert_eq!(clock.state, ClockState::Running { due: at("2024-05-07 09:00"), remaining: 13 * HOUR });
}

#[test]
fn time_used_before_a_change_is_measured_in_the_window_it_was_used_in() {
    // Round the clock until Saturday 09:00, then in office hours: 14 of 8 hours are used.
    let story = Story::opened("2024-05-17 19:00", "S1").then("2024-05-18 09:00", severity("office"));
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-18 12:00").used, 14 * HOUR);
}

#[test]
fn a_pause_neither_loses_nor_uses_time() {
    let story = Story::opened("2024-05-06 09:00", "office")
        .then("2024-05-06 11:00", paused("等甲方"))
        .then("2024-05-07 10:00", FactKind::Resumed);
    let clock = story.clock(ClockKind::Restore, "2024-05-07 10:00");
    assert_eq!(clock.state, ClockState::Running { due: at("2024-05-07 16:00"), remaining: 6 * HOUR });
}

#[test]
fn no_breach_fires_while_a_ticket_is_held() {
    let story = Story::opened("2024-05-06 09:00", "office").then("2024-05-06 11:00", paused("等甲方"));
    let clock = story.clock(ClockKind::Restore, "2024-06-30 11:00");
    assert!(matches!(clock.state, ClockState::Paused { remaining: 21_600, .. }), "{:?}", clock.state);
    assert_eq!(clock.next_event(at("2024-05-06 12:00")), None);
    assert_eq!(clock.events_since(at("2024-05-06 11:00"), at("2024-06-30 11:00")).count(), 0);
}

#[test]
fn several_intervals_a_day_with_a_lunch_break() {
    let business = BusinessTime::published();
    let lunch = business.window(&window("workdays 08:00-12:00,13:00-17:00"));
    assert_eq!(lunch.due_at(at("2024-05-06 11:30"), HOUR), Ok(at("2024-05-06 13:30")));
    assert_eq!(lunch.due_at(at("2024-05-06 11:30"), HOUR / 2), Ok(at("2024-05-06 12:00")));
    assert_eq!(lunch.due_at(at("2024-05-06 12:30"), 8 * HOUR), Ok(at("2024-05-07 12:00")));
    assert_eq!(lunch.elapsed(at("2024-05-06 11:30"), at("2024-05-06 13:30:07")), Ok(HOUR + 7));
    let night = business.window(&window("daily 00:00-06:00,22:00-24:00"));
    assert_eq!(night.due_at(at("2024-05-06 23:00"), 2 * HOUR), Ok(at("2024-05-07 01:00")));
}

#[test]
fn a_schedule_without_most_weekdays() {
    let business = BusinessTime::published();
    let visits = business.window(&window("tue,thu 09:00-17:30"));
    assert_eq!(visits.due_at(at("2024-05-09 17:00"), HOUR), Ok(at("2024-05-14 09:30")));
    assert_eq!(visits.is_open(at("2024-05-06 10:00")), Ok(false));
    assert_eq!(visits.next_open(at("2024-05-09 17:30")), Ok(at("2024-05-14 09:00")));
}

#[test]
fn reopening_neither_escalates_at_once_nor_never_again() {
    let story = Story::opened("2024-05-06 09:00", "S2")
        .then("2024-05-06 09:10", FactKind::Responded)
        .then("2024-05-06 10:00", FactKind::Restored)
        .then("2024-05-06 10:00", FactKind::Resolved)
        .then("2024-05-06 11:00", FactKind::Accepted)
        .then("2024-05-08 09:00", FactKind::Reopened { reason: None });
    let clock = story.clock(ClockKind::Escalate, "2024-05-08 09:10");
    assert_eq!((clock.key.cycle, clock.key.level), (2, 1));
    assert_eq!(clock.state, ClockState::Running { due: at("2024-05-08 09:30"), remaining: 20 * 60 });
    // The old cycle's verdicts stay beside the new clocks.
    let first = story.clocks("2024-05-08 09:10").into_iter().filter(|clock| clock.key.cycle == 1);
    let outcomes: Vec<_> = first.filter_map(|clock| Some((clock.key.kind, clock.verdict?.outcome))).collect();
    assert_eq!(
        outcomes,
        [
            (ClockKind::Response, Outcome::Met),
            (ClockKind::Escalate, Outcome::Breached),
            (ClockKind::Arrive, Outcome::Met),
            (ClockKind::Restore, Outcome::Met),
        ]
    );
}

/// Whatever happens to the other clocks, the reply clock runs on until somebody answers.
#[test]
fn the_response_clock_is_disturbed_by_nothing_else() {
    let story = Story::opened("2024-05-06 09:00", "S2")
        .then("2024-05-06 09:10", paused("等甲方"))
        .then("2024-05-06 09:20", FactKind::Escalated { to_level: 2 })
        .then("2024-05-06 09:30", FactKind::Resumed)
        .then("2024-05-06 09:40", FactKind::WorkedAround)
        .then("2024-05-06 09:50", FactKind::Restored);
    let state = story.state(ClockKind::Response, "2024-05-06 10:00");
    assert_eq!(state, ClockState::Running { due: at("2024-05-06 11:00"), remaining: HOUR });
}

#[test]
fn a_clock_whose_target_is_gone_escalates_nothing() {
    let story = Story::opened("2024-05-06 09:00", "S2").then("2024-05-06 09:10", severity("S4"));
    let clock = story.clock(ClockKind::Escalate, "2024-05-07 09:00");
    assert!(matches!(clock.state, ClockState::NotApplicable { .. }));
    assert_eq!(clock.next_event(at("2024-05-06 09:15")), None);
    assert_eq!(clock.events_since(at("2024-05-06 09:10"), at("2024-05-07 09:00")).count(), 0);
}

#[test]
fn weekends_that_are_worked_count() {
    let office = CompiledWindow::new(&window("workdays 09:00-18:00"), &WorkCalendar::published());
    // Saturday 11 May 2024 is a make-up day, Sunday 12 is not.
    assert_eq!(office.due_at(at("2024-05-10 17:00"), 2 * HOUR), Ok(at("2024-05-11 10:00")));
    let saturdays = CompiledWindow::new(&window("sat 09:00-18:00"), &WorkCalendar::published());
    assert_eq!(saturdays.is_open(at("2024-05-11 10:00")), Ok(false));
    assert_eq!(saturdays.is_open(at("2024-05-18 10:00")), Ok(true));
}

#[test]
fn the_receiving_level_gets_its_own_time() {
    let story = Story::opened("2024-05-06 09:00", "S2").then("2024-05-06 09:40", FactKind::Escalated { to_level: 2 });
    let clock = story.clock(ClockKind::Escalate, "2024-05-06 09:45");
    assert_eq!(clock.key.level, 2);
    assert_eq!(clock.state, ClockState::Running { due: at("2024-05-06 10:10"), remaining: 25 * 60 });
    // Nobody is above level three: it has no escalate clock.
    let top = story.then("2024-05-06 10:00", FactKind::Escalated { to_level: 3 });
    let levels: Vec<_> = top
        .clocks("2024-05-06 10:05")
        .into_iter()
        .filter(|clock| clock.key.kind == ClockKind::Escalate)
        .map(|clock| (clock.key.level, clock.verdict.map(|verdict| verdict.outcome)))
        .collect();
    assert_eq!(levels, [(1, Some(Outcome::Breached)), (2, Some(Outcome::Met))]);
}

#[test]
fn a_sweep_that_comes_late_finds_the_right_times() {
    let story = Story::opened("2024-05-10 16:00", "office");
    let clock = story.clock(ClockKind::Restore, "2024-05-20 09:00");
    let found: Vec<_> = clock
        .events_since(at("2024-05-10 16:00"), at("2024-05-20 09:00"))
        .map(|event| (event.kind, event.at))
        .collect();
    assert_eq!(
        found,
        [
            (ClockEventKind::Warn50, at("2024-05-11 11:00")),
            (ClockEventKind::Warn80, at("2024-05-11 13:24")),
            (ClockEventKind::Breach, at("2024-05-11 15:00")),
        ]
    );
    // The next sweep has nothing left to do.
    assert_eq!(clock.events_since(at("2024-05-20 09:00"), at("2024-05-21 09:00")).count(), 0);
}

#[test]
fn messages_that_must_not_come_at_night_wait_for_the_opening() {
    let office = CompiledWindow::new(&window("workdays 09:00-18:00"), &WorkCalendar::published());
    assert_eq!(office.next_open(at("2024-05-10 23:50")), Ok(at("2024-05-11 09:00")));
    assert_eq!(office.next_open(at("2024-05-10 10:00")), Ok(at("2024-05-10 10:00")));
}
