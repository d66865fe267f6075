//! What each fact does to the clocks.

mod common;

use common::{HOUR, Story, at, paused, severity};
use jianyue_sla::clock::{ClockState, Outcome, StopCause};
use jianyue_sla::{Budget, ClockEventKind, ClockKind, Fact, FactKind, FactProblem, fold};

#[test]
fn opening_the_gravest_fault_starts_four_clocks() {
    let clocks = Story::opened("2024-05-11 10:00", "S1").clocks("2024-05-11 10:00");
    let due: Vec<_> = clocks.iter().map(|clock| (clock.key.kind, clock.due())).collect();
    assert_eq!(
        due,
        [
            (ClockKind::Response, Some(at("2024-05-11 11:00"))),
            (ClockKind::Escalate, Some(at("2024-05-11 10:00"))),
            // Saturday 11 May 2024 is worked; one working day later is Monday.
            (ClockKind::Arrive, Some(at("2024-05-13 10:00"))),
            (ClockKind::Restore, Some(at("2024-05-12 10:00"))),
        ]
    );
    assert_eq!(clocks[2].target.clause, "条款 arrive");
}

#[test]
fn handing_up_in_the_same_second_is_at_once() {
    let story = Story::opened("2024-05-06 09:00", "S1")
        .then("2024-05-06 09:00", FactKind::Escalated { to_level: 2 })
        .then("2024-05-06 09:00", FactKind::Escalated { to_level: 3 });
    let outcomes: Vec<_> = story
        .clocks("2024-05-06 10:00")
        .into_iter()
        .filter(|clock| clock.key.kind == ClockKind::Escalate)
        .filter_map(|clock| Some(clock.verdict?.outcome))
        .collect();
    assert_eq!(outcomes, [Outcome::Met, Outcome::Met]);
}

#[test]
fn a_stop_at_the_due_moment_is_in_time_and_a_second_later_is_not() {
    let story = |when| Story::opened("2024-05-06 09:00", "S1").then(when, FactKind::Responded);
    assert_eq!(
        story("2024-05-06 10:00").state(ClockKind::Response, "2024-05-07 09:00"),
        ClockState::Met { at: at("2024-05-06 10:00") }
    );
    assert_eq!(
        story("2024-05-06 10:00:01").state(ClockKind::Response, "2024-05-07 09:00"),
        ClockState::Breached { at: at("2024-05-06 10:00:01"), due: Some(at("2024-05-06 10:00")) }
    );
}

#[test]
fn a_budget_that_ends_at_closing_time_is_not_met_in_the_evening() {
    let story = Story::opened("2024-05-06 16:00", "office").then("2024-05-06 20:00", FactKind::Responded);
    let clock = story.clock(ClockKind::Response, "2024-05-07 09:00");
    assert_eq!(clock.used, clock.budget);
    assert_eq!(clock.state, ClockState::Breached { at: at("2024-05-06 20:00"), due: Some(at("2024-05-06 18:00")) });
}

#[test]
fn a_work_around_restores_and_is_recorded_as_one() {
    let story = Story::opened("2024-05-06 09:00", "S1").then("2024-05-06 12:00", FactKind::WorkedAround);
    let verdict = story.clock(ClockKind::Restore, "2024-05-06 13:00").verdict.expect("stopped");
    assert_eq!((verdict.outcome, verdict.stopped_by), (Outcome::Met, StopCause::WorkedAround));
    assert!(story.state(ClockKind::Arrive, "2024-05-06 13:00").is_live());
}

#[test]
fn the_solution_stops_provisionally_until_it_is_accepted() {
    let story = Story::opened("2024-05-06 09:00", "office").then("2024-05-06 17:00", FactKind::Resolved);
    let verdict = story.clock(ClockKind::Resolve, "2024-05-10 17:00").verdict.expect("stopped");
    assert!(verdict.provisional);
    // Four days of waiting for the reporter are not the vendor's.
    let accepted = story.then("2024-05-10 17:00", FactKind::Accepted);
    let verdict = accepted.clock(ClockKind::Resolve, "2024-05-11 09:00").verdict.expect("stopped");
    assert_eq!((verdict.outcome, verdict.used, verdict.provisional), (Outcome::Met, 8 * HOUR, false));
    assert_eq!((verdict.stopped_at, verdict.accepted_at), (at("2024-05-06 17:00"), Some(at("2024-05-10 17:00"))));
}

#[test]
fn a_refused_solution_has_stopped_nothing() {
    let story = Story::opened("2024-05-06 09:00", "office")
        .then("2024-05-06 11:00", FactKind::Resolved)
        .then("2024-05-07 11:00", FactKind::Refused { reason: None });
    let clock = story.clock(ClockKind::Resolve, "2024-05-07 12:00");
    assert_eq!(clock.state, ClockState::Running { due: at("2024-05-07 16:00"), remaining: 4 * HOUR });
    // The answer was given all the same.
    assert!(matches!(story.state(ClockKind::Response, "2024-05-07 12:00"), ClockState::Met { .. }));
}

