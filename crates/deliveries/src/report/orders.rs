//! Orders that were due in a period. They are counted by one grouped query; only late ones are listed one by one.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::Datelike;
use jianyue_contracts::{desk::version_on, model::Contract};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Chart, ChartKind, Figure, HintPart, ROWS_MOST, ReportAsk, ReportSource, Row, Section, Series, Table},
};
use jianyue_sla::zone;

use super::cited;
use crate::{
    policy::rules::{deliveries, works},
    store::order::{DayRow, OrderRow, order_days, orders_behind},
};

/// Orders by the last day on which they are in time.
pub(super) struct Orders;

#[async_trait]
impl ReportSource for Orders {
    fn code(&self) -> &'static str {
        "deliveries.orders"
    }

    fn title(&self) -> &'static str {
        "制卡与配送"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(version) = version_on(app, tx, ask.contract, ask.to).await? else { return Ok(None) };
        let model = &version.model;
        let mut days = order_days(tx, ask.contract, (ask.from, ask.to)).await?;
        days.retain(|day| ask.wants(works(model, &day.rule)));
        let rules: Vec<_> = deliveries(model).filter(|rule| ask.wants(&rule.works)).collect();
        if rules.is_empty() && days.is_empty() {
            return Ok(None);
        }
        let today = zone::local_date(app.env().now());
        let mut late = orders_behind(tx, ask.contract, (ask.from, ask.to.min(today)), today, ROWS_MOST + 1).await?;
        late.retain(|row| ask.wants(works(model, &row.rule)));
        let mut section = Section::of(self);
        let promise = rules.iter().find(|rule| rule.within.is_some()).map(|rule| cited(rule));
        figures(&mut section, (&days, &late), promise);
        by_rule(&mut section, &days, model);
        by_month(&mut section, &days);
        by_school(&mut section, &late);
        Ok(Some(section))
    }
}

fn sum(days: &[DayRow], of: fn(&DayRow) -> i64) -> i64 {
    days.iter().map(of).sum()
}

fn figures(section: &mut Section, (days, late): (&[DayRow], &[OrderRow]), promise: Option<String>) {
    let (all, open) = (sum(days, |day| day.orders), sum(days, |day| day.open));
    let note = promise.map_or("期限在期内的订单".to_owned(), |promise| format!("期限在期内的订单；{promise}"));
    section.figure(Figure::new("due", "期内应送达", all).noted(note));
    if all == 0 {
        return;
    }
    section.figure(Figure::new("delivered", "已送达", all - open).noted("含已取消"));
    let behind = i64::try_from(late.len()).unwrap_or(i64::MAX);
    let mut share = Figure::new("in_time", "按期送达率", Value::share(all - behind, all)).noted("未逾期 ÷ 应送达");
    if !late.is_empty() {
        share = share.counts("late");
    }
    section.figure(share);
    let columns = ["订单", "区", "学校", "缴费日期", "期限", "送达时间", "快递", "运单", "状态"];
    let rows = late.iter().map(|row| {
        let cells = vec![
            row.number.as_str().into(),
            row.district.clone().into(),
            row.school.clone().into(),
            row.paid_on.into(),
            row.due_on.into(),
            row.ended_at.into(),
            row.company.clone().into(),
            row.waybill.clone().into(),
            row.state.label().into(),
        ];
        let tail = format!("deliveries?contract={}&q={}&order={}", row.contract_id, row.number, row.id);
        Row::to(cells, format!("/{tail}"), format!("/portal/{tail}"))
    });
    let note = Some("逾期送达或仍未送达".to_owned());
    section.counted("late", "逾期", note, &columns, rows.collect());
}

fn by_rule(section: &mut Section, days: &[DayRow], model: &Contract) {
    let mut rules: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    for day in days {
        let line = rules.entry(&day.rule).or_default();
        for (sum, n) in line.iter_mut().zip([day.orders, day.orders - day.open, day.behind]) {
            *sum += n;
        }
    }
    let mut sums = [0; 3];
    let rows = rules.into_iter().map(|(id, line)| {
        for (sum, n) in sums.iter_mut().zip(line) {
            *sum += n;
        }
        let rule = model.duties.iter().find(|duty| duty.id == id);
        let title = rule.map_or(id, |rule| rule.title.as_str());
        let clause = rule.map(|rule| rule.clause.as_str());
        Row::of([title.into(), clause.into()].into_iter().chain(line.map(Value::Count)).collect())
    });
    let rows = rows.collect();
    let mut table = Table::of("rules", "按业务", &["业务", "合同条款", "应送达", "已送达", "逾期送达"], rows);
    table.total = Some(["合计".into(), Value::Empty].into_iter().chain(sums.map(Value::Count)).collect());
    section.told(table);
}

/// The month of a day's last day.
fn month(day: &DayRow) -> (i32, u32) {
    let on = day.due_on.unwrap_or(day.paid_on);
    (on.year(), on.month())
}

fn by_month(section: &mut Section, days: &[DayRow]) {
    let mut months: BTreeMap<(i32, u32), [i64; 2]> = BTreeMap::new();
    for day in days {
        let line = months.entry(month(day)).or_default();
        line[0] += day.orders - day.behind;
        line[1] += day.behind;
    }
    if months.len() < 2 {
        return;
    }
    let (most, late) =
        months.iter().map(|(month, line)| (*month, line[1])).max_by_key(|(_, late)| *late).unwrap_or_default();
    let title = if late == 0 {
        "各月没有逾期送达".to_owned()
    } else {
        format!("逾期送达最多的是 {} 年 {} 月（{late} 单）", most.0, most.1)
    };
    let series = |name: &str, at: usize| Series {
        name: name.to_owned(),
        values: months.values().map(|line| Some(line[at])).collect(),
    };
    section.charts.push(Chart {
        key: "months".to_owned(),
        title,
        unit: "单".to_owned(),
        kind: ChartKind::Stacked,
        labels: months.keys().map(|(year, month)| format!("{year}-{month:02}")).collect(),
        series: vec![series("其他", 0), series("逾期送达", 1)],
        decimals: 0,
    });
}

fn by_school(section: &mut Section, late: &[OrderRow]) {
    let mut companies: BTreeMap<&str, i64> = BTreeMap::new();
    for row in late {
        *companies.entry(row.company.as_deref().unwrap_or("未交快递")).or_default() += 1;
    }
    for (company, n) in companies {
        section.hint(HintPart::Cause, format!("逾期订单中 {n} 单为“{company}”"), "/deliveries?show=late");
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn an_order_without_a_term_belongs_to_the_month_of_its_payment() {
        let on = NaiveDate::from_ymd_opt(2024, 9, 30).unwrap();
        let day = DayRow { rule: String::new(), paid_on: on, due_on: None, orders: 1, open: 0, behind: 0 };
        assert_eq!(month(&day), (2024, 9));
    }
}
