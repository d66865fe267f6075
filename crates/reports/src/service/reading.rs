//! Reports as they are shown.

use chrono::NaiveDate;
use jianyue_contracts::{
    Desk, Refusal,
    derive::day_after,
    model::{Fact, Instalment, Within},
    registry::{Compiled, Registry},
};
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    reports::{Row, Section},
    text::Query,
};
use jianyue_sla::zone;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{composing::unpack, drafting::draft_of, drafts, readable};
use crate::{
    error::ReportError,
    model::{
        Comment, Difference, Effect, Entry, PartShown, Report, ReportDetail, ReportState, ReviewShown, RowCount,
        Snapshot, StepName, VersionDetail, VersionShown,
    },
    permissions::{READ, REVIEW, SUBMIT, WRITE},
    policy::{
        difference::difference,
        house::house,
        narrative::{asks_for_words, hints},
        steps::{ALL, drafted, late, overdue, possible},
    },
    store::{
        entry::entry_list,
        list::{Asking, Wanted, report_list},
        report::{ReportRow, report_find},
        version::{VersionRow, comment_list, snapshot_find, version_list},
    },
};

/// Which reports are wanted.
#[derive(Clone, Debug, Default)]
pub struct ReportsRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one rule only.
    pub rule: Option<String>,
    /// In these states only; none means all.
    pub states: Vec<ReportState>,
    /// Only those that are late.
    pub late: bool,
    /// Only those with which the caller is to do something.
    pub waiting: bool,
    /// Only those whose period ends on this day or later.
    pub from: Option<NaiveDate>,
    /// Only those whose period ends on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Only those of these words.
    pub q: Option<String>,
    /// Which page.
    pub page: PageRequest,
}