#[test]
fn a_provisional_verdict_is_never_kept_as_frozen() {
    let mut story = Story::opened("2024-05-06 09:00", "office").then("2024-05-06 11:00", FactKind::Resolved);
    story.frozen = story.clocks("2024-05-06 12:00").into_iter().filter_map(|clock| clock.verdict).collect();
    let story = story.then("2024-05-07 11:00", FactKind::Refused { reason: None });
    assert!(story.state(ClockKind::Resolve, "2024-05-07 12:00").is_live());
}

#[test]
fn a_cancelled_ticket_has_no_verdict_unless_it_was_late_already() {
    let cancelled = || FactKind::Cancelled { reason: None };
    let early = Story::opened("2024-05-06 09:00", "S1").then("2024-05-06 09:30", cancelled());
    assert_eq!(early.clock(ClockKind::Response, "2024-05-06 10:00").verdict, None);
    let late = Story::opened("2024-05-06 09:00", "S1").then("2024-05-06 10:30", cancelled());
    let verdict = late.clock(ClockKind::Response, "2024-05-06 11:00").verdict.expect("a breach is not hidden");
    assert_eq!((verdict.outcome, verdict.stopped_by), (Outcome::Breached, StopCause::Cancelled));
}

#[test]
fn a_target_that_appears_with_a_change_starts_with_it() {
    let story = Story::opened("2024-05-06 09:00", "S4").then("2024-05-06 10:00", severity("S1"));
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-06 11:00").due(), Some(at("2024-05-07 10:00")));
}

#[test]
fn a_target_that_goes_and_comes_back_keeps_what_was_used() {
    let story = Story::opened("2024-05-06 09:00", "S1")
        .then("2024-05-06 10:00", severity("S4"))
        .then("2024-05-06 20:00", severity("S1"));
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-06 21:00").used, 2 * HOUR);
}

#[test]
fn a_lowered_severity_keeps_the_former_breach_on_record() {
    let story = Story::opened("2024-05-06 09:00", "urgent").then("2024-05-06 13:00", severity("office"));
    let clock = story.clock(ClockKind::Restore, "2024-05-06 14:00");
    assert_eq!(clock.state, ClockState::Running { due: at("2024-05-06 17:00"), remaining: 3 * HOUR });
    assert_eq!(clock.past_breaches.iter().map(|breach| breach.at).collect::<Vec<_>>(), [at("2024-05-06 11:00")]);
}

#[test]
fn an_agreed_extension_moves_one_clock() {
    let extension = FactKind::BudgetMoved {
        clock: ClockKind::Restore,
        budget: Budget::Seconds(12 * HOUR),
        reason: "等备件".to_owned(),
        agreed_by: None,
    };
    let story = Story::opened("2024-05-06 09:00", "office").then("2024-05-06 10:00", extension);
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-06 10:00").due(), Some(at("2024-05-07 12:00")));
    assert_eq!(story.clock(ClockKind::Resolve, "2024-05-06 10:00").budget, 16 * HOUR);
}

#[test]
fn warnings_come_at_half_and_four_fifths_of_business_time() {
    let clock = Story::opened("2024-05-06 16:00", "office").clock(ClockKind::Restore, "2024-05-06 16:00");
    assert_eq!(clock.warn_at(50), Some(at("2024-05-07 11:00")));
    assert_eq!(clock.warn_at(80), Some(at("2024-05-07 13:24")));
    let next = clock.next_event(at("2024-05-07 12:00")).expect("one to come");
    assert_eq!((next.kind, next.at), (ClockEventKind::Warn80, at("2024-05-07 13:24")));
    let last = clock.next_event(at("2024-05-07 15:00")).expect("the breach has not come at its moment");
    assert_eq!((last.kind, last.at), (ClockEventKind::Breach, at("2024-05-07 15:00")));
    assert_eq!(clock.next_event(at("2024-05-07 15:00:01")), None);
}

#[test]
fn a_pause_shifts_warnings_that_have_not_come() {
    let story = Story::opened("2024-05-06 09:00", "office")
        .then("2024-05-06 10:00", paused("等甲方"))
        .then("2024-05-06 12:00", FactKind::Resumed);
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-06 12:00").warn_at(50), Some(at("2024-05-06 15:00")));
}

#[test]
fn same_day_ends_with_the_day_or_the_next_open_one() {
    let mut story = Story::opened("2024-05-10 16:00", "office");
    story.matrix.cases[3].targets[1].budget = Budget::SameDay;
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-10 16:00").due(), Some(at("2024-05-10 18:00")));
    story.facts[0].at = at("2024-05-10 19:00");
    assert_eq!(story.clock(ClockKind::Restore, "2024-05-10 19:00").due(), Some(at("2024-05-11 18:00")));
}

