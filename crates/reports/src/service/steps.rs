//! Reports are submitted, taken back, questioned, accepted and corrected.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::Permission;
use jianyue_platform::{Tx, events, form::Form};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Deed,
    composing::{pack, unpack},
    drafting::{compose_plan, overlay, plan_of},
    end_of, keep, readable,
    reading::{detail, review_end},
    review_clause, stale,
};
use crate::{
    error::ReportError,
    model::{
        AcceptanceTakenBack, AcceptedHow, EntryWhat, ReportAccepted, ReportDetail, ReportQuestioned, ReportState,
        ReportSubmitted, SilenceMeans, Snapshot, StepName,
    },
    permissions::{READ, REVIEW, SUBMIT},
    policy::{
        difference::{difference, summary},
        narrative::{asks_for_words, day},
        steps::{late, possible, silent},
    },
    store::{
        report::{Maybe, ReportRow, draft_keep, report_find, report_lock},
        version::{
            CommentRow, Frozen, comment_answer, comment_insert, snapshot_find, version_insert, version_list,
            version_withdraw,
        },
    },
};

/// The most characters of a remark.
const TEXT: usize = 2000;
/// The most questions at once.
const QUESTIONS: usize = 50;

/// What is said with a step.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = ReportStepText)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// In words; taking back and correcting need it.
    #[serde(default)]
    pub text: Option<String>,
}

/// What the client asks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ReportQuestions)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// At least one.
    pub comments: Vec<Question>,
}

/// Something that the client asks.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ReportQuestion)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The section's code or the part's key; absent or empty for the whole report.
    #[serde(default)]
    pub section: String,
    /// What is asked.
    pub text: String,
}

/// What is submitted: composed and frozen before the transaction that keeps it.
#[derive(Clone, Debug)]
pub struct Ready {
    draft: Snapshot,
    kept: Frozen,
    frozen: Frozen,
    difference: Option<String>,
}

/// The report as it was read, when the caller may do `step`.
async fn allowed(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    (step, needed): (StepName, &Permission),
    row: Option<ReportRow>,
) -> Result<ReportRow, ReportError> {
    let row = readable(desk, row)?;
    desk.require(&READ, needed, row.contract(), &row.works.0)?;
    if row.version != version {
        return Err(stale(tx, desk, id).await?);
    }
    if !possible(&row, step, desk.today()) {
        return Err(refused(desk, &row, step));
    }
    if matches!(step, StepName::Accept | StepName::Question) && row.submitted_by == Some(desk.by.person.0) {
        let text = format!("这份报告是您提交的，不能由您审核（{}）。请甲方另一位经办人审核。", review_clause(&row));
        return Err(Refusal::rule("own_report", text).into());
    }
    Ok(row)
}

async fn take(
    tx: &mut Tx,
    desk: Desk<'_>,
    place: (Uuid, i64),
    step: (StepName, &Permission),
) -> Result<ReportRow, ReportError> {
    let row = report_lock(tx, place.0).await?;
    allowed(tx, desk, place, step, row).await
}

/// Why a step is not possible now.
fn refused(desk: Desk<'_>, row: &ReportRow, step: StepName) -> ReportError {
    let today = desk.today();
    if let Some(by) = row.review_by.filter(|_| silent(row, today)) {
        let clause = review_clause(row);
        let text = format!("审核期限 {by} 24:00 已过，按合同 {clause} 视为通过。仍有问题的，请乙方发起更正。");
        return Refusal::rule("accepted_by_silence", text).into();
    }
    let text = match (step, row.state) {
        (StepName::Submit, ReportState::Draft | ReportState::Questioned) => {
            return Refusal::rule("period_runs", format!("报告期到 {} 才结束，结束后再提交。", row.to_on)).into();
        }
        (StepName::Submit, _) => "报告已经提交。",
        (StepName::Withdraw, _) => "只有已提交、甲方还没有审核的报告可以撤回。",
        (StepName::Accept | StepName::Question, ReportState::Accepted) => "报告已经接受。",
        (StepName::Accept | StepName::Question, _) => "乙方正在修改这份报告，提交新版后再审核。",
        (StepName::Correct, _) => "只有已接受的报告需要更正；未审核的可以撤回后修改。",
        (StepName::Edit | StepName::Recompose, _) => "报告已经提交，不能修改。",
    };
    Refusal::state(text).into()
}

/// Composes the report anew and freezes it, for [`submit`].
pub async fn ready(tx: &mut Tx, desk: Desk<'_>, (id, version): (Uuid, i64)) -> Result<Ready, ReportError> {
    let row = report_find(tx, id).await?;
    let row = allowed(tx, desk, (id, version), (StepName::Submit, &SUBMIT), row).await?;
    let plan = plan_of(desk.app, tx, &row).await?;
    let draft = compose_plan(tx, desk, &plan).await?;
    let open = draft.parts.iter().filter(|part| asks_for_words(&part.key) && !row.edits.0.contains_key(&part.key));
    let open: Vec<&str> = open.map(|part| part.heading.as_str()).collect();
    if !open.is_empty() {
        let text = format!("合同 {} 要求报告包含“{}”，还没有填写。请填写后再提交。", row.clause, open.join("”、“"));
        return Err(Refusal::rule("part_missing", text).into());
    }
    let kept = pack(&draft)?;
    let mut last = draft.clone();
    overlay(&mut last, &row);
    let before = version_list(tx, id).await?.into_iter().find(|one| one.withdrawn_at.is_none());
    let difference = match before {
        Some(before) => {
            let bytes = snapshot_find(tx, id, before.no).await?.ok_or(Refusal::NotFound)?;
            Some(summary(&difference(&unpack(&bytes)?.0, &last)))
        }
        None => None,
    };
    Ok(Ready { frozen: pack(&last)?, draft, kept, difference })
}

