//! What this module contributes to reports.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::desk::version_on;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use crate::{
    model::{LetterKind, LetterSide, LetterState},
    policy::{rules, steps::late},
    store::{letter::LetterRow, list::letter_sent},
};

/// Letters that were sent in a period.
pub(crate) struct Letters;

const COLUMNS: [&str; 8] = ["编号", "类别", "发函方", "事由", "发出日期", "期限", "完成日期", "状态"];

#[async_trait]
impl ReportSource for Letters {
    fn code(&self) -> &'static str {
        "letters.exchange"
    }

    fn title(&self) -> &'static str {
        "往来函件"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let version = version_on(app, tx, ask.contract, ask.to).await?;
        let asked = version.is_some_and(|version| !rules::rules(&version.model, |works| ask.wants(works)).is_empty());
        let mut rows = letter_sent(tx, ask.contract, (ask.from, ask.to)).await?;
        rows.retain(|row| ask.wants(&row.works.0));
        if rows.is_empty() && !asked {
            return Ok(None);
        }
        let today = zone::local_date(app.env().now()).min(ask.to);
        let mut section = Section::of(self);
        figures(&mut section, &rows, today);
        Ok(Some(section))
    }
}

fn listed<'a>(rows: impl IntoIterator<Item = &'a LetterRow>) -> Vec<Row> {
    rows.into_iter()
        .map(|row| {
            let cells = vec![
                row.number.as_str().into(),
                row.kind.name().into(),
                row.direction.name().into(),
                row.subject.as_str().into(),
                row.sent_on.into(),
                row.due_on.into(),
                row.done_on.into(),
                row.state.name().into(),
            ];
            Row::to(cells, format!("/letters/{}", row.id), format!("/portal/letters/{}", row.id))
        })
        .collect()
}

fn figures(section: &mut Section, rows: &[LetterRow], today: NaiveDate) {
    let kept: Vec<&LetterRow> = rows.iter().filter(|row| row.state != LetterState::Withdrawn).collect();
    let of = |wanted: &dyn Fn(&LetterRow) -> bool| listed(kept.iter().copied().filter(|row| wanted(row)));
    let n = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    let all = of(&|_| true);
    section.counted("letters", "往来函件", Some("按发出日期计，不含已撤回".to_owned()), &COLUMNS, all.clone());
    if kept.is_empty() {
        return;
    }
    section.counted("from_client", "甲方来函", None, &COLUMNS, of(&|row| row.direction == LetterSide::Client));
    let kinds = [
        ("claims", "索赔", LetterKind::Claim),
        ("force_majeure", "不可抗力", LetterKind::ForceMajeure),
        ("notices", "通知", LetterKind::Notice),
        ("consents", "需对方同意", LetterKind::Consent),
    ];
    for (key, label, kind) in kinds {
        section.counted(key, label, None, &COLUMNS, of(&|row| row.kind == kind));
    }
    let owed: Vec<&LetterRow> = kept.iter().copied().filter(|row| row.due_on.is_some()).collect();
    let behind: Vec<&LetterRow> = owed.iter().copied().filter(|row| late(row, today)).collect();
    let share = Value::share(n(owed.len()) - n(behind.len()), n(owed.len()));
    let mut figure = Figure::new("in_time", "按期率", share).noted(format!("合同有期限的函件 {} 件", owed.len()));
    if !behind.is_empty() {
        figure = figure.counts("late");
    }
    section.figure(figure);
    section.counted("late", "超过合同期限", None, &COLUMNS, listed(behind));
    let columns = ["编号", "事由", "起", "止", "同意人"];
    let held = kept.iter().filter(|row| row.pause_from.is_some()).map(|row| {
        let cells = vec![
            row.number.as_str().into(),
            row.subject.as_str().into(),
            row.pause_from.into(),
            row.pause_ended.map(zone::local_date).or(row.pause_until).into(),
            row.pause_by.clone().into(),
        ];
        Row::to(cells, format!("/letters/{}", row.id), format!("/portal/letters/{}", row.id))
    });
    section.counted("pauses", "经同意顺延期限", None, &columns, held.collect());
    section.told(Table::of("list", "往来函件", &COLUMNS, all));
    for row in kept.iter().filter(|row| row.kind == LetterKind::ForceMajeure) {
        section.hint(HintPart::Cause, format!("{}：{}", row.subject, row.text), format!("/letters/{}", row.id));
    }
}
