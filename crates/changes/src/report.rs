//! What this module contributes to reports.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_contracts::{Letterhead, desk::version_on, model::DutyKind};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};

use crate::{
    model::{ChangeState, Urgency},
    store::{change::ChangeRow, listing::change_planned},
};

/// Changes whose window ended in a period.
pub(crate) struct Changes;

const COLUMNS: [&str; 8] = ["编号", "变更", "工作内容", "类别", "紧急程度", "窗口结束日", "发布时间", "结果"];

#[async_trait]
impl ReportSource for Changes {
    fn code(&self) -> &'static str {
        "changes.releases"
    }

    fn title(&self) -> &'static str {
        "变更与升级"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let version = version_on(app, tx, ask.contract, ask.to).await?;
        let mut rows = change_planned(tx, ask.contract, (ask.from, ask.to)).await?;
        rows.retain(|row| ask.wants(&row.works.0));
        let model = version.as_ref().map(|version| &version.model);
        let clause = model.and_then(|model| {
            let rule = model.duties.iter().find(|duty| duty.kind == DutyKind::Change && ask.wants(&duty.works))?;
            Some(format!("{}（{}）；按窗口结束日计", rule.title, rule.clause))
        });
        if rows.is_empty() && clause.is_none() {
            return Ok(None);
        }
        let head = model.map(|model| Letterhead::of(model, &ask.works)).unwrap_or_default();
        let mut section = Section::of(self);
        figures(&mut section, &rows, clause, &head);
        section.told(by_work(&rows, &head));
        let done: Vec<&ChangeRow> = rows.iter().filter(|row| row.released.is_some()).collect();
        section.told(Table::of("released", "期内发布的变更", &COLUMNS, listed(done, &head)));
        for row in &rows {
            hints(&mut section, row);
        }
        Ok(Some(section))
    }
}

fn taken_back(row: &ChangeRow) -> bool {
    row.outcome.as_ref().is_some_and(|outcome| !outcome.0.verified)
}

fn figures(section: &mut Section, rows: &[ChangeRow], clause: Option<String>, head: &Letterhead) {
    let of = |wanted: &dyn Fn(&ChangeRow) -> bool| listed(rows.iter().filter(|row| wanted(row)), head);
    let released = |row: &ChangeRow| row.released.is_some();
    let verified = |row: &ChangeRow| row.outcome.as_ref().is_some_and(|outcome| outcome.0.verified);
    let n =
        |wanted: &dyn Fn(&ChangeRow) -> bool| i64::try_from(rows.iter().filter(|row| wanted(row)).count()).unwrap_or(0);
    section.counted("planned", "变更", clause, &COLUMNS, of(&|_| true));
    if rows.is_empty() {
        return;
    }
    section.figure(Figure::new("released", "其中已发布", n(&released)));
    section.figure(
        Figure::new("verified", "验证通过率", Value::share(n(&verified), n(&released))).noted("验证通过 ÷ 已发布"),
    );
    section.counted("urgent", "紧急变更", None, &COLUMNS, of(&|row| row.urgency == Urgency::Emergency));
    section.counted("rolled_back", "回退", None, &COLUMNS, of(&taken_back));
    let missed = |row: &ChangeRow| matches!(row.state, ChangeState::Approved | ChangeState::Tested);
    let why = Some("已批准，窗口期内没有发布".to_owned());
    section.counted("unreleased", "未按窗口发布", why, &COLUMNS, of(&missed));
    let refused = |row: &ChangeRow| row.state == ChangeState::Refused;
    section.counted("refused", "甲方未批准", None, &COLUMNS, of(&refused));
    let note = Some("口头批准后还没有书面确认".to_owned());
    section.counted("unconfirmed", "待书面确认", note, &COLUMNS, of(&|row| row.unconfirmed));
}

fn listed<'a>(rows: impl IntoIterator<Item = &'a ChangeRow>, head: &Letterhead) -> Vec<Row> {
    rows.into_iter()
        .map(|row| {
            let result = match &row.outcome {
                Some(outcome) if outcome.0.verified => "验证通过",
                Some(_) => "已回退",
                None => row.state.name(),
            };
            let cells = vec![
                row.number.as_str().into(),
                row.title.as_str().into(),
                head.works(&row.works.0).into(),
                row.kind.name().into(),
                row.urgency.name().into(),
                row.due_on.into(),
                row.released.as_ref().map(|deed| deed.0.at).into(),
                result.into(),
            ];
            Row::to(cells, format!("/changes/{}", row.id), format!("/portal/changes/{}", row.id))
        })
        .collect()
}

/// A change of several works counts for each of them, so that there are no sums.
fn by_work(rows: &[ChangeRow], head: &Letterhead) -> Table {
    let mut works: BTreeMap<&str, [i64; 4]> = BTreeMap::new();
    for row in rows {
        for work in &row.works.0 {
            let line = works.entry(work).or_default();
            let marks =
                [true, row.released.is_some(), taken_back(row), row.urgency == Urgency::Emergency].map(i64::from);
            for (sum, mark) in line.iter_mut().zip(marks) {
                *sum += mark;
            }
        }
    }
    let rows = works.into_iter().map(|(work, line)| {
        let title: Value = head.works(&[work.to_owned()]).into();
        Row::of(std::iter::once(title).chain(line.map(Value::Count)).collect())
    });
    let title = "按工作内容（涉及几项的变更每项各计一次）";
    Table::of("works", title, &["工作内容", "变更", "已发布", "回退", "紧急"], rows.collect())
}

fn hints(section: &mut Section, row: &ChangeRow) {
    let path = format!("/changes/{}", row.id);
    let Some(outcome) = row.outcome.as_ref().map(|outcome| &outcome.0) else { return };
    let said = outcome.deed.note.as_deref().unwrap_or_default().trim();
    if outcome.verified {
        section.hint(HintPart::Work, format!("{}：{}", row.title, row.reason), path);
        return;
    }
    section.hint(HintPart::Cause, format!("{}回退：{said}", row.title), path.as_str());
    if !row.risk_note.trim().is_empty() {
        section.hint(HintPart::Prevention, format!("{}再次发布前：{}", row.title, row.risk_note.trim()), path);
    }
}
