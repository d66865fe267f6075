//! Laws of business time and clocks, over random moments, windows and budgets.

mod common;

use std::sync::LazyLock;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use common::{Story, at, date, paused, severity, window};
use jianyue_sla::clock::ClockState;
use jianyue_sla::{BusinessTime, ClockKind, Fact, FactKind, Interval, SegmentKind, ServiceWindow, explain, zone};
use proptest::prelude::*;

static BUSINESS: LazyLock<BusinessTime> = LazyLock::new(BusinessTime::published);

const WINDOWS: [&str; 9] = [
    "daily 00:00-24:00",
    "daily 08:00-20:00",
    "daily 00:00-06:00,22:00-24:00",
    "workdays 09:00-18:00",
    "workdays 08:00-12:00,13:00-17:00",
    "tue,thu 09:00-17:30",
    "sat,sun 10:00-10:07",
    "workdays 09:00-18:00; 2021-10-01..2021-10-07,2022-01-29..2022-02-08,2023-05-01..2023-05-01,2024-03-01..2024-06-30 daily 00:00-24:00",
    "daily 08:00-20:00; 2021-12-30..2022-01-03,2024-02-28..2024-03-01 workdays 00:00-03:00,21:00-24:00",
];

/// Spans of special days: a first day in 2021 to 2024 and how many days.
fn spans() -> impl Strategy<Value = Vec<(NaiveDate, NaiveDate)>> {
    let span = (0_u64..4 * 365, 0_u64..20).prop_map(|(first, more)| {
        let from = date("2021-01-01") + Days::new(first);
        (from, from + Days::new(more))
    });
    prop::collection::vec(span, 1..6)
}

fn holds(days: &[(NaiveDate, NaiveDate)], day: NaiveDate) -> bool {
    days.iter().any(|(from, to)| *from <= day && day <= *to)
}

fn windows() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&WINDOWS[..])
}

/// 2021 to 2025, odd seconds included; a year is left for budgets to run in.
fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..5 * 365 * 86_400).prop_map(|seconds| at("2021-01-01 00:00") + TimeDelta::seconds(seconds))
}

fn budgets() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..120, 0_i64..40 * 3600, (0_i64..40).prop_map(|hours| hours * 3600)]
}

