//! Posts on site: where people are expected, on which days.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jianyue_contracts::{
    model::{Channel, Window},
    registry::Compiled,
};
use jianyue_platform::duties::DutyState;
use jianyue_sla::{CalendarError, ServiceWindow, zone};

use crate::model::DayState;

/// Somewhere people are expected.
#[derive(Clone, Debug)]
pub struct Post {
    /// Names it: the rule of a position whose window is on site, or of a window on site that assignments are under.
    pub key: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// How many people are expected.
    pub heads: u32,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// The hours.
    pub window: ServiceWindow,
    /// Whether it is a window of its own: whoever is assigned under it fills it.
    pub by_choice: bool,
}

impl Post {
    /// Whether an assignment to `position` under `on_site` fills it.
    #[must_use]
    pub fn takes(&self, position: &str, on_site: Option<&str>) -> bool {
        if self.by_choice { on_site == Some(&self.key) } else { position == self.key }
    }
}

/// The hours of a window in which somebody is on site; `None` for any other window, and where an event opens it.
fn on_site(window: &Window) -> Option<ServiceWindow> {
    if !window.channels.contains(&Channel::OnSite) {
        return None;
    }
    window.hours.as_ref()?.parse().ok()
}

/// The posts of a contract, in the order of the text: first those of positions, then windows that no position names.
#[must_use]
pub fn posts(compiled: &Compiled) -> Vec<Post> {
    let model = &compiled.model;
    let hours = |id: &str| model.windows.iter().find(|window| window.id == id).and_then(on_site);
    let fixed = model.staffing.iter().filter_map(|position| {
        Some(Post {
            key: position.id.clone(),
            clause: position.clause.clone(),
            assumed: position.assumed.clone(),
            title: position.title.clone(),
            heads: position.heads,
            works: position.works.clone(),
            window: hours(position.window.as_deref()?)?,
            by_choice: false,
        })
    });
    let named: BTreeSet<&str> = model.staffing.iter().filter_map(|position| position.window.as_deref()).collect();
    let chosen = model.windows.iter().filter(|window| !named.contains(window.id.as_str())).filter_map(|window| {
        Some(Post {
            key: window.id.clone(),
            clause: window.clause.clone(),
            assumed: window.assumed.clone(),
            title: window.title.clone(),
            heads: 1,
            works: window.works.clone(),
            window: on_site(window)?,
            by_choice: true,
        })
    });
    fixed.chain(chosen).collect()
}

/// The days from `from` to `to` on which `post` is open.
///
/// # Errors
/// [`CalendarError`] when a day lies in a year without a notice.
pub fn days(compiled: &Compiled, post: &Post, from: NaiveDate, to: NaiveDate) -> Result<Vec<NaiveDate>, CalendarError> {
    let Some(end) = to.succ_opt().filter(|_| from <= to) else { return Ok(Vec::new()) };
    let window = compiled.time.window(&post.window);
    let open = window.intervals_between(zone::start_of_day(from), zone::start_of_day(end))?;
    // A post round the clock is one interval over many days.
    let mut days = BTreeSet::new();
    for interval in open {
        let last = zone::local_date(interval.to - chrono::TimeDelta::seconds(1));
        days.extend(zone::local_date(interval.from).iter_days().take_while(|day| *day <= last));
    }
    Ok(days.into_iter().collect())
}

/// How a day went on which `heads` were expected, `there` were, and an absence was `told` beforehand; and how many were missing.
#[must_use]
pub fn judge(day: NaiveDate, today: NaiveDate, heads: u32, there: usize, told: bool) -> (DayState, u32) {
    let missing = heads.saturating_sub(u32::try_from(there).unwrap_or(u32::MAX));
    let state = match () {
        () if missing == 0 => DayState::Full,
        () if day > today => DayState::Coming,
        () if day == today => DayState::Today,
        () if told => DayState::Announced,
        () => DayState::Missing,
    };
    (state, missing)
}

/// Where a month of days stands as a duty.
#[must_use]
pub fn month_state(days: &[DayState], (from, to): (NaiveDate, NaiveDate), today: NaiveDate) -> DutyState {
    match () {
        () if from > today => DutyState::Coming,
        () if to >= today => DutyState::Open,
        () if days.contains(&DayState::Missing) => DutyState::Missed,
        () if days.contains(&DayState::Announced) => DutyState::Announced,
        () => DutyState::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
    }

    #[test]
    fn a_day_is_missed_when_it_is_over_and_too_few_were_there() {
        let on = |n, there, told| judge(day(n), day(5), 1, there, told);
        assert_eq!(on(4, 1, false), (DayState::Full, 0));
        assert_eq!(on(4, 0, false), (DayState::Missing, 1));
        assert_eq!(on(4, 0, true), (DayState::Announced, 1));
        assert_eq!(on(5, 0, false), (DayState::Today, 1));
        assert_eq!(on(6, 0, true), (DayState::Coming, 1));
        assert_eq!(judge(day(4), day(5), 2, 3, false), (DayState::Full, 0));
    }

    #[test]
    fn a_month_is_as_its_worst_day() {
        let march = (day(1), day(31));
        let after = day(31).succ_opt().unwrap();
        let on = |days: &[DayState]| month_state(days, march, after);
        assert_eq!(on(&[DayState::Full]), DutyState::Done);
        assert_eq!(on(&[DayState::Full, DayState::Announced]), DutyState::Announced);
        assert_eq!(on(&[DayState::Announced, DayState::Missing]), DutyState::Missed);
        assert_eq!(month_state(&[DayState::Missing], march, day(31)), DutyState::Open);
    }
}