/// Submits the report: what is ready becomes its next version, and the review begins.
pub async fn submit(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    ready: Ready,
) -> Result<ReportDetail, ReportError> {
    let mut row = take(tx, desk, (id, version), (StepName::Submit, &SUBMIT)).await?;
    let (now, today) = (desk.now(), desk.today());
    let compiled = desk.version(tx, row.contract(), row.from_on).await?;
    row.submitted_version += 1;
    let no = row.submitted_version;
    let digest = ready.frozen.digest.clone();
    version_insert(tx, (id, no), ready.frozen, ready.difference, (now, desk.by.person.0, &desk.by.name)).await?;
    draft_keep(tx, id, Some(ready.kept.bytes)).await?;
    comment_answer(tx, id, no).await?;
    row.state = ReportState::Submitted;
    (row.composed_at, row.to_on) = (ready.draft.facts.composed_at, ready.draft.facts.to);
    if row.handed_in_on.is_none() {
        (row.handed_in_on, row.handed_in_no) = (Some(today), Some(no));
    }
    row.submitted_at = Some(now);
    (row.submitted_by, row.submitted_name) = (Some(desk.by.person.0), Some(desk.by.name.clone()));
    row.review_by = review_end(&row, &compiled, today);
    (row.near_told, row.overdue_told) = (false, false);
    let deed = Deed { facts: json!({ "digest": digest }), ..Deed::of(EntryWhat::Submitted, "reports.submit", None) };
    keep(tx, desk, &mut row, deed).await?;
    let event = ReportSubmitted {
        report_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        works: row.works.0.clone(),
        from: row.from_on,
        to: row.to_on,
        version: no,
        on: row.handed_in_on.unwrap_or(today),
        due_on: row.due_on,
        late: late(&row, today),
        side: "client",
        title: row.title.clone(),
        text: asks_for_review(&row),
        clause: review_clause(&row).to_owned(),
        due_at: row.review_by.map(end_of),
        by: desk.by.person.0,
        at: now,
    };
    events::record(tx, desk.env, &event).await?;
    detail(tx, desk, &row).await
}

/// What the client is asked to do, and what silence means.
pub(super) fn asks_for_review(row: &ReportRow) -> String {
    match (row.review_by, row.silence.0) {
        (Some(by), Some(SilenceMeans::Accepted)) => {
            format!("请在 {} 24:00 前审核；到期没有意见的，按合同视为通过。", day(by))
        }
        (Some(by), _) => format!("请在 {} 前审核；合同没有约定到期不答复的后果。", day(by)),
        (None, _) => "请查阅；合同没有约定审核期限。".to_owned(),
    }
}

/// Takes the report back before the client has answered.
pub async fn withdraw(
    tx: &mut Tx,
    desk: Desk<'_>,
    place: (Uuid, i64),
    said: Text,
) -> Result<ReportDetail, ReportError> {
    let mut row = take(tx, desk, place, (StepName::Withdraw, &SUBMIT)).await?;
    let reason = required("撤回原因", said.text.as_deref())?;
    version_withdraw(tx, row.id, row.submitted_version, desk.now()).await?;
    if row.handed_in_no == Some(row.submitted_version) {
        (row.handed_in_on, row.handed_in_no) = (None, None);
    }
    row.state = ReportState::Draft;
    row.review_by = None;
    keep(tx, desk, &mut row, Deed::of(EntryWhat::Withdrawn, "reports.withdraw", Some(&reason))).await?;
    detail(tx, desk, &row).await
}

fn required(name: &str, text: Option<&str>) -> Result<String, ReportError> {
    let mut form = Form::default();
    let text = form.required("text", name, text.unwrap_or_default(), TEXT);
    form.done()?;
    Ok(text)
}