proptest! {
    #[test]
    fn adding_then_measuring_is_identity(hours in windows(), start in moments(), budget in 0_i64..6000) {
        let ready = BUSINESS.window(&window(hours));
        let due = ready.due_at(start, budget).expect("known years");
        prop_assert_eq!(ready.elapsed(start, due), Ok(budget));
    }

    #[test]
    fn a_due_moment_is_the_first_at_which_the_budget_is_used(hours in windows(), start in moments(), budget in 1_i64..6000) {
        let ready = BUSINESS.window(&window(hours));
        let due = ready.due_at(start, budget).expect("known years");
        prop_assert_eq!(ready.elapsed(start, due - TimeDelta::seconds(1)), Ok(budget - 1));
    }

    #[test]
    fn splitting_an_interval_never_changes_its_sum(hours in windows(), mut ends in [moments(), moments(), moments()]) {
        ends.sort();
        let ready = BUSINESS.window(&window(hours));
        let measure = |from: usize, to: usize| ready.elapsed(ends[from], ends[to]).expect("known years");
        prop_assert_eq!(measure(0, 1) + measure(1, 2), measure(0, 2));
    }

    #[test]
    fn splitting_a_budget_never_moves_its_end(hours in windows(), start in moments(), one in 0_i64..3000, other in 1_i64..3000) {
        let ready = BUSINESS.window(&window(hours));
        let via = ready.due_at(ready.due_at(start, one).expect("known years"), other);
        prop_assert_eq!(via, ready.due_at(start, one + other));
    }

    #[test]
    fn later_or_longer_is_never_due_earlier(hours in windows(), start in moments(), budget in 1_i64..6000, wait in 0_i64..400_000, more in 0_i64..6000) {
        let ready = BUSINESS.window(&window(hours));
        let due = ready.due_at(start, budget).expect("known years");
        prop_assert!(ready.due_at(start + TimeDelta::seconds(wait), budget).expect("known years") >= due);
        prop_assert!(ready.due_at(start, budget + more).expect("known years") >= due);
    }

    #[test]
    fn intervals_sum_to_what_elapsed_and_never_touch(hours in windows(), start in moments(), length in 0_i64..3_000_000) {
        let ready = BUSINESS.window(&window(hours));
        let end = start + TimeDelta::seconds(length);
        let intervals = ready.intervals_between(start, end).expect("known years");
        prop_assert_eq!(Ok(intervals.iter().map(Interval::seconds).sum::<i64>()), ready.elapsed(start, end));
        prop_assert!(intervals.windows(2).all(|pair| pair[0].to < pair[1].from));
    }

    /// The zone never shifts: round the clock, business time is time.
    #[test]
    fn round_the_clock_no_hour_is_lost_or_doubled(start in moments(), budget in 0_i64..90_000_000) {
        let always = BUSINESS.window(&window("daily 00:00-24:00"));
        prop_assert_eq!(always.due_at(start, budget), Ok(start + TimeDelta::seconds(budget)));
    }

    #[test]
    fn stepping_second_by_second_finds_the_same(hours in windows(), start in moments(), length in 0_i64..4000) {
        let ready = BUSINESS.window(&window(hours));
        let open = (0..length).filter(|&step| ready.is_open(start + TimeDelta::seconds(step)).expect("a known year"));
        prop_assert_eq!(i64::try_from(open.count()).ok(), ready.elapsed(start, start + TimeDelta::seconds(length)).ok());
    }

    /// Day by day, a window with special days is its special self on them and its ordinary self on all others; midnight
    /// belongs to the day that it begins.
    #[test]
    fn special_hours_hold_on_their_days_and_on_no_other(hours in prop::sample::select(&WINDOWS[..7]), other in prop::sample::select(&WINDOWS[..7]), days in spans(), start in moments(), length in 0_i64..40 * 86_400) {
        let (plain, special) = (window(hours), window(other));
        let mixed = BUSINESS.window(&plain.clone().with_special(&special, days.iter().copied()));
        let (plain, special) = (BUSINESS.window(&plain), BUSINESS.window(&special));
        let end = start + TimeDelta::seconds(length);
        let (mut sum, mut from) = (0, start);
        while from < end {
            let midnight = zone::start_of_day(zone::local_date(from) + Days::new(1));
            let to = midnight.min(end);
            let here = if holds(&days, zone::local_date(from)) { &special } else { &plain };
            let expected = here.elapsed(from, to).expect("known years");
            prop_assert_eq!(mixed.elapsed(from, to), Ok(expected));
            prop_assert_eq!(mixed.is_open(from), here.is_open(from));
            sum += expected;
            from = to;
        }
        prop_assert_eq!(mixed.elapsed(start, end), Ok(sum));
    }

    #[test]
    fn far_from_special_days_nothing_changes(hours in windows(), days in spans(), start in moments(), budget in 1_i64..6000) {
        let plain = window(hours).touching(date("1990-01-01"), date("1990-01-01"));
        let due = BUSINESS.window(&plain).due_at(start, budget).expect("known years");
        let mixed = plain.with_special(&ServiceWindow::always(), days.iter().copied());
        let reached = zone::local_date(start).iter_days().take_while(|day| zone::start_of_day(*day) < due);
        let found = BUSINESS.window(&mixed).due_at(start, budget).expect("known years");
        if !reached.into_iter().any(|day| holds(&days, day)) {
            prop_assert_eq!(found, due);
        }
        prop_assert!(found <= due, "longer hours make nothing due later");
    }

    /// Cutting a pause into two that touch, or into many facts, changes nothing.
    #[test]
    fn splitting_a_pause_changes_nothing(start in moments(), parts in [0_i64..200_000, 0_i64..200_000, 0_i64..200_000], budget in budgets()) {
        let mut whole = Story::opened("2024-05-06 09:00", "office");
        whole.matrix.cases[3].targets[1].budget = jianyue_sla::Budget::Seconds(budget);
        whole.facts[0].at = start;
        let moments: Vec<_> = parts.iter().scan(start, |at, part| { *at += TimeDelta::seconds(*part); Some(*at) }).collect();
        whole.facts.push(Fact::new(moments[0], paused("等甲方")));
        let mut split = whole.facts.clone();
        whole.facts.push(Fact::new(moments[2], FactKind::Resumed));
        split.push(Fact::new(moments[1], FactKind::Resumed));
        split.push(Fact::new(moments[1], paused("等甲方")));
        split.push(Fact::new(moments[2], FactKind::Resumed));
        let restore = |facts: &[Fact]| {
            let clocks = jianyue_sla::fold(whole.terms(), facts, &[], moments[2] + TimeDelta::days(3)).expect("facts that fit");
            clocks.into_iter().find(|clock| clock.key.kind == ClockKind::Restore).map(|clock| (clock.used, clock.due(), clock.state))
        };
        prop_assert_eq!(restore(&whole.facts), restore(&split));
    }

    /// The explanation walks day by day, the clock by arithmetic: they agree, whatever happened in between.
    #[test]
    fn explanations_agree_with_clocks(start in moments(), steps in prop::collection::vec((0_i64..150_000, 0_usize..5), 0..8)) {
        let mut story = Story::opened("2024-05-06 09:00", "office");
        story.facts[0].at = start;
        // Every other month of three years is special in part.
        let first = |month: u64| date("2021-01-10") + Days::new(month * 60);
        for target in story.matrix.cases.iter_mut().flat_map(|case| &mut case.targets) {
            let special = (0..20).map(|month| (first(month), first(month) + Days::new(7)));
            target.window = target.window.clone().with_special(&ServiceWindow::always(), special);
        }
        let (mut now, mut held) = (start, false);
        for (wait, what) in steps {
            now += TimeDelta::seconds(wait);
            let kind = match what {
                0 | 1 if held => FactKind::Resumed,
                0 | 1 => paused("等甲方"),
                2 => severity("urgent"),
                3 => severity("office"),
                _ => severity("S1"),
            };
            held = if what < 2 { !held } else { held };
            story.facts.push(Fact::new(now, kind));
        }
        for clock in jianyue_sla::fold(story.terms(), &story.facts, &[], now).expect("facts that fit") {
            let explanation = explain(&clock, &story.business, now).expect("known years");
            prop_assert_eq!(explanation.counted(), clock.used, "{}", clock.key);
            prop_assert!(explanation.segments.windows(2).all(|pair| pair[0].to == pair[1].from));
            if matches!(clock.state, ClockState::Running { .. }) {
                let counted = explanation.segments.iter().filter(|part| matches!(part.kind, SegmentKind::Counted { .. }));
                prop_assert_eq!(counted.map(|part| part.seconds).sum::<i64>(), clock.budget, "{}", clock.key);
            }
        }
    }

    /// Used time never shrinks as time goes on, whatever the moment of looking.
    #[test]
    fn used_time_only_grows(start in moments(), looks in [0_i64..1_000_000, 0_i64..1_000_000]) {
        let mut story = Story::opened("2024-05-06 09:00", "office");
        story.facts[0].at = start;
        let used = |after: i64| jianyue_sla::fold(story.terms(), &story.facts, &[], start + TimeDelta::seconds(after)).expect("facts that fit")[1].used;
        let [one, other] = looks;
        prop_assert!(used(one.min(other)) <= used(one.max(other)));
    }
}
