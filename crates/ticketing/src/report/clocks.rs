//! Promises of time: which were kept, which were not, and why not.

use std::{borrow::Cow, collections::BTreeMap};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Chart, ChartKind, Figure, HintPart, ReportAsk, ReportSource, Row, Section, Series, Table},
};
use jianyue_sla::clock::ClockKind;
use serde::Deserialize;

use super::{brief, contract, count, opened, paths};
use crate::{
    model::ClockStatus,
    store::{self, ReportedCause, ReportedTicket},
};

/// Clocks.
pub(super) struct Clocks;

/// What is read of a clock that is kept.
#[derive(Deserialize)]
struct Card<'a> {
    kind: ClockKind,
    state: ClockStatus,
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    due_at: Option<DateTime<Utc>>,
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    stopped_at: Option<DateTime<Utc>>,
    #[serde(borrow)]
    budget_text: Cow<'a, str>,
    #[serde(borrow)]
    clause: Cow<'a, str>,
    #[serde(default)]
    assumed: Option<String>,
}

/// How a clock stands in a report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Met,
    Breached,
    Running,
}

/// A clock of a ticket.
struct Line<'a> {
    ticket: &'a ReportedTicket,
    card: Card<'a>,
    standing: Standing,
}

#[async_trait]
impl ReportSource for Clocks {
    fn code(&self) -> &'static str {
        "ticketing.clocks"
    }

    fn title(&self) -> &'static str {
        "服务时限达标情况"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        if ask.subject.is_some() || contract(app, tx, ask).await?.is_none() {
            return Ok(None);
        }
        let tickets = opened(tx, ask, true).await?;
        let now = app.env().now();
        let mut lines = Vec::with_capacity(tickets.len() * 3);
        for ticket in &tickets {
            let cards: Vec<Card<'_>> = serde_json::from_str(&ticket.clocks)?;
            lines.extend(cards.into_iter().filter_map(|card| Line::of(ticket, card, now)));
        }
        let mut late: Vec<_> =
            lines.iter().filter(|line| line.standing == Standing::Breached).map(|line| line.ticket.id).collect();
        late.dedup();
        let causes = store::reported_causes(tx, &late).await?;
        Ok(Some(section(Section::of(self), &lines, &causes, now)))
    }
}

impl<'a> Line<'a> {
    fn of(ticket: &'a ReportedTicket, card: Card<'a>, now: DateTime<Utc>) -> Option<Self> {
        let standing = match card.state {
            ClockStatus::Met => Standing::Met,
            ClockStatus::Breached => Standing::Breached,
            ClockStatus::Running if card.due_at.is_some_and(|due| due.timestamp() < now.timestamp()) => {
                Standing::Breached
            }
            ClockStatus::Running | ClockStatus::Paused => Standing::Running,
            ClockStatus::NotApplicable => return None,
        };
        Some(Self { ticket, card, standing })
    }

    /// How much too late, in seconds.
    fn over(&self, now: DateTime<Utc>) -> Option<i64> {
        let due = self.card.due_at?;
        Some((self.card.stopped_at.unwrap_or(now) - due).num_seconds()).filter(|over| *over > 0)
    }

    fn row(&self, now: DateTime<Utc>) -> Row {
        let said = match self.standing {
            Standing::Met => "达标",
            Standing::Breached => "超时",
            Standing::Running => "计时中",
        };
        let (path, client_path) = paths(self.ticket.id);
        let cells = vec![
            self.ticket.number.clone().into(),
            self.ticket.case_name.clone().into(),
            self.card.kind.label().into(),
            Value::Text(self.card.budget_text.to_string()),
            self.card.due_at.into(),
            self.card.stopped_at.into(),
            said.into(),
            self.over(now).filter(|_| self.standing == Standing::Breached).map(Value::Seconds).unwrap_or_default(),
            Value::Text(self.card.clause.to_string()),
        ];
        Row::to(cells, path, client_path)
    }
}

const COLUMNS: [&str; 9] = ["工单", "级别", "时限", "承诺", "应于", "完成于", "结论", "超出", "条款"];

