//! What comes round, day by day.

use chrono::{Datelike as _, NaiveDate};
use jianyue_sla::{
    CalendarError, WorkCalendar,
    calendar::{DayType, SpecialKind},
};
use serde::{Deserialize, Serialize};

use super::{Mark, Period, Plan, Range, periods::periods};
use crate::model::{Contract, Frequency, Phase, Rule};

/// What comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OccurrenceKind {
    /// Monitoring, inspection, visit, log review.
    Inspection,
    /// A backup.
    Backup,
    /// The check of backups.
    BackupCheck,
    /// The count of spares.
    StockCount,
    /// A duty that comes round.
    Duty,
}

/// One time that something comes round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// First day on which it counts.
    pub from: NaiveDate,
    /// Last day on which it counts.
    pub to: NaiveDate,
    /// The day it is planned for: the first working day of its period, or the day itself.
    pub planned: NaiveDate,
    /// What it is.
    pub kind: OccurrenceKind,
    /// The rule that it follows from.
    pub rule: Mark,
    /// What it is called.
    pub title: String,
    /// The phase and festival, around holidays.
    pub phase: Option<Phase>,
    /// The festival.
    pub festival: Option<String>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
}

/// Something that comes round, before its days are known.
struct Recurring<'a, R: Rule> {
    kind: OccurrenceKind,
    rule: &'a R,
    title: String,
    frequency: &'a Frequency,
    phases: &'a [Phase],
    works: &'a [String],
}

/// A day or period on which it falls.
struct Slot {
    period: Period,
    planned: NaiveDate,
    phase: Option<Phase>,
    festival: Option<String>,
}

impl Slot {
    const fn day(day: NaiveDate) -> Self {
        Self { period: Period { from: day, to: day }, planned: day, phase: None, festival: None }
    }
}

struct Gathering<'a> {
    plan: &'a mut Plan,
    calendar: &'a WorkCalendar,
    service: Period,
    range: Range,
}

/// Everything that comes round in the range, in order of its first day.
pub fn occurrences(plan: &mut Plan, contract: &Contract, calendar: &WorkCalendar, range: Range) {
    let mut gathering = Gathering { plan, calendar, service: contract.service_period(), range };
    for rule in &contract.inspections {
        let (title, works) = (rule.title.clone(), &rule.works);
        let (kind, frequency, phases) = (OccurrenceKind::Inspection, &rule.frequency, &rule.phases);
        gathering.add(&Recurring { kind, rule, title, frequency, phases, works });
    }
    for rule in &contract.backups {
        let (title, works, frequency, phases) = (rule.title.clone(), &rule.works, &rule.frequency, &[]);
        gathering.add(&Recurring { kind: OccurrenceKind::Backup, rule, title, frequency, phases, works });
        if let Some(frequency) = &rule.checked {
            let title = format!("{}检查", rule.title);
            gathering.add(&Recurring { kind: OccurrenceKind::BackupCheck, rule, title, frequency, phases, works });
        }
    }
    for rule in &contract.asset_rules {
        if let Some(frequency) = &rule.stock_count {
            let (title, works, phases) = (format!("{}盘点", rule.title), &rule.works, &[]);
            gathering.add(&Recurring { kind: OccurrenceKind::StockCount, rule, title, frequency, phases, works });
        }
    }
    for rule in &contract.duties {
        if let Some(frequency) = &rule.frequency {
            let (title, works, phases) = (rule.title.clone(), &rule.works, &[]);
            gathering.add(&Recurring { kind: OccurrenceKind::Duty, rule, title, frequency, phases, works });
        }
    }
    gathering.plan.occurrences.sort_by(|a, b| (a.from, a.to, &a.rule).cmp(&(b.from, b.to, &b.rule)));
}

