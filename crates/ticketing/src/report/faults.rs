//! Faults: how many, why, what was done; and what tickets were about, in classes.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use uuid::Uuid;

use super::{Names, brief, contract, count, counts, opened, paths, total};
use crate::{
    model::{Kind, State},
    store::{self, ReportedCause, ReportedTicket},
};

/// So many faults of one service are told of as recurring.
const RECURRING: i64 = 3;
/// Sentences that are offered of each kind.
const HINTS: usize = 20;

/// Faults.
pub(super) struct Faults;

#[async_trait]
impl ReportSource for Faults {
    fn code(&self) -> &'static str {
        "ticketing.faults"
    }

    fn title(&self) -> &'static str {
        "故障与问题归类"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(contract) = contract(app, tx, ask).await?.filter(|_| ask.subject.is_none()) else { return Ok(None) };
        let mut tickets = opened(tx, ask, false).await?;
        tickets.retain(counts);
        let faults: Vec<Uuid> =
            tickets.iter().filter(|ticket| ticket.kind == Kind::Fault).map(|ticket| ticket.id).collect();
        let causes = store::reported_causes(tx, &faults).await?;
        Ok(Some(section(Section::of(self), &tickets, &causes, &Names::of(&contract))))
    }
}

const COLUMNS: [&str; 8] = ["工单", "发生时间", "故障现象", "级别", "服务内容", "产生原因", "处理措施", "状态"];

fn section(
    mut section: Section,
    tickets: &[ReportedTicket],
    causes: &BTreeMap<Uuid, ReportedCause>,
    names: &Names,
) -> Section {
    let faults: Vec<&ReportedTicket> = tickets.iter().filter(|ticket| ticket.kind == Kind::Fault).collect();
    let is_over = |ticket: &ReportedTicket| matches!(ticket.state, State::Closed | State::Resolved | State::Restored);
    let none = ReportedCause::default();
    let cause = |ticket: &ReportedTicket| causes.get(&ticket.id).unwrap_or(&none);
    let line = |ticket: &&ReportedTicket| {
        let why = cause(ticket);
        let said = |text: &str| if text.trim().is_empty() { Value::Empty } else { brief(text, 120).into() };
        let done = if why.done.trim().is_empty() { said(&why.around) } else { said(&why.done) };
        let (path, client_path) = paths(ticket.id);
        let cells = vec![
            ticket.number.clone().into(),
            ticket.opened_at.into(),
            ticket.title.clone().into(),
            ticket.case_name.clone().into(),
            names.service(ticket).into(),
            said(&why.found),
            done,
            ticket.state.label().into(),
        ];
        Row::to(cells, path, client_path)
    };
    let lines = |wanted: &dyn Fn(&ReportedTicket) -> bool| {
        faults.iter().filter(|ticket| wanted(ticket)).map(line).collect::<Vec<_>>()
    };
    let known = faults.iter().filter(|ticket| !cause(ticket).found.trim().is_empty()).count();
    section
        .counted("faults", "故障次数", Some("本期登记的故障报修".to_owned()), &COLUMNS, lines(&|_| true))
        .counted("over", "已恢复或解决", None, &COLUMNS, lines(&is_over))
        .counted("open", "尚未恢复", None, &COLUMNS, lines(&|ticket| !is_over(ticket)))
        .figure(Figure::new("explained", "已写明原因的故障", count(known)).noted("原因取自服务单的现场情况"));
    classes(&mut section, tickets, names);
    top_causes(&mut section, &faults, &cause);
    section.told(Table::of("list", "故障明细", &COLUMNS, faults.iter().map(line).collect()));
    hints(&mut section, &faults, &cause, names);
    section
}

/// 问题归类.
fn classes(section: &mut Section, tickets: &[ReportedTicket], names: &Names) {
    let mut groups: BTreeMap<(String, &'static str), i64> = BTreeMap::new();
    for ticket in tickets {
        *groups.entry((names.service(ticket), ticket.kind.label())).or_default() += 1;
    }
    let all = count(tickets.len());
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let rows = groups
        .into_iter()
        .map(|((service, kind), n)| Row::of(vec![service.into(), kind.into(), Value::Count(n), Value::share(n, all)]));
    section.told(Table::of("classes", "问题归类", &["服务内容", "类型", "工单", "占比"], rows.collect()));
}

/// Causes that somebody wrote down, the most frequent first.
fn top_causes<'a>(
    section: &mut Section,
    faults: &[&ReportedTicket],
    cause: &impl Fn(&ReportedTicket) -> &'a ReportedCause,
) {
    let mut groups: BTreeMap<String, i64> = BTreeMap::new();
    for ticket in faults {
        let found = brief(&cause(ticket).found, 60);
        *groups.entry(if found.is_empty() { "未写明".to_owned() } else { found }).or_default() += 1;
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(found, n)| (found == "未写明", std::cmp::Reverse(*n)));
    let rows: Vec<Row> = groups.into_iter().map(|(found, n)| Row::of(vec![found.into(), Value::Count(n)])).collect();
    let sums = total(&rows, 2);
    let mut table = Table::of("causes", "故障产生原因", &["原因", "次数"], rows);
    table.total = (table.rows.len() <= jianyue_platform::reports::TEXT_ROWS_MOST).then_some(sums);
    section.told(table);
}

/// Sentences for 产生原因, 防范措施 and 建议.
fn hints<'a>(
    section: &mut Section,
    faults: &[&ReportedTicket],
    cause: &impl Fn(&ReportedTicket) -> &'a ReportedCause,
    names: &Names,
) {
    let mut grave: Vec<&&ReportedTicket> = faults.iter().collect();
    grave.sort_by_key(|ticket| ticket.level);
    for ticket in grave.iter().take(HINTS) {
        let (why, path) = (cause(ticket), paths(ticket.id).0);
        let about = format!("{}（{}）", ticket.number, ticket.title);
        if !why.found.trim().is_empty() {
            section.hint(HintPart::Cause, format!("{about}：{}", brief(&why.found, 200)), path.clone());
        }
        if !why.done.trim().is_empty() {
            section.hint(HintPart::Work, format!("{about}：{}", brief(&why.done, 200)), path.clone());
        }
        if !why.around.trim().is_empty() {
            let text = format!("{about}以临时方案恢复（{}），需彻底处理并验证。", brief(&why.around, 80));
            section.hint(HintPart::Prevention, text, path);
        }
    }
    let mut services: BTreeMap<String, i64> = BTreeMap::new();
    for ticket in faults {
        *services.entry(names.service(ticket)).or_default() += 1;
    }
    for (service, n) in services.into_iter().filter(|(_, n)| *n >= RECURRING) {
        section.hint(HintPart::Prevention, format!("“{service}”本期发生 {n} 次故障，应专项排查共同原因。"), "");
        section.hint(HintPart::Suggestion, format!("建议对“{service}”安排专项检查（本期故障 {n} 次）。"), "");
    }
}