fn section(
    mut section: Section,
    lines: &[Line<'_>],
    causes: &BTreeMap<uuid::Uuid, ReportedCause>,
    now: DateTime<Utc>,
) -> Section {
    let of = |standing| lines.iter().filter(move |line: &&Line<'_>| line.standing == standing);
    let rows = |standing| of(standing).map(|line| line.row(now)).collect::<Vec<_>>();
    let (met, late) = (count(of(Standing::Met).count()), count(of(Standing::Breached).count()));
    section
        .figure(
            Figure::new("rate", "时限达标率", Value::share(met, met + late))
                .noted(format!("达标 {met} 项，超时 {late} 项；按本期登记工单的各项时限统计，各项承诺及条款见下表")),
        )
        .counted("met", "按时完成的时限", None, &COLUMNS, rows(Standing::Met))
        .counted("breached", "超时的时限", Some("含尚未完成但已超时的".to_owned()), &COLUMNS, rows(Standing::Breached))
        .counted(
            "running",
            "仍在计时的时限",
            Some("未超时，含暂停计时的".to_owned()),
            &COLUMNS,
            rows(Standing::Running),
        );
    by_target(&mut section, lines);
    breaches(&mut section, &of(Standing::Breached).collect::<Vec<_>>(), causes, now);
    section
}

/// Met and missed by case and target, with the promise and its clause.
fn by_target(section: &mut Section, lines: &[Line<'_>]) {
    type Key<'a> = (i64, &'a str, ClockKind, &'a str, &'a str);
    let mut groups: BTreeMap<Key<'_>, ([i64; 3], Option<&str>)> = BTreeMap::new();
    let mut kinds: BTreeMap<ClockKind, [i64; 2]> = BTreeMap::new();
    for line in lines {
        let (ticket, card) = (line.ticket, &line.card);
        let key = (ticket.level, ticket.case_name.as_str(), card.kind, &*card.budget_text, &*card.clause);
        let (counts, assumed) = groups.entry(key).or_default();
        counts[line.standing as usize] += 1;
        *assumed = assumed.or(card.assumed.as_deref());
        if line.standing != Standing::Running {
            kinds.entry(card.kind).or_default()[line.standing as usize] += 1;
        }
    }
    let rows = groups.iter().map(|((_, case, kind, promise, clause), ([met, late, running], assumed))| {
        let clause = if assumed.is_some() { format!("{clause}（解读）") } else { (*clause).to_owned() };
        let said = [*case, kind.label(), promise].map(Value::from).into_iter().chain([Value::Text(clause)]);
        let counted = [*met, *late, *running].map(Value::Count);
        Row::of(said.chain(counted).chain([Value::share(*met, met + late)]).collect())
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.truncate(jianyue_platform::reports::TEXT_ROWS_MOST);
    let columns = ["级别", "时限", "承诺", "条款", "达标", "超时", "计时中", "达标率"];
    section.told(Table::of("by_target", "各项时限达标情况", &columns, rows));
    let labels: Vec<String> = kinds.keys().map(|kind| kind.label().to_owned()).collect();
    let tenths = |[met, late]: &[i64; 2]| (met * 1000 + (met + late) / 2).checked_div(met + late);
    let values: Vec<Option<i64>> = kinds.values().map(tenths).collect();
    let worst = kinds.iter().max_by_key(|(_, [_, late])| *late).filter(|(_, [_, late])| *late > 0);
    let title = match worst {
        Some((kind, [_, late])) => format!("各类时限达标率，{}超时最多（{late} 项）", kind.label()),
        None => "各类时限达标率".to_owned(),
    };
    if !labels.is_empty() {
        let series = vec![Series { name: "达标率".to_owned(), values }];
        let (key, unit) = ("by_kind".to_owned(), "%".to_owned());
        section.charts.push(Chart { key, title, unit, kind: ChartKind::Bars, labels, series, decimals: 1 });
    }
}

/// What was too late, and why as far as somebody wrote it down.
fn breaches(
    section: &mut Section,
    late: &[&Line<'_>],
    causes: &BTreeMap<uuid::Uuid, ReportedCause>,
    now: DateTime<Utc>,
) {
    let rows = late.iter().map(|line| {
        let ticket = line.ticket;
        let cause = causes.get(&ticket.id).map(|cause| brief(&cause.found, 80)).unwrap_or_default();
        let (path, client_path) = paths(ticket.id);
        let over = line.over(now).map(Value::Seconds).unwrap_or_default();
        if !cause.is_empty() {
            let text = format!("{}（{}）{}超时：{cause}", ticket.number, ticket.title, line.card.kind.label());
            section.hint(HintPart::Cause, text, path.clone());
        }
        let promise = format!("{}（{}）", line.card.budget_text, line.card.clause);
        let cells = vec![
            ticket.number.clone().into(),
            ticket.title.clone().into(),
            line.card.kind.label().into(),
            promise.into(),
            over,
            if cause.is_empty() { Value::Empty } else { cause.into() },
        ];
        Row::to(cells, path, client_path)
    });
    let rows: Vec<Row> = rows.collect();
    section.told(Table::of("late", "超时明细", &["工单", "标题", "时限", "承诺与条款", "超出", "现场情况"], rows));
}
