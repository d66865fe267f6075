//! What this module contributes to reports.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::desk::version_on;
use jianyue_platform::{
    App, DbError, Tx,
    duties::DutyState,
    reports::{HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;
use uuid::Uuid;

use crate::{
    model::PeriodState,
    policy::rules,
    store::{
        item::items_count,
        period::{PeriodRow, period_of_days},
        phase::{PhaseRow, phases_of},
        works_of,
    },
};

/// Special periods that share a day with a period of reports.
pub(crate) struct Periods;

#[async_trait]
impl ReportSource for Periods {
    fn code(&self) -> &'static str {
        "assurance.periods"
    }

    fn title(&self) -> &'static str {
        "特殊时期保障"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let version = version_on(app, tx, ask.contract, ask.to).await?;
        let clauses: Vec<String> = version
            .iter()
            .flat_map(|version| rules::rules(&version.model))
            .filter(|rule| !rule.phases.is_empty() && ask.wants(&rule.works))
            .map(|rule| rule.clause)
            .collect();
        let mut rows = period_of_days(tx, ask.contract, (ask.from, ask.to)).await?;
        rows.retain(|row| row.state == PeriodState::Confirmed && ask.wants(&works_of(&row.works)));
        if rows.is_empty() && clauses.is_empty() {
            return Ok(None);
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let (phases, counts) = if ids.is_empty() {
            (Vec::new(), BTreeMap::new())
        } else {
            (phases_of(tx, ids.iter().copied()).await?, items_count(tx, ids).await?)
        };
        let today = zone::local_date(app.env().now()).min(ask.to);
        let note = (!clauses.is_empty()).then(|| format!("甲方确认、与本期有重叠的；合同条款 {}", clauses.join("；")));
        let mut section = Section::of(self);
        declared(&mut section, &rows, note);
        if rows.is_empty() {
            return Ok(Some(section));
        }
        worked(&mut section, &rows, (&phases, &counts), today);
        Ok(Some(section))
    }
}

fn declared(section: &mut Section, rows: &[PeriodRow], note: Option<String>) {
    let listed = |wanted: &dyn Fn(&PeriodRow) -> bool| -> Vec<Row> {
        let of = rows.iter().filter(|row| wanted(row));
        of.map(|row| {
            let cells = vec![
                row.title.as_str().into(),
                row.occasion.label().into(),
                row.from_on.into(),
                row.to_on.into(),
                if row.no_release { "是" } else { "否" }.into(),
                row.confirmed_name.clone().into(),
            ];
            Row::to(cells, format!("/assurance/{}", row.id), format!("/portal/assurance/{}", row.id))
        })
        .collect()
    };
    let columns = ["名称", "事由", "开始", "结束", "禁止发布", "甲方确认人"];
    section.counted("periods", "特殊时期", note, &columns, listed(&|_| true));
    section.counted("freezes", "其中禁止发布", None, &columns, listed(&|row| row.no_release));
}

fn worked(
    section: &mut Section,
    rows: &[PeriodRow],
    (phases, counts): (&[PhaseRow], &BTreeMap<Uuid, (i64, i64)>),
    today: NaiveDate,
) {
    let names: BTreeMap<Uuid, &PeriodRow> = rows.iter().map(|row| (row.id, row)).collect();
    let stands = |phase: &PhaseRow| {
        DutyState::on(today, phase.from_on, Some(phase.to_on), phase.done_on.filter(|day| *day <= today))
    };
    let listed = |wanted: &dyn Fn(&PhaseRow) -> bool| -> Vec<Row> {
        let of = phases.iter().filter(|row| wanted(row)).filter_map(|row| Some((row, names.get(&row.period_id)?)));
        of.map(|(row, period)| {
            let (items, ticked) = counts.get(&row.id).copied().unwrap_or_default();
            let state = match stands(row) {
                DutyState::Done => "按期完成",
                DutyState::DoneLate => "逾期完成",
                DutyState::Missed => "逾期未完成",
                DutyState::Coming => "未开始",
                _ => "进行中",
            };
            let cells = vec![
                period.title.as_str().into(),
                row.phase.label().into(),
                row.from_on.into(),
                row.to_on.into(),
                items.into(),
                ticked.into(),
                row.done_on.into(),
                state.into(),
                row.summary.clone().into(),
            ];
            Row::to(cells, format!("/assurance/{}", period.id), format!("/portal/assurance/{}", period.id))
        })
        .collect()
    };
    let columns = ["特殊时期", "阶段", "开始", "期限", "事项", "已办", "完成日期", "状态", "小结"];
    let all = listed(&|_| true);
    section.counted(
        "phases",
        "保障阶段",
        Some("每个特殊时期分保障前、保障中、保障后".to_owned()),
        &columns,
        all.clone(),
    );
    let done = |row: &PhaseRow| matches!(stands(row), DutyState::Done | DutyState::DoneLate);
    section.counted("done", "已完成阶段", None, &columns, listed(&done));
    let late = |row: &PhaseRow| matches!(stands(row), DutyState::Missed | DutyState::DoneLate);
    section.counted("late", "逾期阶段", None, &columns, listed(&late));
    section.told(Table::of("phases", "各阶段完成情况", &columns, all));
    for row in phases {
        let Some((summary, period)) = row.summary.as_ref().zip(names.get(&row.period_id)) else { continue };
        let text = format!("{}{}：{summary}", period.title, row.phase.label());
        section.hint(HintPart::Work, text, format!("/assurance/{}", period.id));
    }
}
