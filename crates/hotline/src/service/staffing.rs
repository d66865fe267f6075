//! What a contract wants staffed, and on which days: by clock faces, and on days that people told of.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jianyue_contracts::{
    model::{self, Comparison, Contract, Window, WindowEvent},
    registry::Compiled,
};
use jianyue_sla::{BusinessTime, ServiceWindow, zone};
use serde::Serialize;
use utoipa::ToSchema;

use super::special::seconds;
use crate::{
    model::{Duty, Gap, SpecialDays, SpecialKind},
    policy::roster::{Span, covered_by, fewest, gaps},
    store::shift::ShiftRow,
};

/// From when until when somebody is there on an exam day, where neither its notice nor the contract says.
const EXAM_HOURS: (i64, i64) = (8, 20);

/// What a contract wants staffed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Required {
    /// What somebody must be there for.
    pub duty: Duty,
    /// The rule.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub clause: String,
    /// The window, as the contract file writes it; null where an event opens it.
    pub window: Option<String>,
    /// What days it is for; null for those of the window.
    pub on: Option<SpecialKind>,
    /// So many hours of a day.
    pub hours: u32,
    /// So many people at a time.
    pub heads: u32,
    /// Whether gaps are looked for; not where it is for days that nobody has told of.
    pub checked: bool,
    /// What of this is a reading and not the letter.
    pub assumed: Vec<String>,
}

/// A window that somebody must be there in.
pub(super) struct Need<'a> {
    window: &'a Window,
    duty: Duty,
    /// The days on which it holds; those of its hours when absent.
    on: Option<SpecialKind>,
    hours: u32,
    heads: u32,
    /// The clause that fixes the heads.
    heads_by: Option<&'a str>,
}

/// What `contract` wants staffed.
pub(super) fn needs(contract: &Contract) -> Vec<Need<'_>> {
    let mut needs = Vec::new();
    for window in &contract.windows {
        let mut duties: Vec<Duty> = window.channels.iter().filter_map(|channel| duty(*channel)).collect();
        duties.sort_unstable();
        duties.dedup();
        for duty in duties {
            if let Some(hours) = window.staffed_hours {
                let on = window.event.map(|event| match event {
                    WindowEvent::ExamSession => SpecialKind::Exam,
                    WindowEvent::MockExam => SpecialKind::MockExam,
                });
                let limit = on.and_then(|_| heads(contract, duty));
                let (heads, heads_by) = limit.map_or((1, None), |(heads, clause)| (heads, Some(clause)));
                needs.push(Need { window, duty, on, hours, heads, heads_by });
            }
            // Who is there in person is not named for special periods.
            if let Some(hours) = window.special_hours.as_deref().filter(|_| duty != Duty::OnSite) {
                let on = Some(SpecialKind::SpecialPeriod);
                needs.push(Need { window, duty, on, hours: hours_of(hours), heads: 1, heads_by: None });
            }
        }
    }
    needs
}

/// How many people at a time an exam asks for at a channel.
fn heads(contract: &Contract, duty: Duty) -> Option<(u32, &str)> {
    let metric = match duty {
        Duty::Phone => "phone_staff",
        Duty::Online => "online_staff",
        _ => return None,
    };
    let limits = &contract.exam.as_ref()?.limits;
    let limit = limits.iter().find(|limit| limit.metric == metric && limit.comparison == Comparison::AtLeast)?;
    Some((u32::try_from(limit.value).ok()?, &limit.clause))
}

fn duty(channel: model::Channel) -> Option<Duty> {
    match channel {
        model::Channel::Phone => Some(Duty::Phone),
        model::Channel::Qq | model::Channel::Wechat => Some(Duty::Online),
        model::Channel::OnSite => Some(Duty::OnSite),
        model::Channel::Email | model::Channel::Remote | model::Channel::Web | model::Channel::Letter => None,
    }
}

/// Open hours of an open day, rounded up.
fn hours_of(hours: &str) -> u32 {
    let Ok(window) = hours.parse::<ServiceWindow>() else { return 0 };
    u32::try_from((window.seconds_a_day() + 3599) / 3600).unwrap_or(24)
}

