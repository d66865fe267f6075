//! One ticket, told for a report on a fault.

use async_trait::async_trait;
use jianyue_kernel::{ContractScope, Value};
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};

use super::{brief, paths, wants};
use crate::{
    model::{ClockStatus, Entry, Ticket},
    store::{self, ReportedCause},
};

/// Entries that are told.
const ENTRIES: u32 = 200;

/// A ticket that a report is about.
pub(super) struct Story;

#[async_trait]
impl ReportSource for Story {
    fn code(&self) -> &'static str {
        "ticketing.story"
    }

    fn title(&self) -> &'static str {
        "故障经过与处理"
    }

    async fn section(&self, _app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let id = ask.subject.as_deref().and_then(|path| path.strip_prefix("/tickets/")).and_then(|id| id.parse().ok());
        let Some(id) = id else { return Ok(None) };
        let found = store::ticket_find(tx, id, &ContractScope::All).await?;
        let belongs = |ticket: &Ticket| ticket.row.contract() == ask.contract && wants(ask, ticket.row.work.as_deref());
        let Some(ticket) = found.filter(belongs) else { return Ok(None) };
        let entries = store::entry_list(tx, id, 0, false, ENTRIES).await?;
        let entries: Vec<Entry> = entries.into_iter().map(|row| row.shown(id)).collect();
        let cause = store::reported_causes(tx, &[id]).await?.remove(&id).unwrap_or_default();
        Ok(Some(section(Section::of(self), &ticket, &entries, &cause)))
    }
}

fn section(mut section: Section, ticket: &Ticket, entries: &[Entry], cause: &ReportedCause) -> Section {
    let row = &ticket.row;
    let (path, client_path) = paths(row.id);
    section
        .figure(Figure::new("number", "工单", row.number.as_str()))
        .figure(Figure::new("case", "级别", row.case_name.as_str()))
        .figure(Figure::new("opened", "发生时间", row.opened_at))
        .figure(Figure::new("state", "状态", row.state.label()));
    let clocks = row.clocks.iter().map(|clock| {
        let verdict = match clock.state {
            ClockStatus::NotApplicable => clock.note.clone().unwrap_or_else(|| clock.state.label().to_owned()),
            state => state.label().to_owned(),
        };
        let cells = vec![
            clock.kind.label().into(),
            clock.budget_text.clone().into(),
            clock.clause.clone().into(),
            clock.due_at.into(),
            clock.stopped_at.into(),
            verdict.into(),
        ];
        Row::to(cells, path.clone(), client_path.clone())
    });
    section.told(Table::of(
        "clocks",
        "时限与结论",
        &["时限", "承诺", "条款", "应于", "完成于", "结论"],
        clocks.collect(),
    ));
    let told = entries.iter().map(|entry| {
        let said = entry.text.as_deref().filter(|text| !text.trim().is_empty());
        let cells = vec![
            entry.at.into(),
            entry.kind.label().into(),
            entry.by.name.clone().into(),
            said.map_or(Value::Empty, |text| brief(text, 300).into()),
        ];
        Row::to(cells, path.clone(), client_path.clone())
    });
    let told: Vec<Row> = told.collect();
    let columns = ["时间", "事项", "人员", "内容"];
    section.counted("entries", "处理记录", None, &columns, told.clone());
    section.told(Table::of("told", "处理经过", &columns, told));
    for (part, text) in
        [(HintPart::Cause, &cause.found), (HintPart::Work, &cause.done), (HintPart::Prevention, &cause.around)]
    {
        section.hint(part, brief(text, 1000), path.clone());
    }
    section
}