impl Gathering<'_> {
    fn add<R: Rule>(&mut self, what: &Recurring<'_, R>) {
        let slots = match what.frequency {
            Frequency::Workdays | Frequency::On(_) => self.days(what),
            Frequency::Holidays => self.holidays(what),
            frequency => self.in_periods(what, frequency),
        };
        for slot in slots {
            self.plan.occurrences.push(Occurrence {
                from: slot.period.from,
                to: slot.period.to,
                planned: slot.planned,
                kind: what.kind,
                rule: Mark::of(what.rule),
                title: what.title.clone(),
                phase: slot.phase,
                festival: slot.festival,
                works: what.works.to_vec(),
            });
        }
    }

    /// Single days that the calendar decides on.
    fn days<R: Rule>(&mut self, what: &Recurring<'_, R>) -> Vec<Slot> {
        let mut slots = Vec::new();
        for day in self.service.each_day().filter(|day| self.range.from <= *day && *day <= self.range.to) {
            let due = match what.frequency {
                Frequency::On(weekdays) if !weekdays.contains(&day.weekday().number_from_monday()) => Ok(false),
                Frequency::On(_) => self.calendar.day_type(day).map(|kind| !matches!(kind, DayType::Holiday(_))),
                _ => self.calendar.is_working_day(day),
            };
            match due {
                Ok(true) => slots.push(Slot::day(day)),
                Ok(false) => {}
                Err(fault) => self.plan.problem(what.rule, fault),
            }
        }
        slots
    }

    fn in_periods<R: Rule>(&mut self, what: &Recurring<'_, R>, frequency: &Frequency) -> Vec<Slot> {
        let mut slots = Vec::new();
        for period in periods(frequency, self.service).into_iter().filter(|period| self.range.touches(*period)) {
            match self.first_working_day(period) {
                Ok(planned) => slots.push(Slot { period, planned, phase: None, festival: None }),
                Err(fault) => self.plan.problem(what.rule, fault),
            }
        }
        slots
    }

    /// The day itself for a period of one day, which needs no calendar.
    fn first_working_day(&self, period: Period) -> Result<NaiveDate, CalendarError> {
        if period.from == period.to {
            return Ok(period.from);
        }
        for day in period.each_day() {
            if self.calendar.is_working_day(day)? {
                return Ok(day);
            }
        }
        Ok(period.from)
    }

    fn holidays<R: Rule>(&mut self, what: &Recurring<'_, R>) -> Vec<Slot> {
        for year in self.service.from.year()..=self.service.to.year() {
            if !self.calendar.knows(year) {
                self.plan.problem(what.rule, CalendarError::NoHolidayData { year });
            }
        }
        let mut slots = Vec::new();
        for (block, festival) in blocks(self.calendar) {
            for phase in what.phases {
                match self.phase(block, *phase) {
                    Ok(period) if self.range.touches(period) && self.serves(period) => slots.push(Slot {
                        period,
                        planned: period.from,
                        phase: Some(*phase),
                        festival: Some(festival.clone()),
                    }),
                    Err(fault) if self.serves(block) => self.plan.problem(what.rule, fault),
                    Ok(_) | Err(_) => {}
                }
            }
        }
        slots
    }

    fn serves(&self, period: Period) -> bool {
        period.from <= self.service.to && self.service.from <= period.to
    }

    /// The days of a phase: the last working day before, the holidays, the first working day after.
    fn phase(&self, block: Period, phase: Phase) -> Result<Period, CalendarError> {
        let day = match phase {
            Phase::During => return Ok(block),
            Phase::Before => self.calendar.working_days_before(block.from, 1)?,
            Phase::After => self.calendar.add_working_days(block.to, 1)?,
        };
        Ok(Period { from: day, to: day })
    }
}

/// Runs of holidays in the notices, each with its festivals.
fn blocks(calendar: &WorkCalendar) -> Vec<(Period, String)> {
    let mut blocks: Vec<(Period, String)> = Vec::new();
    for day in calendar.special_days().filter(|day| day.kind == SpecialKind::Holiday) {
        match blocks.last_mut() {
            Some((block, names)) if block.to.succ_opt() == Some(day.date) => {
                block.to = day.date;
                if !names.contains(&day.name) {
                    *names = format!("{names}、{}", day.name);
                }
            }
            _ => blocks.push((Period { from: day.date, to: day.date }, day.name.clone())),
        }
    }
    blocks
}
