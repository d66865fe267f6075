//! Trainings of a period.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::desk::version_on;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    duties::DutyState,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;
use uuid::Uuid;

use super::count;
use crate::{
    model::TrainingState,
    policy::training::{rules, standing},
    store::{
        attendee::{AttendanceRow, attendance},
        training::{TrainingRow, trainings_listed},
    },
};

/// Trainings whose agreed day lies in a period.
pub(super) struct Trainings;

const COLUMNS: [&str; 9] = ["培训", "对象", "地点", "讲师", "约定日期", "举办日期", "签到", "评分", "状态"];

#[async_trait]
impl ReportSource for Trainings {
    fn code(&self) -> &'static str {
        "staffing.trainings"
    }

    fn title(&self) -> &'static str {
        "培训"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let version = version_on(app, tx, ask.contract, ask.to).await?;
        let promise = version.as_ref().and_then(|version| {
            let rule = rules(&version.model).find(|rule| ask.wants(&rule.works))?;
            let times = rule.times.map_or(String::new(), |times| format!("，合同期内至少 {times} 次"));
            Some(format!("{}（{}）{times}", rule.title, rule.clause))
        });
        let mut rows = trainings_listed(tx, ask.contract, (ask.from, ask.to)).await?;
        rows.retain(|row| ask.wants(&row.works.0) && row.state != TrainingState::Cancelled);
        if rows.is_empty() && promise.is_none() {
            return Ok(None);
        }
        let today = zone::local_date(app.env().now()).min(ask.to);
        let counts = attendance(tx, rows.iter().map(|row| row.id)).await?;
        let counts: BTreeMap<Uuid, AttendanceRow> = counts.into_iter().map(|row| (row.training_id, row)).collect();
        let mut section = Section::of(self);
        figures(&mut section, &rows, (&counts, promise), today);
        Ok(Some(section))
    }
}

fn held(row: &TrainingRow) -> bool {
    matches!(row.state, TrainingState::Held | TrainingState::Confirmed)
}

fn figures(
    section: &mut Section,
    rows: &[TrainingRow],
    (counts, promise): (&BTreeMap<Uuid, AttendanceRow>, Option<String>),
    today: NaiveDate,
) {
    let counted = |row: &TrainingRow| counts.get(&row.id).copied().unwrap_or_default();
    let stands =
        |row: &TrainingRow| standing(row.state, (zone::local_date(row.created_at), row.due_on), row.held_on, today);
    let listed = |wanted: &dyn Fn(&TrainingRow) -> bool| -> Vec<Row> {
        let of = rows.iter().filter(|row| wanted(row));
        of.map(|row| {
            let told = counted(row);
            let average = (told.rated > 0).then(|| tenths(told.total, told.rated));
            let cells = vec![
                row.topic.as_str().into(),
                row.audience.as_str().into(),
                row.place.as_str().into(),
                row.trainer.as_str().into(),
                row.due_on.into(),
                row.held_on.into(),
                told.signed.into(),
                average.into(),
                row.state.name().into(),
            ];
            let client = format!("/portal/trainings?training={}", row.id);
            Row::to(cells, format!("/trainings/{}", row.id), client)
        })
        .collect()
    };
    let all = listed(&|_| true);
    section.counted("trainings", "应办培训", promise, &COLUMNS, all.clone());
    if rows.is_empty() {
        return;
    }
    section.counted("held", "已举办", None, &COLUMNS, listed(&held));
    let late = |row: &TrainingRow| matches!(stands(row), Some(DutyState::DoneLate | DutyState::Missed));
    section.counted("late", "逾期", Some("逾期举办或仍未举办".to_owned()), &COLUMNS, listed(&late));
    let sum =
        |of: fn(AttendanceRow) -> i64| rows.iter().filter(|row| held(row)).map(|row| of(counted(row))).sum::<i64>();
    let (signed, rated, total) = (sum(|row| row.signed), sum(|row| row.rated), sum(|row| row.total));
    section.figure(Figure::new("signed", "签到人次", signed));
    let average = if rated > 0 { Value::Text(tenths(total, rated)) } else { Value::Empty };
    section.figure(Figure::new("average", "平均评分", average).noted(format!("满分 5 分，{rated} 人次评价")));
    section.told(Table::of("list", format!("期内培训 {} 次", count(all.len())), &COLUMNS, all));
    for row in rows.iter().filter(|row| held(row)) {
        let text = format!("对{}开展“{}”培训，签到 {} 人", row.audience, row.topic, counted(row).signed);
        section.hint(HintPart::Work, text, format!("/trainings/{}", row.id));
    }
    for row in rows {
        if let Some(note) = &row.decision_note {
            section.hint(HintPart::Suggestion, format!("{}：{note}", row.topic), format!("/trainings/{}", row.id));
        }
    }
}

/// A mean to one digit, half up.
fn tenths(total: i64, of: i64) -> String {
    let tenths = (total * 20 / of.max(1) + 1) / 2;
    format!("{}.{}", tenths / 10, tenths % 10)
}
