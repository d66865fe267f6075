//! What assets and spares contribute to reports.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_contracts::registry::{Registry, RegistryError};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, TEXT_ROWS_MOST, Table},
};
use jianyue_sla::zone;

use crate::{
    model::{EntryKind, TakingOf, TakingState},
    store::report::{
        ReportedEntry, ReportedMovement, ReportedSpare, ReportedStock, ReportedTaking, reported_entries,
        reported_movements, reported_spares, reported_stock, reported_takings,
    },
};

const ENTRIES: [&str; 6] = ["资产编码", "资产", "事项", "内容", "时间", "登记人"];
const SPARES: [&str; 6] = ["备件编码", "备件", "库存", "最低库存", "单位", "补货工单"];
const MOVEMENTS: [&str; 8] = ["备件编码", "备件", "类型", "数量", "结存", "工单", "原因", "时间"];
const TAKINGS: [&str; 7] = ["盘点", "对象", "开始时间", "完成时间", "应盘", "已盘", "有差异"];

/// Assets and spares.
pub(crate) struct Assets;

/// What is told of.
struct Known {
    stock: Vec<ReportedStock>,
    entries: Vec<ReportedEntry>,
    spares: Vec<ReportedSpare>,
    movements: Vec<ReportedMovement>,
    takings: Vec<ReportedTaking>,
}

#[async_trait]
impl ReportSource for Assets {
    fn code(&self) -> &'static str {
        "assets.assets"
    }

    fn title(&self) -> &'static str {
        "资产与备件管理"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        if ask.subject.is_some() {
            return Ok(None);
        }
        let day = zone::start_of_day(ask.to.min(zone::local_date(app.env().now())));
        let contract = match app.state::<Registry>().shown(tx, ask.contract, day).await {
            Ok(Some(contract)) => contract,
            Err(RegistryError::Db(error)) => return Err(error),
            Ok(None) | Err(_) => return Ok(None),
        };
        let known = Known::read(tx, ask).await?;
        let clauses =
            contract.model.asset_rules.iter().filter(|rule| ask.wants(&rule.works)).map(|rule| rule.clause.clone());
        let clauses: Vec<String> = clauses.collect();
        let asked = !clauses.is_empty() || contract.model.assets.iter().any(|asset| ask.wants(&asset.works));
        if !asked && known.is_empty() {
            return Ok(None);
        }
        Ok(Some(known.section(Section::of(self), &clauses)))
    }
}