/// On the last day of the last known year, clocks round the clock still run; only the one that needs the notice waits.
#[test]
fn a_year_without_a_notice_leaves_other_clocks_alone() {
    let clocks = Story::opened("2026-12-31 15:00", "S1").clocks("2026-12-31 15:00");
    assert_eq!(clocks[0].due(), Some(at("2026-12-31 16:00")));
    assert_eq!(clocks[3].due(), Some(at("2027-01-01 15:00")));
    let ClockState::Undetermined { year, why } = &clocks[2].state else { panic!("{:?}", clocks[2].state) };
    assert_eq!(*year, 2027);
    assert!(why.contains("no holiday notice loaded for 2027"), "{why}");
}

#[test]
fn a_clock_whose_due_moment_is_unknown_still_counts_and_warns() {
    let clock = Story::opened("2026-12-31 09:00", "S1").clock(ClockKind::Arrive, "2026-12-31 15:00");
    assert_eq!(clock.used, 6 * HOUR);
    assert_eq!(clock.due(), Some(at("2026-12-31 18:00")));
    let clock = Story::opened("2026-12-31 10:00", "S1").clock(ClockKind::Arrive, "2026-12-31 15:00");
    assert!(matches!(clock.state, ClockState::Undetermined { year: 2027, .. }));
    assert_eq!((clock.used, clock.warn_at(50)), (5 * HOUR, Some(at("2026-12-31 14:30"))));
    let next = clock.next_event(at("2026-12-31 15:00")).expect("a warning to come");
    assert_eq!((next.kind, next.at), (ClockEventKind::Warn80, at("2026-12-31 17:12")));
}

/// What was used is known even when the due moment is not: a clock stopped in time is met.
#[test]
fn a_stop_in_a_known_year_is_judged_though_its_due_moment_is_unknown() {
    let story = Story::opened("2026-12-31 15:00", "S1").then("2026-12-31 17:00", FactKind::Arrived);
    let verdict = story.clock(ClockKind::Arrive, "2026-12-31 18:00").verdict.expect("stopped");
    assert_eq!((verdict.outcome, verdict.due, verdict.used), (Outcome::Met, None, 2 * HOUR));
}

#[test]
fn facts_that_do_not_fit_are_named() {
    let misfit = |facts: &[(&str, FactKind)]| {
        let mut story = Story::opened("2024-05-06 09:00", "S2");
        for (when, kind) in facts {
            story.facts.push(Fact::new(at(when), kind.clone()));
        }
        let error = fold(story.terms(), &story.facts, &[], at("2024-06-01 09:00")).expect_err("a misfit");
        (error.index, error.problem)
    };
    assert_eq!(misfit(&[("2024-05-06 08:59", FactKind::Responded)]), (1, FactProblem::OutOfOrder));
    assert_eq!(misfit(&[("2024-05-06 09:01", FactKind::Resumed)]), (1, FactProblem::NotPaused));
    assert_eq!(
        misfit(&[("2024-05-06 09:01", paused("a")), ("2024-05-06 09:02", paused("b"))]),
        (2, FactProblem::AlreadyPaused)
    );
    assert_eq!(
        misfit(&[("2024-05-06 09:01", FactKind::Escalated { to_level: 1 })]),
        (1, FactProblem::BadLevel { from: 1, to: 1 })
    );
    assert_eq!(
        misfit(&[("2024-05-06 09:01", FactKind::Closed), ("2024-05-06 09:02", FactKind::Responded)]),
        (2, FactProblem::Ended)
    );
    assert_eq!(misfit(&[("2024-05-06 09:01", FactKind::Refused { reason: None })]), (1, FactProblem::NotSolved));
    assert_eq!(misfit(&[("2024-05-06 09:01", FactKind::Reopened { reason: None })]), (1, FactProblem::NotEnded));
    let unknown = misfit(&[("2024-05-06 09:01", severity("S9"))]);
    assert_eq!(unknown.1.to_string(), "没有“S9”这个级别：合同中有 S1、S2、S4、office、urgent");
}

#[test]
fn facts_and_clocks_survive_json() {
    let story = Story::opened("2024-05-06 09:00", "office")
        .then("2024-05-06 10:00", paused("等甲方"))
        .then("2024-05-06 11:00", FactKind::Resumed)
        .then("2024-05-06 12:00", FactKind::Resolved);
    let text = serde_json::to_string(&story.facts).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<Fact>>(&text).expect("facts"), story.facts);
    let clocks = story.clocks("2024-05-06 13:00");
    let text = serde_json::to_string(&clocks).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<jianyue_sla::Clock>>(&text).expect("clocks"), clocks);
}
