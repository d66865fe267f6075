//! Weeks of money of a period.

use async_trait::async_trait;
use chrono::Days;
use jianyue_contracts::desk::version_on;
use jianyue_kernel::{Money as Fen, Value};
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use super::cited;
use crate::{
    model::WeekState,
    policy::rules::reconciliation,
    store::money::{WeekRow, weeks_between},
};

/// Weeks whose Sunday lies in a period.
pub(super) struct Money;

const COLUMNS: [&str; 8] = ["周", "订单", "订单金额", "支付金额", "票据金额", "缴库金额", "差异", "状态"];

#[async_trait]
impl ReportSource for Money {
    fn code(&self) -> &'static str {
        "deliveries.money"
    }

    fn title(&self) -> &'static str {
        "对账、票据与缴库"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(version) = version_on(app, tx, ask.contract, ask.to).await? else { return Ok(None) };
        let Some(rule) = reconciliation(&version.model).filter(|rule| ask.wants(&rule.works)) else { return Ok(None) };
        let today = zone::local_date(app.env().now());
        // A week belongs to the period in which its Sunday lies.
        let mondays = (ask.from - Days::new(6), ask.to - Days::new(6));
        let mut weeks = weeks_between(tx, ask.contract, &rule.id, mondays).await?;
        weeks.retain(|week| week.week_on + Days::new(6) < today);
        let mut section = Section::of(self);
        let of = |wanted: &dyn Fn(&WeekRow) -> bool| -> Vec<Row> {
            weeks.iter().filter(|row| wanted(row)).map(listed).collect()
        };
        let all = of(&|_| true);
        section.counted("weeks", "应对账周数", Some(format!("已结束的周；{}", cited(rule))), &COLUMNS, all.clone());
        section.counted("closed", "已办结", None, &COLUMNS, of(&|row| row.state == WeekState::Closed));
        section.counted("open", "未办结", None, &COLUMNS, of(&|row| row.state == WeekState::Open));
        let results = || weeks.iter().filter_map(|row| row.result.as_ref().map(|result| &result.0));
        let (paid, stored): (i64, i64) = results()
            .fold((0, 0), |(paid, stored), one| (paid + one.totals.payments_fen, stored + one.totals.transfers_fen));
        section.figure(Figure::new("paid", "支付金额", Fen::from_fen(paid)).noted("已办结的周之和"));
        section.figure(Figure::new("stored", "缴库金额", Fen::from_fen(stored)).noted("已办结的周之和"));
        let mut differences = Vec::new();
        for row in &weeks {
            for one in row.result.iter().flat_map(|result| &result.0.differences) {
                let cells = vec![
                    row.week_on.into(),
                    one.kind.label().into(),
                    Some(one.order_number.clone()).filter(|text| !text.is_empty()).into(),
                    Some(one.number.clone()).filter(|text| !text.is_empty()).into(),
                    Fen::from_fen(one.expected).into(),
                    Fen::from_fen(one.found).into(),
                ];
                differences.push(Row::to(cells, format!("/reconciliations/{}", row.id), client(row)));
            }
        }
        let columns = ["周一", "差异", "订单", "流水、票据或缴款书", "应有金额", "实有金额"];
        let note = Some("已办结的周中逐项说明过的差异".to_owned());
        section.counted("differences", "对账差异", note, &columns, differences);
        let mut table = Table::of("weeks", "各周对账", &COLUMNS, all);
        table.total = total(&table);
        section.told(table);
        for row in weeks.iter().filter(|row| row.state == WeekState::Open) {
            let text = format!("{} 起的一周对账尚未办结", row.week_on);
            section.hint(HintPart::Suggestion, text, format!("/reconciliations/{}", row.id));
        }
        Ok(Some(section))
    }
}

fn client(row: &WeekRow) -> String {
    format!("/portal/deliveries?contract={}", row.contract_id)
}

fn listed(row: &WeekRow) -> Row {
    let week = format!("{} 至 {}", row.week_on, row.week_on + Days::new(6));
    let mut cells: Vec<Value> = vec![week.into()];
    if let Some(result) = row.result.as_ref().map(|result| &result.0) {
        let totals = &result.totals;
        cells.push(totals.orders.into());
        let sums = [totals.orders_fen, totals.payments_fen, totals.receipts_fen, totals.transfers_fen];
        cells.extend(sums.map(|fen| Value::Money(Fen::from_fen(fen))));
        cells.push(i64::try_from(result.differences.len()).unwrap_or(i64::MAX).into());
        cells.push("已办结".into());
    } else {
        cells.extend(std::iter::repeat_n(Value::Empty, 6));
        cells.push("未办结".into());
    }
    Row::to(cells, format!("/reconciliations/{}", row.id), client(row))
}

/// The sums of what is told; nothing where the table is cut.
fn total(table: &Table) -> Option<Vec<Value>> {
    if table.rows.is_empty() || table.rows.len() > jianyue_platform::reports::TEXT_ROWS_MOST {
        return None;
    }
    let count = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        cells.map(|cell| if let Value::Count(n) = cell { *n } else { 0 }).sum::<i64>()
    };
    let money = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        Fen::from_fen(cells.map(|cell| if let Value::Money(money) = cell { money.fen() } else { 0 }).sum())
    };
    Some(vec![
        "合计".into(),
        count(1).into(),
        money(2).into(),
        money(3).into(),
        money(4).into(),
        money(5).into(),
        count(6).into(),
        Value::Empty,
    ])
}
