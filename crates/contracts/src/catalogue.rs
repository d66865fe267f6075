//! What a ticket can be opened on, and which clocks each case starts.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_sla::{
    ServiceWindow,
    clock::{Budget, Case, ClockKind, SeverityMatrix, Target},
};
use serde::{Deserialize, Serialize};

use crate::{
    derive::Mark,
    force::NotInForce,
    model::{CaseTarget, Contract, MatrixCase, Service, System, TargetKind, Window, Within, Work},
};

/// First and last days, both counted in, of special periods that the client declared.
pub type SpecialDays<'a> = &'a [(NaiveDate, NaiveDate)];

/// What a ticket can be opened on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Slug of the contract.
    pub contract: String,
    /// Works, in the contract's order.
    pub works: Vec<CatalogueWork>,
    /// Cases of all works, in the contract's order.
    pub cases: Vec<CatalogueCase>,
}

/// A work of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueWork {
    /// Key.
    pub key: String,
    /// Title.
    pub title: String,
    /// The clause as printed.
    pub clause: String,
    /// Key of the vendor that does it; absent when several could.
    pub vendor: Option<String>,
    /// Its services, with those that are billed though not listed.
    pub services: Vec<CatalogueEntry>,
    /// Its systems and devices.
    pub systems: Vec<CatalogueEntry>,
    /// Ids of the cases that a ticket on it can have.
    pub cases: Vec<String>,
}

/// A service or system of a work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueEntry {
    /// Key; the title, for a service that is billed though not listed.
    pub key: String,
    /// Title.
    pub title: String,
    /// The clause as printed.
    pub clause: String,
}

/// A severity or case with its clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueCase {
    /// The rule that it follows from; its name is the case's id.
    pub rule: Mark,
    /// 1 is the most severe.
    pub level: u8,
    /// Name as printed.
    pub title: String,
    /// When it applies.
    pub wording: String,
    /// Whether the cause lies within the vendor's duty.
    pub vendor_duty: bool,
    /// Whether the emergency plan is opened.
    pub emergency_plan: bool,
    /// Its clocks.
    pub targets: Vec<CatalogueTarget>,
}

/// A clock of a case, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueTarget {
    /// Which clock.
    pub kind: TargetKind,
    /// As people call it.
    pub name: String,
    /// How long it may run.
    pub within: String,
    /// The same in plain Chinese.
    pub within_text: String,
    /// Hours in which it runs; `考试期间` when an exam opens them.
    pub window: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What may be handed in instead of meeting it.
    pub or_else: Option<String>,
}

