//! How many tickets there were, of what, and what became of them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Chart, ChartKind, Figure, ReportAsk, ReportSource, Row, Section, Series, Table},
};

use super::{COLUMNS, Names, Parts, contract, count, counts, opened, row, span, total, wants};
use crate::store::{self, ReportedTicket};

/// Tickets that took longest, as they are listed.
const SLOWEST: usize = 10;

/// Tickets.
pub(super) struct Tickets;

/// Tickets of the period.
struct Stock<'a> {
    opened: Vec<&'a ReportedTicket>,
    closed: Vec<&'a ReportedTicket>,
    /// Open at the end of the period.
    left: Vec<&'a ReportedTicket>,
    names: Names,
}

#[async_trait]
impl ReportSource for Tickets {
    fn code(&self) -> &'static str {
        "ticketing.tickets"
    }

    fn title(&self) -> &'static str {
        "工单受理与处理情况"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(contract) = contract(app, tx, ask).await?.filter(|_| ask.subject.is_none()) else { return Ok(None) };
        let new = opened(tx, ask, false).await?;
        let mut before = store::reported_earlier(tx, ask.contract, span(ask).0).await?;
        before.retain(|ticket| wants(ask, ticket.work.as_deref()));
        Ok(Some(section(Section::of(self), ask, &new, &before, Names::of(&contract))))
    }
}

fn section(
    mut section: Section,
    ask: &ReportAsk,
    new: &[ReportedTicket],
    before: &[ReportedTicket],
    names: Names,
) -> Section {
    let (start, end) = span(ask);
    let all = || before.iter().chain(new).filter(|ticket| counts(ticket));
    let stock = Stock {
        opened: new.iter().filter(|ticket| counts(ticket)).collect(),
        closed: all().filter(|ticket| ticket.closed_at.is_some_and(|at| start <= at && at < end)).collect(),
        left: all().filter(|ticket| ticket.closed_at.is_none_or(|at| at >= end)).collect(),
        names,
    };
    let held: Vec<&ReportedTicket> =
        before.iter().filter(|ticket| counts(ticket) && ticket.closed_at.is_none_or(|at| at >= start)).collect();
    let rows = |tickets: &[&ReportedTicket]| tickets.iter().map(|ticket| row(ticket, &stock.names)).collect::<Vec<_>>();
    let undone: Vec<&ReportedTicket> = new.iter().filter(|ticket| !counts(ticket)).collect();
    let again: Vec<&ReportedTicket> = stock.opened.iter().copied().filter(|ticket| ticket.cycle > 1).collect();
    let urged: Vec<&ReportedTicket> = stock.opened.iter().copied().filter(|ticket| ticket.urged > 0).collect();
    let as_of = "按报告生成时的登记情况统计，已取消或并入其他工单的不计".to_owned();
    section
        .counted("opened", "本期登记工单", Some(as_of), &COLUMNS, rows(&stock.opened))
        .counted(
            "closed",
            "本期关闭工单",
            Some("不论何时登记，关闭时间在本期内".to_owned()),
            &COLUMNS,
            rows(&stock.closed),
        )
        .counted("before", "期初未关闭工单", None, &COLUMNS, rows(&held))
        .counted(
            "left",
            "期末未关闭工单",
            Some("期初未关闭 + 本期登记 − 本期关闭".to_owned()),
            &COLUMNS,
            rows(&stock.left),
        )
        .counted("undone", "本期登记后取消或并入其他工单", None, &COLUMNS, rows(&undone))
        .counted("reopened", "本期登记且重新受理过的工单", None, &COLUMNS, rows(&again))
        .counted("urged", "本期登记且被催办的工单", None, &COLUMNS, rows(&urged));
    stock.contentment(&mut section);
    stock.tables(&mut section);
    stock.parts(&mut section, ask);
    section
}