impl Need<'_> {
    /// The same as it is shown; `told` are the special days of the contract from then on.
    pub(super) fn required(&self, told: &[SpecialDays]) -> Required {
        let days: Vec<&SpecialDays> = told.iter().filter(|days| Some(days.kind) == self.on).collect();
        let mut assumed: Vec<String> = self.window.assumed.iter().cloned().collect();
        if self.heads_by.is_none() {
            assumed.push("合同没有在此写同时在岗人数，按至少一人检查".to_owned());
        }
        match self.on {
            Some(kind) if days.is_empty() => {
                assumed.push(format!("还没有登记{}的日期，登记后才检查这一时段的空缺", kind.label()));
            }
            Some(SpecialKind::Exam | SpecialKind::MockExam) if days.iter().any(|days| days.opens.is_none()) => {
                assumed.push("登记的日期没有写起止时间，按平日热线的时段检查".to_owned());
            }
            _ => {}
        }
        let special = self.on == Some(SpecialKind::SpecialPeriod);
        Required {
            duty: self.duty,
            rule: self.window.id.clone(),
            title: self.window.title.clone(),
            clause: self.clause(),
            window: if special { self.window.special_hours.clone() } else { self.window.hours.clone() },
            on: self.on,
            hours: self.hours,
            heads: self.heads,
            checked: self.on.is_none() || !days.is_empty(),
            assumed,
        }
    }

    /// Where it stands, with where its heads do.
    fn clause(&self) -> String {
        match self.heads_by {
            Some(heads) if !self.window.clause.contains(heads) => format!("{}、{heads}", self.window.clause),
            _ => self.window.clause.clone(),
        }
    }

    /// The times of a day in which somebody must be there. A year without a holiday notice has none that could be known.
    fn wanted(&self, usual: &[Need<'_>], time: &BusinessTime, told: &[SpecialDays], day: NaiveDate) -> Vec<Span> {
        let Some(kind) = self.on else { return open(self.window.hours.as_deref(), time, day) };
        let mut wanted = Vec::new();
        for days in told.iter().filter(|days| days.kind == kind && days.from <= day && day <= days.to) {
            let at = |second: i64| zone::start_of_day(day) + TimeDelta::seconds(second);
            let said = days.opens.as_deref().and_then(seconds).zip(days.closes.as_deref().and_then(seconds));
            match said {
                Some((from, to)) => wanted.push((at(from), at(to))),
                None if kind == SpecialKind::SpecialPeriod => {
                    wanted.extend(open(self.window.special_hours.as_deref(), time, day));
                }
                None => {
                    let same = usual.iter().find(|other| other.on.is_none() && other.duty == self.duty);
                    let hours = same.map(|other| open(other.window.hours.as_deref(), time, day));
                    match hours.filter(|hours| !hours.is_empty()) {
                        Some(hours) => wanted.extend(hours),
                        None => wanted.push((at(EXAM_HOURS.0 * 3600), at(EXAM_HOURS.1 * 3600))),
                    }
                }
            }
        }
        covered_by(&wanted, 1)
    }
}

fn open(hours: Option<&str>, time: &BusinessTime, day: NaiveDate) -> Vec<Span> {
    let Some(hours) = hours.and_then(|hours| hours.parse::<ServiceWindow>().ok()) else { return Vec::new() };
    let open = time.window(&hours).intervals_between(zone::start_of_day(day), end_of(day));
    open.unwrap_or_default().into_iter().map(|interval| (interval.from, interval.to)).collect()
}

/// The midnight after a day in Shanghai.
pub(super) fn end_of(day: NaiveDate) -> DateTime<Utc> {
    zone::start_of_day(day.succ_opt().unwrap_or(day))
}

/// The gaps of a day in Shanghai.
pub(super) fn gaps_on(
    version: &Compiled,
    time: &BusinessTime,
    rows: &[ShiftRow],
    told: &[SpecialDays],
    day: NaiveDate,
) -> Vec<Gap> {
    let needs = needs(&version.model);
    let mut found = Vec::new();
    for need in &needs {
        let wanted = need.wanted(&needs, time, told, day);
        let shifts: Vec<Span> =
            rows.iter().filter(|row| row.duty == need.duty).map(|row| (row.starts_at, row.ends_at)).collect();
        let covered = covered_by(&shifts, need.heads);
        for span in gaps(&wanted, &covered, need.hours) {
            let planned = fewest(span, &shifts);
            let (title, hours, heads) = (&need.window.title, need.hours, need.heads);
            let many = if heads > 1 {
                format!("至少 {heads} 人（最少时只排了 {planned} 人），")
            } else {
                String::new()
            };
            found.push(Gap {
                duty: need.duty,
                day,
                from: span.0,
                to: span.1,
                why: format!("“{title}”{many}每天应有人值守 {hours} 小时"),
                heads: need.heads,
                planned,
                rule: need.window.id.clone(),
                clause: need.clause(),
            });
        }
    }
    found
}
