//! The rules of a contract that duties come from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    derive::{day_after, day_before},
    model::{Duty, Frequency, Inspection, Report, Rule, Side, Within},
};
use jianyue_sla::{CalendarError, WorkCalendar};

use crate::model::{DutyRule, OpenRule};

/// A rule whose duties an event makes due.
#[derive(Clone, Copy, Debug)]
pub enum Opening<'a> {
    /// A duty of another kind.
    Duty(&'a Duty),
    /// A document.
    Report(&'a Report),
}

/// The rule of this name, when an event makes its duties due.
#[must_use]
pub fn opening<'a>(contract: &'a Contract, rule: &str) -> Option<Opening<'a>> {
    let duty = contract.duties.iter().find(|one| one.id == rule && one.frequency.is_none());
    let report = || contract.reports.iter().find(|one| one.id == rule && one.frequency == Frequency::OnEvent);
    duty.map(Opening::Duty).or_else(|| report().map(Opening::Report))
}

impl Opening<'_> {
    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Duty(duty) => &duty.title,
            Self::Report(report) => &report.title,
        }
    }

    /// The clause as printed, and why it is a reading.
    #[must_use]
    pub fn cited(&self) -> (&str, Option<&str>) {
        match self {
            Self::Duty(duty) => (duty.clause(), duty.assumed()),
            Self::Report(report) => (report.clause(), report.assumed()),
        }
    }

    /// How long there is from the event.
    #[must_use]
    pub fn within(&self) -> Option<Within> {
        match self {
            Self::Duty(duty) => duty.within,
            Self::Report(report) => report.due_after,
        }
    }

    /// Whether that time counts back from what is planned.
    #[must_use]
    pub fn is_before(&self) -> bool {
        matches!(self, Self::Duty(duty) if duty.before)
    }

    /// The last day on which it is done in time, of what happened or is planned on `day`; none where no term is printed.
    ///
    /// # Errors
    /// [`CalendarError`] when working days run into a year without a notice.
    pub fn due(&self, day: NaiveDate, calendar: &WorkCalendar) -> Result<Option<NaiveDate>, CalendarError> {
        let count = if self.is_before() { day_before } else { day_after };
        self.within().map(|within| count(day, within, calendar)).transpose()
    }

    /// Keys of the works concerned; empty means all.
    #[must_use]
    pub fn works(&self) -> &[String] {
        match self {
            Self::Duty(duty) => &duty.works,
            Self::Report(report) => &report.works,
        }
    }

    /// Whether the client owes it.
    #[must_use]
    pub fn is_clients(&self) -> bool {
        matches!(self, Self::Duty(duty) if duty.owed_by != Side::Vendor)
    }

    fn says(&self) -> OpenRule {
        match self {
            Self::Duty(duty) => OpenRule {
                owed_by: duty.owed_by.name(),
                text: duty.text.clone(),
                trigger: duty.trigger.clone(),
                within: duty.within.map(|within| {
                    let counted = if duty.before { "至少提前 " } else { "" };
                    format!("{counted}{}", within.in_chinese())
                }),
                at_most: duty.at_most.clone(),
                form: duty.form.clone(),
                consent: duty.consent.map(Side::name),
                items: duty.items.clone(),
            },
            Self::Report(report) => OpenRule {
                owed_by: Side::Vendor.name(),
                text: report.contents.join("、"),
                trigger: report.trigger.clone(),
                within: report.due_after.map(Within::in_chinese),
                ..OpenRule::default()
            },
        }
    }
}

/// Every rule that duties come from, in the order of the text, each with nothing counted; by name and kind.
#[must_use]
pub fn rules(contract: &Contract) -> Vec<(DutyRule, Vec<String>)> {
    let mut all = Vec::new();
    for one in contract.inspections.iter().filter(|one| comes_round(&one.frequency) || one.is_visit()) {
        all.push((row(one, kind_of(one), &one.title), one.works.clone()));
    }
    for one in &contract.backups {
        if comes_round(&one.frequency) {
            all.push((row(one, "backup", &one.title), one.works.clone()));
        }
        if one.checked.is_some() {
            all.push((row(one, "backup_check", &format!("{}检查", one.title)), one.works.clone()));
        }
    }
    for one in contract.asset_rules.iter().filter(|one| one.stock_count.is_some()) {
        all.push((row(one, "stock_count", &format!("{}盘点", one.title)), one.works.clone()));
    }
    for one in &contract.reports {
        if one.frequency == Frequency::OnEvent {
            let opens = Some(Opening::Report(one).says());
            all.push((DutyRule { opens, ..row(one, "event", &one.title) }, one.works.clone()));
        } else {
            all.push((row(one, "document", &one.title), one.works.clone()));
        }
    }
    for one in &contract.duties {
        let row = match &one.frequency {
            Some(_) => row(one, "duty", &one.title),
            None => DutyRule { opens: Some(Opening::Duty(one).says()), ..row(one, "event", &one.title) },
        };
        all.push((DutyRule { at_least: one.times, ..row }, one.works.clone()));
    }
    all
}

fn row(rule: &impl Rule, kind: &str, title: &str) -> DutyRule {
    DutyRule {
        rule: rule.id().to_owned(),
        kind: kind.to_owned(),
        clause: rule.clause().to_owned(),
        assumed: rule.assumed().map(str::to_owned),
        title: title.to_owned(),
        ..DutyRule::default()
    }
}

fn kind_of(inspection: &Inspection) -> &'static str {
    if inspection.is_visit() { "visit" } else { "inspection" }
}

/// Whether it has days of its own: neither without pause nor on an event.
fn comes_round(frequency: &Frequency) -> bool {
    !matches!(frequency, Frequency::Continuous | Frequency::OnEvent)
}

/// The rows by name and kind, to count into.
#[must_use]
pub fn index(rows: &[(DutyRule, Vec<String>)]) -> BTreeMap<(String, String), usize> {
    rows.iter().enumerate().map(|(n, (row, _))| ((row.rule.clone(), row.kind.clone()), n)).collect()
}