impl Known {
    async fn read(tx: &mut Tx, ask: &ReportAsk) -> Result<Self, DbError> {
        let span: (DateTime<Utc>, DateTime<Utc>) =
            (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)));
        let mut known = Self {
            stock: reported_stock(tx, ask.contract).await?,
            entries: reported_entries(tx, ask.contract, span).await?,
            spares: reported_spares(tx, ask.contract).await?,
            movements: reported_movements(tx, ask.contract, span).await?,
            takings: reported_takings(tx, ask.contract, span).await?,
        };
        let wants = |work: &Option<String>| ask.wants(work.as_slice());
        known.stock.retain(|one| one.work.is_empty() || ask.wants(std::slice::from_ref(&one.work)));
        known.entries.retain(|one| wants(&one.work));
        known.spares.retain(|one| wants(&one.work));
        known.movements.retain(|one| wants(&one.work));
        known.takings.retain(|one| wants(&one.work));
        Ok(known)
    }

    fn is_empty(&self) -> bool {
        self.stock.is_empty() && self.spares.is_empty() && self.takings.is_empty()
    }

    fn section(&self, mut section: Section, clauses: &[String]) -> Section {
        let there: i64 = self.stock.iter().filter(|one| one.state.is_there()).map(|one| one.n).sum();
        let note = if clauses.is_empty() {
            "不含已报废和盘亏的".to_owned()
        } else {
            format!("不含已报废和盘亏的；合同要求见{}", clauses.join("、"))
        };
        let below = self.spares.iter().filter(|spare| spare.stock < spare.minimum).collect::<Vec<_>>();
        let closed = self.takings.iter().filter(|taking| taking.state == TakingState::Closed).collect::<Vec<_>>();
        section
            .figure(Figure::new("assets", "登记资产", there).noted(note))
            .counted(
                "changes",
                "资产变动",
                Some("登记、变更、移动、维修和更换部件".to_owned()),
                &ENTRIES,
                self.entries.iter().map(entry).collect(),
            )
            .counted("spares", "备件种类", None, &SPARES, self.spares.iter().map(spare).collect())
            .counted("below", "低于最低库存的备件", None, &SPARES, below.iter().map(|one| spare(one)).collect())
            .counted("movements", "备件出入库", None, &MOVEMENTS, self.movements.iter().map(movement).collect())
            .counted("takings", "完成的盘点", None, &TAKINGS, closed.iter().map(|one| taking(one)).collect());
        self.tables(&mut section);
        for one in below.iter().take(20) {
            let text =
                format!("备件“{}”库存 {} {}，低于最低库存 {}，建议补充。", one.name, one.stock, one.unit, one.minimum);
            section.hint(HintPart::Suggestion, text, format!("/spares?spare={}", one.id));
        }
        section
    }

    fn tables(&self, section: &mut Section) {
        let mut groups: BTreeMap<(&str, &str), [i64; 2]> = BTreeMap::new();
        for one in &self.stock {
            let [n, quantity] = groups.entry((one.level.label(), one.state.label())).or_default();
            *n += one.n;
            *quantity += one.quantity;
        }
        let rows: Vec<Row> = groups
            .into_iter()
            .map(|((level, state), counts)| {
                let said = [Value::from(level), Value::from(state)];
                Row::of(said.into_iter().chain(counts.map(Value::Count)).collect())
            })
            .collect();
        let sum = |at: usize| {
            Value::Count(rows.iter().map(|row| if let Value::Count(n) = row.cells[at] { n } else { 0 }).sum())
        };
        let total = (rows.len() <= TEXT_ROWS_MOST).then(|| vec!["合计".into(), Value::Empty, sum(2), sum(3)]);
        let mut table = Table::of("stock", "资产现状", &["台账", "状态", "资产", "数量"], rows);
        table.total = total;
        section.told(table);
        section.told(Table::of("change_list", "资产变动明细", &ENTRIES, self.entries.iter().map(entry).collect()));
        let low = self.spares.iter().filter(|one| one.stock < one.minimum).map(spare).collect();
        section.told(Table::of("low_list", "低于最低库存的备件", &SPARES, low));
        section.told(Table::of(
            "movement_list",
            "备件出入库明细",
            &MOVEMENTS,
            self.movements.iter().map(movement).collect(),
        ));
        section.told(Table::of("taking_list", "盘点情况", &TAKINGS, self.takings.iter().map(taking).collect()));
    }
}

fn entry(one: &ReportedEntry) -> Row {
    let kind = match one.kind {
        EntryKind::Registered => "登记",
        EntryKind::Changed => "变更",
        EntryKind::Moved => "移动",
        EntryKind::Repaired => "维修",
        EntryKind::Inspected => "巡检",
        EntryKind::Ticket => "工单",
        EntryKind::Counted => "盘点",
        EntryKind::Note => "备注",
        EntryKind::Part => "更换部件",
    };
    let cells = vec![
        one.code.clone().into(),
        one.name.clone().into(),
        kind.into(),
        one.text.clone().into(),
        one.at.into(),
        one.by_name.clone().into(),
    ];
    Row::to(cells, format!("/assets/{}", one.id), "/portal/assets")
}

fn spare(one: &ReportedSpare) -> Row {
    let cells = vec![
        one.code.clone().into(),
        one.name.clone().into(),
        Value::Count(one.stock),
        Value::Count(one.minimum),
        one.unit.clone().into(),
        one.ticket_number.clone().into(),
    ];
    Row::to(cells, format!("/spares?spare={}", one.id), "/portal/assets")
}

fn movement(one: &ReportedMovement) -> Row {
    let cells = vec![
        one.code.clone().into(),
        one.name.clone().into(),
        one.kind.label().into(),
        Value::Count(one.delta),
        Value::Count(one.stock),
        one.ticket_number.clone().into(),
        one.reason.clone().into(),
        one.at.into(),
    ];
    Row::to(cells, format!("/spares?spare={}", one.id), "/portal/assets")
}

fn taking(one: &ReportedTaking) -> Row {
    let what = match one.of_what {
        TakingOf::Assets => "资产",
        TakingOf::Spares => "备件",
    };
    let cells = vec![
        one.title.clone().into(),
        what.into(),
        one.started_at.into(),
        one.closed_at.map_or_else(|| "进行中".into(), Value::Moment),
        Value::Count(one.lines),
        Value::Count(one.counted),
        Value::Count(one.different),
    ];
    Row::to(cells, format!("/stock-takings/{}", one.id), "/portal/assets")
}