impl Contract {
    /// What a ticket can be opened on, and which cases apply where.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue {
        Catalogue {
            contract: self.contract.slug.clone(),
            works: self.works.iter().map(|work| self.catalogue_work(work)).collect(),
            cases: self.all_cases().map(|case| self.catalogue_case(case)).collect(),
        }
    }

    /// The severity matrix for clocks at a moment, with the special periods of the client as in [`Self::matrix`].
    ///
    /// Clocks that no hours bound (within an exam session, in months) are left out; the catalogue still shows them.
    ///
    /// # Errors
    /// [`NotInForce`] outside the service period: an expired contract gives no clocks.
    pub fn severity_matrix(&self, at: DateTime<Utc>, special: SpecialDays<'_>) -> Result<SeverityMatrix, NotInForce> {
        self.in_force(at)?;
        Ok(self.matrix(special))
    }

    /// The severity matrix, whatever the moment. On days in `special` the longer hours of windows that have such hold, and
    /// on no other.
    #[must_use]
    pub fn matrix(&self, special: SpecialDays<'_>) -> SeverityMatrix {
        let cases = self.all_cases().map(|case| Case {
            id: case.id.clone(),
            name: case.title.clone(),
            wording: case.wording.clone(),
            targets: case.targets.iter().filter_map(|target| self.clock(case, target, special)).collect(),
        });
        SeverityMatrix { cases: cases.collect() }
    }

    /// Whether any of its windows is longer in special periods.
    #[must_use]
    pub fn has_special_hours(&self) -> bool {
        self.windows.iter().any(|window| window.special_hours.is_some())
    }

    fn all_cases(&self) -> impl Iterator<Item = &MatrixCase> {
        self.matrices.iter().flat_map(|matrix| &matrix.cases)
    }

    fn clock(&self, case: &MatrixCase, target: &CaseTarget, special: SpecialDays<'_>) -> Option<Target> {
        Some(Target {
            kind: clock_kind(target.kind),
            budget: budget(target.within)?,
            window: clock_window(self.window(&target.window)?, special)?,
            clause: target.clause.clone(),
            source: case.source.clone().unwrap_or_else(|| self.contract.source.clone()),
            assumed: self.reading(case, target),
            pausable: None,
        })
    }

    fn catalogue_work(&self, work: &Work) -> CatalogueWork {
        let matrices = self.matrices.iter().filter(|m| m.works.is_empty() || m.works.contains(&work.key));
        let mut services: Vec<CatalogueEntry> = work.services.iter().map(CatalogueEntry::of_service).collect();
        let billed = self.price_list.iter().flat_map(|list| &list.groups).filter(|group| group.work == work.key);
        for (group, item) in billed.flat_map(|group| group.items.iter().map(move |item| (group, item))) {
            if item.services.is_empty() && !services.iter().any(|service| service.title == item.title) {
                let (title, clause) = (item.title.clone(), group.clause.clone());
                services.push(CatalogueEntry { key: title.clone(), title, clause });
            }
        }
        CatalogueWork {
            key: work.key.clone(),
            title: work.title.clone(),
            clause: work.clause.clone(),
            vendor: self.vendor_of(&work.key).map(|vendor| vendor.key.clone()),
            services,
            systems: work.systems.iter().map(CatalogueEntry::of_system).collect(),
            cases: matrices.flat_map(|matrix| &matrix.cases).map(|case| case.id.clone()).collect(),
        }
    }

    fn catalogue_case(&self, case: &MatrixCase) -> CatalogueCase {
        CatalogueCase {
            rule: Mark { rule: case.id.clone(), clause: case.clause.clone(), assumed: case.assumed.clone() },
            level: case.level,
            title: case.title.clone(),
            wording: case.wording.clone(),
            vendor_duty: case.vendor_duty,
            emergency_plan: case.emergency_plan,
            targets: case.targets.iter().map(|target| self.catalogue_target(case, target)).collect(),
        }
    }

    /// Why a clock is a reading: by itself, or because its case or its hours are.
    fn reading(&self, case: &MatrixCase, target: &CaseTarget) -> Option<String> {
        let hours = self.window(&target.window).and_then(|window| window.assumed.as_ref());
        target.assumed.as_ref().or(case.assumed.as_ref()).or(hours).cloned()
    }

    fn catalogue_target(&self, case: &MatrixCase, target: &CaseTarget) -> CatalogueTarget {
        let hours = self.window(&target.window).and_then(|window| window.hours.as_ref());
        let described = hours.and_then(|hours| hours.parse::<ServiceWindow>().ok()).map(|window| window.describe());
        CatalogueTarget {
            kind: target.kind,
            name: target.kind.name().to_owned(),
            within: target.within.to_string(),
            within_text: target.within.in_chinese(),
            window: described.unwrap_or_else(|| "考试期间".to_owned()),
            clause: target.clause.clone(),
            assumed: self.reading(case, target),
            or_else: target.or_else.clone(),
        }
    }
}

impl CatalogueEntry {
    fn of_service(service: &Service) -> Self {
        Self { key: service.key.clone(), title: service.title.clone(), clause: service.clause.clone() }
    }

    fn of_system(system: &System) -> Self {
        Self { key: system.key.clone(), title: system.title.clone(), clause: system.clause.clone() }
    }
}

const fn clock_kind(kind: TargetKind) -> ClockKind {
    match kind {
        TargetKind::Response => ClockKind::Response,
        TargetKind::Escalate => ClockKind::Escalate,
        TargetKind::Arrive => ClockKind::Arrive,
        TargetKind::Restore => ClockKind::Restore,
        TargetKind::Resolve => ClockKind::Resolve,
    }
}

/// The budget of a span, for spans that a clock can count.
fn budget(within: Within) -> Option<Budget> {
    const DAY: i64 = 86_400;
    match within {
        Within::AtOnce => Some(Budget::AtOnce),
        Within::Seconds(seconds) => i64::try_from(seconds).ok().map(Budget::Seconds),
        Within::Days(days) => Some(Budget::Seconds(i64::from(days) * DAY)),
        Within::WorkingDays(days) => Some(Budget::WorkingDays(days)),
        Within::SameDay => Some(Budget::SameDay),
        Within::Months(_) | Within::SameSession => None,
    }
}

/// The hours of a clock. While an exam runs every second counts, so a window that an exam opens counts round the clock.
fn clock_window(window: &Window, special: SpecialDays<'_>) -> Option<ServiceWindow> {
    let hours: ServiceWindow = match &window.hours {
        Some(hours) => hours.parse().ok()?,
        None => return window.event.map(|_| ServiceWindow::always()),
    };
    Some(match window.special_hours.as_ref().and_then(|longer| longer.parse().ok()) {
        Some(longer) => hours.with_special(&longer, special.iter().copied()),
        None => hours,
    })
}