impl Stock<'_> {
    /// How content reporters were whose tickets were closed.
    fn contentment(&self, section: &mut Section) {
        let rated: Vec<i64> = self.closed.iter().filter_map(|ticket| ticket.satisfaction).collect();
        let content = rated.iter().filter(|points| **points >= 4).count();
        let note =
            format!("本期关闭且已评价的 {} 张工单中评 4 分或 5 分的 {content} 张；回访满意度见热线部分", rated.len());
        section.figure(
            Figure::new("content", "工单评价满意率", Value::share(count(content), count(rated.len()))).noted(note),
        );
    }

    fn tables(&self, section: &mut Section) {
        let by = |key: &dyn Fn(&ReportedTicket) -> (i64, String)| {
            let mut groups: BTreeMap<(i64, String), [i64; 3]> = BTreeMap::new();
            for (place, tickets) in [&self.opened, &self.closed, &self.left].into_iter().enumerate() {
                for ticket in tickets {
                    groups.entry(key(ticket)).or_default()[place] += 1;
                }
            }
            let rows = groups.into_iter().map(|((_, name), counts)| {
                Row::of(std::iter::once(Value::Text(name)).chain(counts.into_iter().map(Value::Count)).collect())
            });
            rows.collect::<Vec<_>>()
        };
        let names = &self.names;
        for (key, title, head, rows) in [
            ("by_severity", "按级别统计", "级别", by(&|ticket| (ticket.level, ticket.case_name.clone()))),
            ("by_service", "按服务内容统计", "服务内容", by(&|ticket| (0, names.service(ticket)))),
            ("by_channel", "按受理渠道统计", "渠道", by(&|ticket| (0, ticket.channel.label().to_owned()))),
            ("by_kind", "按工单类型统计", "类型", by(&|ticket| (0, ticket.kind.label().to_owned()))),
        ] {
            let sums = total(&rows, 4);
            let mut table = Table::of(key, title, &[head, "本期登记", "本期关闭", "期末未关闭"], rows);
            table.total = (table.rows.len() <= jianyue_platform::reports::TEXT_ROWS_MOST).then_some(sums);
            section.told(table);
        }
        let mut slow: Vec<_> = self
            .closed
            .iter()
            .filter_map(|ticket| Some(((ticket.closed_at? - ticket.opened_at).num_seconds(), ticket)))
            .collect();
        slow.sort_by_key(|(seconds, ticket)| (std::cmp::Reverse(*seconds), &ticket.number));
        let slow = slow.into_iter().take(SLOWEST).map(|(seconds, ticket)| {
            let (path, client_path) = super::paths(ticket.id);
            let cells = vec![
                ticket.number.clone().into(),
                ticket.title.clone().into(),
                ticket.case_name.clone().into(),
                ticket.opened_at.into(),
                Value::Seconds(seconds),
            ];
            Row::to(cells, path, client_path)
        });
        let title = format!("用时最长的工单（最多 {SLOWEST} 张）");
        section.told(Table::of("slowest", title, &["工单", "标题", "级别", "登记时间", "登记至关闭"], slow.collect()));
    }

    fn parts(&self, section: &mut Section, ask: &ReportAsk) {
        let parts = Parts::of(ask);
        let opened = parts.counts(self.opened.iter().map(|ticket| ticket.opened_at));
        let closed = parts.counts(self.closed.iter().filter_map(|ticket| ticket.closed_at));
        let most = opened.iter().max().copied().unwrap_or_default();
        let peak = opened.iter().position(|n| *n == most).and_then(|at| parts.labels.get(at));
        let title = match peak.filter(|_| most > 0) {
            Some(label) => format!("各时段登记与关闭的工单，{label}登记最多（{most} 张）"),
            None => "各时段登记与关闭的工单".to_owned(),
        };
        let rows = parts.labels.iter().zip(opened.iter().zip(&closed)).map(|(label, (opened, closed))| {
            Row::of(vec![label.clone().into(), Value::Count(*opened), Value::Count(*closed)])
        });
        let rows: Vec<Row> = rows.collect();
        let sums = total(&rows, 3);
        let mut table = Table::of("by_part", "按时段统计", &["时段", "登记", "关闭"], rows);
        table.total = (parts.labels.len() <= jianyue_platform::reports::TEXT_ROWS_MOST).then_some(sums);
        section.told(table);
        let some = |counts: Vec<i64>| counts.into_iter().map(Some).collect();
        if most > 0 || !self.closed.is_empty() {
            section.charts.push(Chart {
                key: "by_part".to_owned(),
                title,
                unit: "张".to_owned(),
                kind: ChartKind::Bars,
                labels: parts.labels,
                series: vec![
                    Series { name: "登记".to_owned(), values: some(opened) },
                    Series { name: "关闭".to_owned(), values: some(closed) },
                ],
                decimals: 0,
            });
        }
    }
}
