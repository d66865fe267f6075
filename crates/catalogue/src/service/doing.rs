//! What was approved is done, checked by somebody else, and accepted by the client.

use axum::http::StatusCode;
use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{
    DbError, Problem, Tx, events,
    files::{NewFile, Record, attach, files_of},
    form::Form as Checks,
};
use serde::Deserialize;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    files::{KIND, SIGNATURE},
    shown::lacks,
    steps::{Deed, keep, own_work, stands, take},
};
use crate::{
    error::CatalogueError,
    model::{DutyProved, Figure, Missing, ProofRecord, Request, RequestState},
    permissions::{APPROVE, WORK},
    store::request::RequestRow,
};

/// What came of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ServiceResult)]
#[serde(deny_unknown_fields)]
pub struct Result {
    /// In words.
    pub note: String,
    /// Figures before and after, up to 50.
    #[serde(default)]
    pub figures: Vec<Figure>,
}

/// What a second person found.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ServiceCheck)]
#[serde(deny_unknown_fields)]
pub struct CheckResult {
    /// Whether it is as it should be.
    pub ok: bool,
    /// A remark; what is wrong needs one.
    #[serde(default)]
    pub note: Option<String>,
}

/// The client's signature.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ServiceAcceptance)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Who signs.
    pub name: String,
    /// The drawn signature, as a data URL of a PNG or JPEG.
    pub signature: String,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ServiceReason)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// In words.
    pub reason: String,
}

/// Takes an approved request on, or over from somebody else.
pub async fn take_on(tx: &mut Tx, desk: Desk<'_>, at: (Uuid, i64)) -> std::result::Result<Request, CatalogueError> {
    let (mut row, _) = take(tx, desk, at, &WORK).await?;
    let open = [RequestState::Approved, RequestState::Working];
    stands(&row, &open, "只有批准后的申请可以接手办理，请刷新后查看。")?;
    if row.executor_id == Some(desk.by.person.0) {
        return Err(Refusal::state("您已经在办理这项申请。").into());
    }
    let text = row.executor_name.take().map(|before| format!("由{before}转来"));
    row.state = RequestState::Working;
    row.executor_id = Some(desk.by.person.0);
    row.executor_name = Some(desk.by.name.clone());
    row.taken_at = Some(desk.now());
    keep(tx, desk, row, Deed { what: "taken", action: "catalogue.take", text }).await
}

