//! What the inventory of data contributes to reports: what was read, and what changed.

use async_trait::async_trait;
use jianyue_contracts::registry::{Registry, RegistryError};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use crate::store::report::{ReportedReading, ReportedSource, reported_readings, reported_sources};

const SOURCES: [&str; 4] = ["数据库", "表", "最近读取", "结果"];
const READINGS: [&str; 9] = ["数据库", "读取时间", "发起人", "表", "视图", "字段", "新增表", "删除表", "变化表"];

/// Inventories of data.
pub(crate) struct Inventories;

#[async_trait]
impl ReportSource for Inventories {
    fn code(&self) -> &'static str {
        "inventory.inventories"
    }

    fn title(&self) -> &'static str {
        "数据盘点"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let day = zone::start_of_day(ask.to.min(zone::local_date(app.env().now())));
        let contract = match app.state::<Registry>().shown(tx, ask.contract, day).await {
            Ok(Some(contract)) if ask.subject.is_none() => contract,
            Err(RegistryError::Db(error)) => return Err(error),
            Ok(_) | Err(_) => return Ok(None),
        };
        let span = (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)));
        let mut sources = reported_sources(tx, ask.contract).await?;
        sources.retain(|source| ask.wants(source.work.as_slice()));
        let mut readings = reported_readings(tx, ask.contract, span).await?;
        readings.retain(|reading| ask.wants(reading.work.as_slice()));
        let rules = contract.model.data_inventories.iter().filter(|rule| ask.wants(&rule.works));
        let clauses: Vec<&str> = rules.map(|rule| rule.clause.as_str()).collect();
        if sources.is_empty() && clauses.is_empty() {
            return Ok(None);
        }
        let mut clauses = clauses;
        clauses.dedup();
        Ok(Some(section(Section::of(self), &sources, &readings, &clauses)))
    }
}

fn section(
    mut section: Section,
    sources: &[ReportedSource],
    readings: &[ReportedReading],
    clauses: &[&str],
) -> Section {
    let differs = |reading: &&ReportedReading| {
        reading.before_id.is_some() && reading.added + reading.removed + reading.changed > 0
    };
    let asked = (!clauses.is_empty()).then(|| format!("合同要求见{}", clauses.join("、")));
    let unread: Vec<Row> = sources
        .iter()
        .filter(|source| !readings.iter().any(|reading| reading.source_id == source.id))
        .map(row)
        .collect();
    let changed: Vec<Row> = readings.iter().filter(differs).map(reading).collect();
    section
        .counted("sources", "纳入盘点的数据库", asked, &SOURCES, sources.iter().map(row).collect())
        .counted("readings", "本期盘点次数", None, &READINGS, readings.iter().map(reading).collect())
        .counted("changed", "结构有变化的盘点", None, &READINGS, changed.clone())
        .counted("unread", "本期没有盘点的数据库", None, &SOURCES, unread)
        .told(Table::of("source_list", "各数据库盘点情况", &SOURCES, sources.iter().map(row).collect()))
        .told(Table::of("changed_list", "结构变化情况", &READINGS, changed));
    section
}

fn row(source: &ReportedSource) -> Row {
    let cells = vec![
        source.title.clone().into(),
        Value::Count(source.tables),
        source.last_at.into(),
        source.last_text.clone().into(),
    ];
    Row::to(cells, format!("/inventory/sources/{}", source.id), "")
}

fn reading(reading: &ReportedReading) -> Row {
    let counts = [reading.tables, reading.views, reading.columns, reading.added, reading.removed, reading.changed];
    let said = [reading.title.clone().into(), reading.at.into(), reading.asked_by.clone().into()];
    let cells = said.into_iter().chain(counts.map(Value::Count)).collect();
    Row::to(cells, format!("/inventory/sources/{}", reading.source_id), "")
}