/// Reports that the caller may read, those of the last period first.
pub async fn reports(tx: &mut Tx, desk: Desk<'_>, asked: ReportsRequest) -> Result<Page<Report>, ReportError> {
    let after = match asked.page.after::<2>()? {
        Some([day, id]) => {
            Some((day.parse::<NaiveDate>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let today = desk.today();
    let asking = Asking { read: desk.by.scope(&READ), write: desk.by.scope(&WRITE), review: desk.by.scope(&REVIEW) };
    let wanted = Wanted {
        contract: asked.contract,
        rule: asked.rule,
        states: asked.states,
        late_on: asked.late.then_some(today),
        waiting: asked.waiting,
        from: asked.from,
        to: asked.to,
        after,
        query: asked.q.as_deref().and_then(Query::parse),
    };
    let limit = asked.page.limit();
    let rows = report_list(tx, &asking, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.to_on.to_string(), row.id.to_string()]);
    let labels = desk.app.state::<Registry>().labels(tx).await?;
    let title = |id: ContractId| labels.iter().find(|label| label.id == id).map_or("", |label| label.title.as_str());
    Ok(page.map(|row| shown(&row, title(row.contract()), today)))
}

/// A report with what it holds.
pub async fn report(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<ReportDetail, ReportError> {
    let row = readable(desk, report_find(tx, id).await?)?;
    detail(tx, desk, &row).await
}

pub(super) async fn contract_title(app: &App, tx: &mut Tx, contract: ContractId) -> Result<String, ReportError> {
    let labels = app.state::<Registry>().labels(tx).await?;
    Ok(labels.iter().find(|label| label.id == contract).map(|label| label.title.clone()).unwrap_or_default())
}

/// Whether the caller is shown the draft and not what was submitted.
pub(super) fn sees_draft(desk: Desk<'_>, row: &ReportRow) -> bool {
    drafted(row) && drafts(desk, row)
}

/// What a version holds; the draft where none is named and the caller works on one.
pub(super) async fn held(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &ReportRow,
    version: Option<i64>,
) -> Result<(Snapshot, Option<String>), ReportError> {
    if version.is_none() && sees_draft(desk, row) {
        return Ok((draft_of(tx, row).await?, None));
    }
    let no = version.unwrap_or(row.submitted_version);
    let bytes = snapshot_find(tx, row.id, no).await?.ok_or(Refusal::NotFound)?;
    let (snapshot, digest) = unpack(&bytes)?;
    Ok((snapshot, Some(digest)))
}

pub(super) async fn detail(tx: &mut Tx, desk: Desk<'_>, row: &ReportRow) -> Result<ReportDetail, ReportError> {
    let today = desk.today();
    let draft = sees_draft(desk, row);
    let (snapshot, _) = held(tx, desk, row, None).await?;
    let parts = parts(&snapshot, draft.then_some(row));
    let compiled = desk.version(tx, row.contract(), row.from_on).await?;
    let versions = version_list(tx, row.id).await?.into_iter().map(version).collect();
    let comments = comment_list(tx, row.id).await?.into_iter().map(|row| Comment {
        no: row.no,
        section: row.section,
        heading: row.heading,
        text: row.text,
        by: row.by_name,
        at: row.at,
        answered: row.answered,
    });
    let entries = entry_list(tx, row.id).await?.into_iter();
    let entries = entries.map(|row| Entry { n: row.n, at: row.at, what: row.what, text: row.text, by: row.by_name });
    Ok(ReportDetail {
        report: shown(row, &compiled.title, today),
        draft,
        facts: snapshot.facts,
        parts,
        rows: counts(&snapshot.sections),
        sections: without_rows(snapshot.sections),
        versions,
        comments: comments.collect(),
        entries: entries.collect(),
        review: review(row),
        effects: effects(&compiled, row),
        correction: row.correction.clone(),
        allowed: allowed(desk, row),
    })
}

/// Everything that the caller may do now.
fn allowed(desk: Desk<'_>, row: &ReportRow) -> Vec<StepName> {
    let today = desk.today();
    let holds = |step: &StepName| {
        let needed = match step {
            StepName::Edit | StepName::Recompose => &WRITE,
            StepName::Submit | StepName::Withdraw | StepName::Correct => &SUBMIT,
            // Nobody judges what they handed in.
            StepName::Accept | StepName::Question if row.submitted_by == Some(desk.by.person.0) => return false,
            StepName::Accept | StepName::Question => &REVIEW,
        };
        desk.require(&READ, needed, row.contract(), &row.works.0).is_ok()
    };
    ALL.into_iter().filter(|step| possible(row, *step, today) && holds(step)).collect()
}

/// The parts of a snapshot; with the row, those of a draft.
fn parts(snapshot: &Snapshot, draft: Option<&ReportRow>) -> Vec<PartShown> {
    let shown = snapshot.parts.iter().map(|part| {
        let written = draft.is_some_and(|row| row.edits.0.contains_key(&part.key));
        let hint = house().part(&part.key).and_then(|part| part.hint);
        PartShown {
            key: part.key.clone(),
            heading: part.heading.clone(),
            text: part.text.clone(),
            written,
            missing: draft.is_some() && !written && asks_for_words(&part.key),
            hints: hint.map(|part| hints(&snapshot.sections, part)).unwrap_or_default().into_iter().cloned().collect(),
        }
    });
    shown.collect()
}

fn counts(sections: &[Section]) -> Vec<RowCount> {
    let tables = sections.iter().flat_map(|section| section.rows.iter().map(move |table| (section, table)));
    tables
        .map(|(section, table)| RowCount {
            section: section.code.clone(),
            key: table.key.clone(),
            title: table.title.clone(),
            count: table.rows.len(),
        })
        .collect()
}

fn without_rows(mut sections: Vec<Section>) -> Vec<Section> {
    for table in sections.iter_mut().flat_map(|section| &mut section.rows) {
        table.rows = Vec::new();
    }
    sections
}

fn version(row: VersionRow) -> VersionShown {
    VersionShown {
        no: row.no,
        submitted_at: row.submitted_at,
        by: row.by_name,
        digest: row.digest,
        difference_summary: row.difference,
        withdrawn_at: row.withdrawn_at,
    }
}

/// How a report is reviewed.
pub(super) fn review(row: &ReportRow) -> Option<ReviewShown> {
    let within = row.review_within.as_deref()?.parse::<Within>().ok()?;
    Some(ReviewShown {
        within: within.in_chinese(),
        clause: row.review_clause.clone(),
        silence: row.silence.0?,
        from: row.submitted_at.filter(|_| row.review_by.is_some()).map(zone::local_date),
        by: row.review_by,
    })
}

/// The last day of a review that begins on `day`, where the contract prints how long it is.
pub(super) fn review_end(row: &ReportRow, compiled: &Compiled, day: NaiveDate) -> Option<NaiveDate> {
    let within = row.review_within.as_deref()?.parse::<Within>().ok()?;
    day_after(day, within, compiled.time.calendar()).ok()
}

/// Payments that wait for accepted reports.
fn effects(compiled: &Compiled, row: &ReportRow) -> Vec<Effect> {
    let waits = compiled.model.payments.instalments.iter();
    let waits = waits.filter(|one| one.conditions.contains(&Fact::ReportsAccepted) && means(one, row));
    waits.map(|one| Effect { rule: one.id.clone(), clause: one.clause.clone(), title: one.title.clone() }).collect()
}

/// Whether an instalment that waits for reports means this one.
fn means(instalment: &Instalment, row: &ReportRow) -> bool {
    instalment.reports.as_ref().is_some_and(|awaited| {
        awaited.rules.contains(&row.rule)
            && row.to_on <= awaited.ended_by.0
            && awaited.ended_from.is_none_or(|from| from.0 <= row.to_on)
    })
}

/// A row as it is shown on `today`.
pub(super) fn shown(row: &ReportRow, contract_title: &str, today: NaiveDate) -> Report {
    Report {
        id: row.id,
        contract_id: row.contract_id,
        contract_title: contract_title.to_owned(),
        number: row.number.clone(),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        title: row.title.clone(),
        frequency: row.frequency.clone(),
        works: row.works.0.clone(),
        from: row.from_on,
        to: row.to_on,
        subject: Some(row.subject.clone()).filter(|subject| subject.starts_with('/')),
        state: row.state,
        submitted_version: row.submitted_version,
        due_on: row.due_on,
        handed_in_on: row.handed_in_on,
        late: late(row, today),
        submitted_at: row.submitted_at,
        review_by: row.review_by.filter(|_| row.state == ReportState::Submitted),
        review_overdue: overdue(row, today),
        silence: row.silence.0,
        accepted_at: row.accepted_at,
        accepted_how: row.accepted_how.0,
        updated_at: row.updated_at,
        version: row.version,
    }
}

/// A version that was submitted, with what it holds.
pub async fn report_version(tx: &mut Tx, desk: Desk<'_>, (id, no): (Uuid, i64)) -> Result<VersionDetail, ReportError> {
    let row = readable(desk, report_find(tx, id).await?)?;
    let found = version_list(tx, id).await?.into_iter().find(|one| one.no == no).ok_or(Refusal::NotFound)?;
    let (snapshot, _) = held(tx, desk, &row, Some(no)).await?;
    Ok(VersionDetail {
        version: version(found),
        parts: parts(&snapshot, None),
        rows: counts(&snapshot.sections),
        facts: snapshot.facts,
        sections: without_rows(snapshot.sections),
    })
}

/// What is different between two versions; without `to`, between a version and the draft.
pub async fn report_difference(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    (from, to): (i64, Option<i64>),
) -> Result<Vec<Difference>, ReportError> {
    let row = readable(desk, report_find(tx, id).await?)?;
    let (before, _) = held(tx, desk, &row, Some(from)).await?;
    let (after, _) = held(tx, desk, &row, to).await?;
    Ok(difference(&before, &after))
}

/// Which rows are wanted.
#[derive(Clone, Debug, Default)]
pub struct RowsRequest {
    /// The section's code.
    pub section: String,
    /// The key of its table.
    pub key: String,
    /// Of this version; else the draft or what was submitted last.
    pub version: Option<i64>,
    /// Which page.
    pub page: PageRequest,
}

/// Rows behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportRows)]
pub struct Rows {
    /// The caption.
    pub title: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// How many there are.
    pub count: usize,
    /// Some of them.
    pub items: Vec<Row>,
    /// Sums below the columns.
    pub total: Option<Vec<jianyue_kernel::Value>>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// The rows behind a figure, as they were frozen.
pub async fn rows(tx: &mut Tx, desk: Desk<'_>, id: Uuid, asked: RowsRequest) -> Result<Rows, ReportError> {
    let row = readable(desk, report_find(tx, id).await?)?;
    let begin = match asked.page.after::<1>()? {
        Some([n]) => n.parse::<usize>().map_err(|_| BadCursor)?,
        None => 0,
    };
    let (snapshot, _) = held(tx, desk, &row, asked.version).await?;
    let section = snapshot.sections.into_iter().find(|section| section.code == asked.section);
    let table = section.and_then(|section| section.rows.into_iter().find(|table| table.key == asked.key));
    let table = table.ok_or(Refusal::NotFound)?;
    let limit = asked.page.limit();
    let count = table.rows.len();
    let some: Vec<(usize, Row)> = table.rows.into_iter().enumerate().skip(begin).take(limit as usize + 1).collect();
    let page = Page::of(some, limit, |(n, _)| [(n + 1).to_string()]).map(|(_, row)| row);
    Ok(Rows {
        title: table.title,
        columns: table.columns,
        count,
        items: page.items,
        total: table.total,
        next: page.next,
    })
}
