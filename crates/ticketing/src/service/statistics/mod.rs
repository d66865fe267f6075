//! How much came in, how it went, and where it came from: read from what the roll-up keeps, never from tickets.

pub mod fold;
mod rollup;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use jianyue_contracts::registry::Compiled;
use jianyue_platform::Tx;
use jianyue_sla::{clock::ClockKind, zone};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use self::fold::{CaseFigures, Figures, Tally, month_of};
use super::{Desk, reading::parts};
use crate::{
    error::{BadField, TicketError},
    store::{self, Part, StatRow},
};

pub use rollup::{RolledUp, roll_up};

/// The most months of an answer.
const MOST_MONTHS: u32 = 36;
/// Months of an answer when nothing else is asked for.
const USUAL_MONTHS: u32 = 12;

/// Which statistics are wanted.
#[derive(Clone, Debug, Default)]
pub struct StatisticsRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one work only.
    pub work: Option<String>,
    /// Any day of the first month.
    pub from: Option<NaiveDate>,
    /// Any day of the last month.
    pub to: Option<NaiveDate>,
}

/// Clocks of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClockFigures {
    /// response, escalate, arrive, restore or resolve.
    pub kind: &'static str,
    /// Stopped in time.
    pub met: i64,
    /// Stopped too late, or still running and past the due moment.
    pub breached: i64,
    /// Running or held, and not too late so far.
    pub running: i64,
}

/// Satisfaction of closed tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Satisfaction {
    /// Tickets with a satisfaction.
    pub n: i64,
    /// Sum of the satisfactions, each 1 to 5.
    pub sum: i64,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthFigures {
    /// `2026-01`.
    pub month: String,
    /// Tickets opened in it, by the rank of their case from 1 on. Cancelled and merged ones do not count.
    pub opened: BTreeMap<String, i64>,
    /// Tickets closed in it, whenever they were opened.
    pub closed: i64,
    /// Clocks of the tickets opened in it, in every cycle, whatever became of the ticket.
    pub clocks: Vec<ClockFigures>,
    /// Satisfaction of the tickets closed in it.
    pub satisfaction: Satisfaction,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ServiceFigures {
    /// The contract.
    pub contract_id: Uuid,
    /// Key of the work; null where a ticket names none.
    pub work: Option<String>,
    /// The work as printed in the contract.
    pub work_name: Option<String>,
    /// Key of the service; null where a ticket names none.
    pub service: Option<String>,
    /// The service as printed in the contract; the key where the contract lists it no more.
    pub name: Option<String>,
    /// Tickets opened.
    pub opened: i64,
}

/// Clocks of a kind of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseClockFigures {
    /// response, escalate, arrive, restore or resolve.
    pub kind: &'static str,
    /// Stopped in time.
    pub met: i64,
    /// Stopped too late, or still running and past the due moment.
    pub breached: i64,
    /// Running or held, and not too late so far.
    pub running: i64,
    /// Clause of the promise.
    pub clause: String,
}

/// A severity case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TicketCaseFigures)]
pub struct ShownCase {
    /// The contract.
    pub contract_id: Uuid,
    /// Key of the case.
    pub case: String,
    /// As printed.
    pub name: String,
    /// Its rank; 1 is the most severe.
    pub level: i64,
    /// Its clocks.
    pub clocks: Vec<CaseClockFigures>,
}

/// Statistics of the tickets that the one who asks may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Statistics {
    /// Everything that happened up to here is counted; null before the first roll-up.
    pub as_of: Option<DateTime<Utc>>,
    /// First month, `2026-01`.
    pub from: String,
    /// Last month.
    pub to: String,
    /// Every month from the first to the last.
    pub months: Vec<MonthFigures>,
    /// Services, the most used first.
    pub services: Vec<ServiceFigures>,
    /// Cases, the most severe first.
    pub cases: Vec<ShownCase>,
    /// Tickets by day of the week (Monday first) and hour of opening, in Shanghai.
    pub heat: Vec<Vec<i64>>,
}

/// Statistics of the tickets that the one who asks may see, over whole months of opening.
///
/// # Errors
/// [`TicketError::NoContract`] for one that the caller may not know of, [`TicketError::BadFields`] for a span that is none.
pub async fn statistics(tx: &mut Tx, desk: Desk<'_>, request: StatisticsRequest) -> Result<Statistics, TicketError> {
    let (from, to) = span(&request, zone::local_date(desk.now()))?;
    let parts = parts(tx, desk, request.contract).await?;
    if request.contract.is_some() && parts.is_empty() {
        return Err(TicketError::NoContract);
    }
    let contracts: BTreeSet<Uuid> = parts.iter().map(|part| part.contract.0).collect();
    let parts = of_work(parts, request.work.as_deref().filter(|work| !work.is_empty()));
    let last_day = to + Months::new(1) - chrono::Days::new(1);
    let rows = store::stat_list(tx, &parts, [from, last_day]).await?;
    let closed = store::stat_closed(tx, &parts, [from, to]).await?;
    let as_of = store::stat_as_of(tx, &contracts).await?.into_iter().min();
    let mut texts = HashMap::new();
    for part in &parts {
        if let Some(compiled) = desk.registry.shown(tx, part.contract, desk.now()).await? {
            texts.insert(part.contract.0, compiled);
        }
    }
    let mut sums = Sums::default();
    for row in rows {
        sums.add(row).map_err(jianyue_platform::DbError::from)?;
    }
    let closed = closed.into_iter().map(|row| (row.month, row)).collect::<HashMap<_, _>>();
    let kinds: Vec<_> = ClockKind::ALL.into_iter().filter(|kind| sums.kinds.contains(kind)).collect();
    let months = months(from, to).map(|month| {
        let figures = sums.months.remove(&month).unwrap_or_default();
        let (closed, satisfaction) = closed.get(&month).map_or((0, Satisfaction::default()), |row| {
            (row.closed, Satisfaction { n: row.rated, sum: row.satisfaction })
        });
        let mut opened: BTreeMap<_, _> = (1..=4).map(|level: i64| (level.to_string(), 0)).collect();
        opened.extend(figures.opened.iter().map(|(level, n)| (level.to_string(), *n)));
        let clocks = kinds.iter().map(|kind| clock_figures(*kind, figures.clocks(*kind))).collect();
        MonthFigures { month: named(month), opened, closed, clocks, satisfaction }
    });
    Ok(Statistics {
        as_of,
        from: named(from),
        to: named(to),
        months: months.collect(),
        services: services(sums.services, &texts),
        cases: cases(sums.cases),
        heat: sums.heat,
    })
}

