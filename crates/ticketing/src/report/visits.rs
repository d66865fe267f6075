//! Work on the spot and from afar: visits, service sheets, parts.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{ReportAsk, ReportSource, Row, Section, Table},
};
use uuid::Uuid;

use super::{COLUMNS, Names, contract, count, counts, opened, paths, row, span, wants};
use crate::store::{self, ReportedSheet, ReportedTicket, ReportedVisit};

/// Visits.
pub(super) struct Visits;

#[async_trait]
impl ReportSource for Visits {
    fn code(&self) -> &'static str {
        "ticketing.visits"
    }

    fn title(&self) -> &'static str {
        "现场与非现场服务"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(contract) = contract(app, tx, ask).await?.filter(|_| ask.subject.is_none()) else { return Ok(None) };
        let mut visits = store::reported_visits(tx, ask.contract, span(ask)).await?;
        visits.retain(|visit| wants(ask, visit.work.as_deref()));
        let mut sheets = store::reported_sheets(tx, ask.contract, span(ask)).await?;
        sheets.retain(|sheet| wants(ask, sheet.work.as_deref()));
        let mut tickets = opened(tx, ask, false).await?;
        tickets.retain(counts);
        Ok(Some(section(Section::of(self), &tickets, &visits, &sheets, &Names::of(&contract))))
    }
}

fn section(
    mut section: Section,
    tickets: &[ReportedTicket],
    visits: &[ReportedVisit],
    sheets: &[ReportedSheet],
    names: &Names,
) -> Section {
    let here: BTreeSet<Uuid> = visits.iter().map(|one| one.id).chain(sheets.iter().map(|one| one.id)).collect();
    let rows = |on_site: bool| {
        tickets.iter().filter(|one| here.contains(&one.id) == on_site).map(|one| row(one, names)).collect::<Vec<_>>()
    };
    let visited = visits.iter().map(|visit| {
        let (path, client_path) = paths(visit.id);
        let work = names.work(visit.work.as_deref());
        let cells = vec![
            visit.number.clone().into(),
            visit.title.clone().into(),
            work.into(),
            visit.at.into(),
            visit.by_name.clone().into(),
        ];
        Row::to(cells, path, client_path)
    });
    let sheet_columns = ["服务单", "标题", "填写时间", "填写人", "处理内容", "测试", "甲方签字"];
    let sheet = |one: &&ReportedSheet| {
        let (path, client_path) = paths(one.id);
        let written = &one.content.0;
        let passed = written.tests.iter().filter(|test| test.passed).count();
        let tests =
            if written.tests.is_empty() { Value::Empty } else { format!("{passed}/{}", written.tests.len()).into() };
        let cells = vec![
            one.number.clone().into(),
            one.title.clone().into(),
            one.at.into(),
            one.by_name.clone().into(),
            super::brief(&written.done, 80).into(),
            tests,
            written.signed.as_ref().map_or(Value::Empty, |signed| signed.name.clone().into()),
        ];
        Row::to(cells, path, client_path)
    };
    let signed: Vec<&ReportedSheet> = sheets.iter().filter(|one| one.content.0.signed.is_some()).collect();
    let by_hand = "有到场打卡或服务单的工单".to_owned();
    section
        .counted("on_site", "现场服务的工单", Some(by_hand), &COLUMNS, rows(true))
        .counted("remote", "非现场服务的工单", Some("本期登记、没有到场记录的工单".to_owned()), &COLUMNS, rows(false))
        .counted("visits", "到场次数", None, &["工单", "标题", "服务内容", "到场时间", "人员"], visited.collect())
        .counted(
            "sheets",
            "服务单",
            Some("已被更正的不计".to_owned()),
            &sheet_columns,
            sheets.iter().map(|one| sheet(&one)).collect(),
        )
        .counted("signed", "甲方签字确认的服务单", None, &sheet_columns, signed.iter().map(sheet).collect());
    people(&mut section, visits, sheets);
    parts(&mut section, sheets);
    section
}

fn people(section: &mut Section, visits: &[ReportedVisit], sheets: &[ReportedSheet]) {
    let mut people: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for visit in visits {
        people.entry(&visit.by_name).or_default()[0] += 1;
    }
    for sheet in sheets {
        people.entry(&sheet.by_name).or_default()[1] += 1;
    }
    let rows: Vec<Row> = people
        .into_iter()
        .map(|(name, [visits, sheets])| Row::of(vec![name.into(), Value::Count(visits), Value::Count(sheets)]))
        .collect();
    let sums = super::total(&rows, 3);
    let mut table = Table::of("people", "各人员现场服务", &["人员", "到场次数", "服务单"], rows);
    table.total = (table.rows.len() <= jianyue_platform::reports::TEXT_ROWS_MOST).then_some(sums);
    section.told(table);
}

fn parts(section: &mut Section, sheets: &[ReportedSheet]) {
    let mut used: BTreeMap<(&str, &str, &str), (i64, usize)> = BTreeMap::new();
    for part in sheets.iter().flat_map(|sheet| &sheet.content.0.parts) {
        let (quantity, sheets) =
            used.entry((&part.name, part.model.as_deref().unwrap_or_default(), &part.unit)).or_default();
        *quantity += i64::from(part.quantity);
        *sheets += 1;
    }
    let rows = used.into_iter().map(|((name, model, unit), (quantity, sheets))| {
        let model = if model.is_empty() { Value::Empty } else { model.into() };
        Row::of(vec![name.into(), model, Value::Count(quantity), unit.into(), Value::Count(count(sheets))])
    });
    section.told(Table::of("parts", "更换备件", &["备件", "型号", "数量", "单位", "服务单数"], rows.collect()));
}