/// The client asks something: the vendor works on the next version.
pub async fn question(
    tx: &mut Tx,
    desk: Desk<'_>,
    place: (Uuid, i64),
    asked: Questions,
) -> Result<ReportDetail, ReportError> {
    let mut row = take(tx, desk, place, (StepName::Question, &REVIEW)).await?;
    let bytes = snapshot_find(tx, row.id, row.submitted_version).await?.ok_or(Refusal::NotFound)?;
    let (snapshot, _) = unpack(&bytes)?;
    let mut form = Form::default();
    if asked.comments.is_empty() || asked.comments.len() > QUESTIONS {
        form.wrong("comments", format!("请写 1 至 {QUESTIONS} 条意见"));
    }
    let mut comments = Vec::new();
    for one in asked.comments.iter().take(QUESTIONS) {
        let heading = heading(&snapshot, &one.section);
        if heading.is_none() {
            form.wrong("comments", format!("报告中没有“{}”这一节", one.section));
        }
        let row = CommentRow {
            no: row.submitted_version,
            section: one.section.clone(),
            heading: heading.unwrap_or_default(),
            text: form.required("comments", "意见", &one.text, TEXT),
            by_name: desk.by.name.clone(),
            at: desk.now(),
            answered: None,
        };
        comments.push((desk.env.id(), row));
    }
    form.done()?;
    let text = comments.iter().map(|(_, one)| format!("{}：{}", one.heading, one.text)).collect::<Vec<_>>().join("；");
    comment_insert(tx, row.id, comments).await?;
    row.state = ReportState::Questioned;
    row.review_by = None;
    keep(tx, desk, &mut row, Deed::of(EntryWhat::Questioned, "reports.question", Some(&text))).await?;
    let event = ReportQuestioned {
        report_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        version: row.submitted_version,
        side: "vendor",
        title: row.title.clone(),
        text,
        clause: review_clause(&row).to_owned(),
        by: desk.by.person.0,
        at: desk.now(),
    };
    events::record(tx, desk.env, &event).await?;
    detail(tx, desk, &row).await
}

/// What the section or part of this key is called.
fn heading(snapshot: &Snapshot, key: &str) -> Option<String> {
    if key.is_empty() {
        return Some("全文".to_owned());
    }
    let section = snapshot.sections.iter().find(|section| section.code == key).map(|section| section.title.clone());
    section.or_else(|| snapshot.parts.iter().find(|part| part.key == key).map(|part| part.heading.clone()))
}

/// The client accepts the report.
pub async fn accept(tx: &mut Tx, desk: Desk<'_>, place: (Uuid, i64), said: Text) -> Result<ReportDetail, ReportError> {
    let mut row = take(tx, desk, place, (StepName::Accept, &REVIEW)).await?;
    let mut form = Form::default();
    let text = form.optional("text", "审核意见", said.text.as_deref(), TEXT);
    form.done()?;
    row.state = ReportState::Accepted;
    row.accepted_at = Some(desk.now());
    row.accepted_how = Maybe(Some(AcceptedHow::ByClient));
    row.accepted_name = Some(desk.by.name.clone());
    draft_keep(tx, row.id, None).await?;
    keep(tx, desk, &mut row, Deed::of(EntryWhat::Accepted, "reports.accept", text.as_deref())).await?;
    let text = text.map_or_else(|| "甲方已接受。".to_owned(), |text| format!("甲方已接受：{text}"));
    tell_accepted(tx, desk, &row, text).await?;
    detail(tx, desk, &row).await
}

/// Tells others that a report is accepted.
pub(super) async fn tell_accepted(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &ReportRow,
    text: String,
) -> Result<(), ReportError> {
    let (Some(at), Some(how)) = (row.accepted_at, row.accepted_how.0) else { return Ok(()) };
    let by_silence = how == AcceptedHow::BySilence;
    let on = row.review_by.filter(|_| by_silence).unwrap_or_else(|| zone::local_date(at));
    let event = ReportAccepted {
        report_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        works: row.works.0.clone(),
        from: row.from_on,
        to: row.to_on,
        version: row.submitted_version,
        on,
        how,
        clause: review_clause(row).to_owned(),
        path: format!("/reports/{}", row.id),
        client_path: format!("/portal/reports/{}", row.id),
        side: "vendor",
        title: row.title.clone(),
        text,
        by: (!by_silence).then_some(desk.by.person.0),
        at,
    };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// Corrects an accepted report: its acceptance is taken back at once, and a new version is worked on.
pub async fn correct(tx: &mut Tx, desk: Desk<'_>, place: (Uuid, i64), said: Text) -> Result<ReportDetail, ReportError> {
    let mut row = take(tx, desk, place, (StepName::Correct, &SUBMIT)).await?;
    let reason = required("更正原因", said.text.as_deref())?;
    if row.state != ReportState::Accepted {
        let text = "这份报告刚刚按合同视为通过，正在登记。请过几分钟再发起更正。";
        return Err(Refusal::state(text).into());
    }
    let bytes = snapshot_find(tx, row.id, row.submitted_version).await?.ok_or(Refusal::NotFound)?;
    draft_keep(tx, row.id, Some(bytes)).await?;
    row.state = ReportState::Draft;
    row.accepted_at = None;
    row.accepted_how = Maybe(None);
    row.accepted_name = None;
    row.review_by = None;
    row.correction = Some(reason.clone());
    keep(tx, desk, &mut row, Deed::of(EntryWhat::Correcting, "reports.correct", Some(&reason))).await?;
    let event = AcceptanceTakenBack {
        report_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        works: row.works.0.clone(),
        from: row.from_on,
        to: row.to_on,
        version: row.submitted_version,
        reason,
        at: desk.now(),
    };
    events::record(tx, desk.env, &event).await?;
    detail(tx, desk, &row).await
}