/// It is done, by whoever took it on.
pub async fn finish(
    tx: &mut Tx,
    desk: Desk<'_>,
    at: (Uuid, i64),
    given: Result,
) -> std::result::Result<Request, CatalogueError> {
    let (mut row, form) = take(tx, desk, at, &WORK).await?;
    stands(&row, &[RequestState::Working], "申请不在办理中，请刷新后查看。")?;
    if row.executor_id != Some(desk.by.person.0) {
        let who = row.executor_name.as_deref().unwrap_or("他人");
        return Err(Refusal::rule("not_executor", format!("这项申请由{who}办理。要由您完成，请先接手。")).into());
    }
    let mut checks = Checks::default();
    let note = checks.required("note", "办理结果", &given.note, 2000);
    if given.figures.len() > 50 {
        checks.wrong("figures", "前后对照最多 50 行，更多的请作为附件");
    }
    let mut figures = Vec::with_capacity(given.figures.len());
    for figure in &given.figures {
        figures.push(Figure {
            what: checks.required("figures", "核对项目", &figure.what, 60),
            before: checks.required("figures", "办理前的数字", &figure.before, 60),
            after: checks.required("figures", "办理后的数字", &figure.after, 60),
        });
    }
    checks.done()?;
    let files = files_of(tx, KIND, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let mut lacking = lacks(&row, &form, &files);
    if form.figures && figures.is_empty() {
        let text = "请填写办理前后的对照数字".to_owned();
        lacking.push(Missing { what: "figures", name: String::new(), text });
    }
    if !lacking.is_empty() {
        let said: Vec<&str> = lacking.iter().map(|one| one.text.as_str()).collect();
        let text = format!("还不能办结“{}”（依据 {}）：{}。", row.form_title, row.clause, said.join("；"));
        let problem = Problem::new(StatusCode::CONFLICT, "catalogue.incomplete", text).with("missing", &lacking);
        return Err(Refusal::from(problem).into());
    }
    row.state = if form.check { RequestState::Done } else { RequestState::Finished };
    row.done_on = Some(desk.today());
    row.done_at = Some(desk.now());
    row.outcome = Some(note.clone());
    row.figures = Json(figures);
    if row.state == RequestState::Finished {
        prove(tx, desk, &row).await?;
    }
    let what = if form.check { "done" } else { "finished" };
    keep(tx, desk, row, Deed { what, action: "catalogue.finish", text: Some(note) }).await
}

/// A second person looks at it: never the executor.
pub async fn check(
    tx: &mut Tx,
    desk: Desk<'_>,
    at: (Uuid, i64),
    given: CheckResult,
) -> std::result::Result<Request, CatalogueError> {
    let (mut row, _) = take(tx, desk, at, &WORK).await?;
    stands(&row, &[RequestState::Done], "申请不在待复核状态，请刷新后查看。")?;
    if row.executor_id == Some(desk.by.person.0) {
        return Err(Refusal::rule("own_work", own_work(&row)).into());
    }
    let mut checks = Checks::default();
    let note = checks.optional("note", "复核意见", given.note.as_deref(), 500);
    if !given.ok && note.is_none() {
        checks.wrong("note", "复核不通过时请写明问题");
    }
    checks.done()?;
    if !given.ok {
        back(&mut row);
        return keep(tx, desk, row, Deed { what: "check_failed", action: "catalogue.check_failed", text: note }).await;
    }
    row.state = RequestState::Finished;
    row.checked_name = Some(desk.by.name.clone());
    row.checked_at = Some(desk.now());
    prove(tx, desk, &row).await?;
    keep(tx, desk, row, Deed { what: "checked", action: "catalogue.check", text: note }).await
}

fn back(row: &mut RequestRow) {
    row.state = RequestState::Working;
    (row.done_on, row.done_at) = (None, None);
    (row.checked_name, row.checked_at) = (None, None);
}

/// The client accepts the result with a signature.
pub async fn accept(
    tx: &mut Tx,
    desk: Desk<'_>,
    at: (Uuid, i64),
    (given, picture): (Acceptance, NewFile),
) -> std::result::Result<Request, CatalogueError> {
    let (mut row, _) = take(tx, desk, at, &APPROVE).await?;
    stands(&row, &[RequestState::Finished], "申请不在待签收状态，请刷新后查看。")?;
    let mut checks = Checks::default();
    let name = checks.required("name", "签收人", &given.name, 60);
    let note = checks.optional("note", "签收意见", given.note.as_deref(), 500);
    checks.done()?;
    let record = Record { contract: row.contract_id.into(), kind: KIND, id: row.id, part: SIGNATURE };
    attach(tx, desk.env, desk.by, record, picture).await?;
    row.state = RequestState::Accepted;
    row.accepted_at = Some(desk.now());
    row.ended_at = row.accepted_at;
    let text = Some(match &note {
        Some(note) => format!("{name}签收：{note}"),
        None => format!("{name}签收"),
    });
    row.accepted_name = Some(name);
    keep(tx, desk, row, Deed { what: "accepted", action: "catalogue.accept", text }).await
}

/// The client sends a result back.
pub async fn send_back(
    tx: &mut Tx,
    desk: Desk<'_>,
    at: (Uuid, i64),
    why: Reason,
) -> std::result::Result<Request, CatalogueError> {
    let (mut row, _) = take(tx, desk, at, &APPROVE).await?;
    stands(&row, &[RequestState::Finished], "申请不在待签收状态，请刷新后查看。")?;
    let mut checks = Checks::default();
    let reason = checks.required("reason", "退回原因", &why.reason, 500);
    checks.done()?;
    back(&mut row);
    keep(tx, desk, row, Deed { what: "sent_back", action: "catalogue.send_back", text: Some(reason) }).await
}

/// A duty that comes round was done: whoever keeps the calendar is told.
async fn prove(tx: &mut Tx, desk: Desk<'_>, row: &RequestRow) -> std::result::Result<(), DbError> {
    if !row.comes_round {
        return Ok(());
    }
    let event = DutyProved {
        request_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        kind: "duty",
        at: row.done_at.unwrap_or_else(|| desk.now()),
        text: format!("服务申请 {} 已办理：{}", row.number, row.title),
        ok: true,
        record: ProofRecord { kind: "service_request", id: row.id },
        client_path: format!("/portal/service-requests/{}", row.id),
    };
    events::record(tx, desk.env, &event).await
}
