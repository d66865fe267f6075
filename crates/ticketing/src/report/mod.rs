//! What tickets contribute to reports. Internal notes are in none of it, and no phone number is.

mod clocks;
mod faults;
mod story;
mod tickets;
mod visits;

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use jianyue_contracts::registry::{Compiled, Registry, RegistryError};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{ReportAsk, ReportSource, Row},
};
use jianyue_sla::zone;

use crate::{
    model::State,
    store::{self, ReportedTicket},
};

/// Every section.
pub(crate) fn sources() -> Vec<Arc<dyn ReportSource>> {
    vec![
        Arc::new(tickets::Tickets),
        Arc::new(clocks::Clocks),
        Arc::new(faults::Faults),
        Arc::new(visits::Visits),
        Arc::new(story::Story),
    ]
}

/// Heads of the columns of [`row`].
const COLUMNS: [&str; 10] =
    ["工单", "标题", "类型", "级别", "服务内容", "渠道", "登记时间", "状态", "关闭时间", "满意度"];

/// The first moment of a period, and the first one behind it.
fn span(ask: &ReportAsk) -> (DateTime<Utc>, DateTime<Utc>) {
    (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)))
}

/// Whether a ticket of `work` belongs into the report.
fn wants(ask: &ReportAsk, work: Option<&str>) -> bool {
    ask.wants(&work.map(str::to_owned).into_iter().collect::<Vec<_>>())
}

/// Whether it counts as work: what was cancelled or merged into another one does not.
fn counts(ticket: &ReportedTicket) -> bool {
    !matches!(ticket.state, State::Cancelled | State::Merged)
}

/// The contract as it holds at the end of the period; `None` where there is no such contract.
async fn contract(app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Arc<Compiled>>, DbError> {
    let day = ask.to.min(zone::local_date(app.env().now()));
    match app.state::<Registry>().shown(tx, ask.contract, zone::start_of_day(day)).await {
        Ok(found) => Ok(found),
        Err(RegistryError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Tickets of the period that belong into the report.
async fn opened(tx: &mut Tx, ask: &ReportAsk, clocks: bool) -> Result<Vec<ReportedTicket>, DbError> {
    let mut tickets = store::reported_opened(tx, ask.contract, span(ask), clocks).await?;
    tickets.retain(|ticket| wants(ask, ticket.work.as_deref()));
    Ok(tickets)
}

/// What works and services are called.
struct Names(BTreeMap<(String, String), String>);

impl Names {
    fn of(contract: &Compiled) -> Self {
        let mut names = BTreeMap::new();
        for work in &contract.model.works {
            names.insert((work.key.clone(), String::new()), work.title.clone());
            for service in &work.services {
                names.insert((work.key.clone(), service.key.clone()), service.title.clone());
            }
        }
        Self(names)
    }

    fn work(&self, key: Option<&str>) -> String {
        let Some(key) = key else { return "未指明".to_owned() };
        self.0.get(&(key.to_owned(), String::new())).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// Work and service; only the work where the ticket names no service.
    fn service(&self, ticket: &ReportedTicket) -> String {
        let work = self.work(ticket.work.as_deref());
        let Some(service) = ticket.service.as_deref() else { return work };
        let key = (ticket.work.clone().unwrap_or_default(), service.to_owned());
        let service = self.0.get(&key).map_or(service, String::as_str);
        format!("{work} · {service}")
    }
}

fn paths(id: uuid::Uuid) -> (String, String) {
    (format!("/tickets/{id}"), format!("/portal/requests/{id}"))
}

/// A ticket as a row.
fn row(ticket: &ReportedTicket, names: &Names) -> Row {
    let (path, client_path) = paths(ticket.id);
    let cells = vec![
        ticket.number.clone().into(),
        ticket.title.clone().into(),
        ticket.kind.label().into(),
        ticket.case_name.clone().into(),
        names.service(ticket).into(),
        ticket.channel.label().into(),
        ticket.opened_at.into(),
        ticket.state.label().into(),
        ticket.closed_at.into(),
        ticket.satisfaction.into(),
    ];
    Row::to(cells, path, client_path)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The parts of a period by which things are told: days of a short one, thirds of a month, months of a longer one.
struct Parts {
    labels: Vec<String>,
    by: By,
    from: NaiveDate,
}

#[derive(Clone, Copy)]
enum By {
    Day,
    Third,
    Month,
}

impl Parts {
    fn of(ask: &ReportAsk) -> Self {
        let days = (ask.to - ask.from).num_days() + 1;
        let one_month = (ask.from.year(), ask.from.month()) == (ask.to.year(), ask.to.month());
        let by = if days <= 10 {
            By::Day
        } else if one_month {
            By::Third
        } else {
            By::Month
        };
        let mut parts = Self { labels: Vec::new(), by, from: ask.from };
        for day in ask.from.iter_days().take_while(|day| *day <= ask.to) {
            let label = parts.label(day);
            if parts.labels.last() != Some(&label) {
                parts.labels.push(label);
            }
        }
        parts
    }

    fn label(&self, day: NaiveDate) -> String {
        match self.by {
            By::Day => day.format("%m-%d").to_string(),
            By::Third => match day.day() {
                1..=10 => "上旬".to_owned(),
                11..=20 => "中旬".to_owned(),
                _ => "下旬".to_owned(),
            },
            By::Month => day.format("%Y-%m").to_string(),
        }
    }

    /// Which part a moment lies in; nothing where it is before the period.
    fn place(&self, at: DateTime<Utc>) -> Option<usize> {
        let day = zone::local_date(at);
        if day < self.from {
            return None;
        }
        let label = self.label(day);
        self.labels.iter().position(|known| *known == label)
    }

    /// How many of `moments` lie in each part.
    fn counts(&self, moments: impl Iterator<Item = DateTime<Utc>>) -> Vec<i64> {
        let mut counts = vec![0; self.labels.len()];
        for at in moments {
            if let Some(count) = self.place(at).and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
        }
        counts
    }
}

/// `text` in a line of at most `most` characters, without phone numbers.
fn brief(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = crate::story::without_numbers(&line);
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most - 1).chain(std::iter::once('…')).collect()
}

/// Sums of the columns behind the first.
fn total(rows: &[Row], columns: usize) -> Vec<Value> {
    let sum = |column: usize| {
        let cells = rows.iter().map(|row| if let Some(Value::Count(n)) = row.cells.get(column) { *n } else { 0 });
        Value::Count(cells.sum())
    };
    std::iter::once(Value::from("合计")).chain((1..columns).map(sum)).collect()
}