/// What is asked for over all rows.
struct Sums {
    months: HashMap<NaiveDate, Figures>,
    services: BTreeMap<(Uuid, String, String), i64>,
    cases: BTreeMap<(Uuid, String), CaseFigures>,
    kinds: BTreeSet<ClockKind>,
    heat: Vec<Vec<i64>>,
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            months: HashMap::new(),
            services: BTreeMap::new(),
            cases: BTreeMap::new(),
            kinds: BTreeSet::new(),
            heat: vec![vec![0; 24]; 7],
        }
    }
}

impl Sums {
    fn add(&mut self, row: StatRow) -> Result<(), serde_json::Error> {
        let figures: Figures = serde_json::from_str(&row.figures)?;
        for (service, n) in &figures.services {
            *self.services.entry((row.contract_id, row.work.clone(), service.clone())).or_default() += n;
        }
        for (key, case) in &figures.cases {
            self.kinds.extend(case.clocks.keys());
            self.cases.entry((row.contract_id, key.clone())).or_default().add(case.clone());
        }
        if let Some(hours) = self.heat.get_mut(row.day.weekday().num_days_from_monday() as usize) {
            hours.iter_mut().zip(&figures.hours).for_each(|(sum, n)| *sum += n);
        }
        self.months.entry(month_of(row.day)).or_default().add(figures);
        Ok(())
    }
}

/// First days of the first and the last month.
fn span(request: &StatisticsRequest, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), TicketError> {
    let to = month_of(request.to.unwrap_or(match request.from {
        Some(from) => today.min(from + Months::new(USUAL_MONTHS - 1)).max(from),
        None => today,
    }));
    let from = month_of(request.from.unwrap_or(to - Months::new(USUAL_MONTHS - 1)));
    if from > to {
        return Err(TicketError::field("from", "开始月份晚于结束月份，请调整统计区间"));
    }
    if from + Months::new(MOST_MONTHS) <= to {
        let message = format!("一次最多统计 {MOST_MONTHS} 个月，请缩短区间");
        return Err(TicketError::BadFields(vec![BadField::new("from", message)]));
    }
    Ok((from, to))
}

/// `parts` without what is not of `work`.
fn of_work(parts: Vec<Part>, work: Option<&str>) -> Vec<Part> {
    let Some(work) = work else { return parts };
    let held = parts.into_iter().filter(|part| part.works.is_empty() || part.works.iter().any(|key| key == work));
    held.map(|part| Part { works: vec![work.to_owned()], ..part }).collect()
}

fn months(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..).map(move |n| from + Months::new(n)).take_while(move |month| *month <= to)
}

fn named(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

fn clock_figures(kind: ClockKind, Tally { met, breached, running, .. }: Tally) -> ClockFigures {
    ClockFigures { kind: kind.as_str(), met, breached, running }
}

fn services(
    counted: BTreeMap<(Uuid, String, String), i64>,
    texts: &HashMap<Uuid, std::sync::Arc<Compiled>>,
) -> Vec<ServiceFigures> {
    let shown = counted.into_iter().map(|((contract_id, work, service), opened)| {
        let text = texts.get(&contract_id).and_then(|compiled| compiled.model.work(&work));
        let name = text.and_then(|text| text.services.iter().find(|listed| listed.key == service));
        let name = name.map(|listed| listed.title.clone()).or_else(|| Some(service.clone()));
        ServiceFigures {
            contract_id,
            work_name: text.map(|text| text.title.clone()),
            name: name.filter(|name| !name.is_empty()),
            work: Some(work).filter(|work| !work.is_empty()),
            service: Some(service).filter(|service| !service.is_empty()),
            opened,
        }
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by_key(|service| std::cmp::Reverse(service.opened));
    shown
}

fn cases(counted: BTreeMap<(Uuid, String), CaseFigures>) -> Vec<ShownCase> {
    let clocks = |(kind, tally): (ClockKind, Tally)| {
        let Tally { met, breached, running, clause } = tally;
        CaseClockFigures { kind: kind.as_str(), met, breached, running, clause }
    };
    let shown = counted.into_iter().map(|((contract_id, case), figures)| ShownCase {
        contract_id,
        case,
        name: figures.name,
        level: figures.level,
        clocks: figures.clocks.into_iter().map(clocks).collect(),
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by(|a, b| (a.level, &a.case).cmp(&(b.level, &b.case)));
    shown
}
