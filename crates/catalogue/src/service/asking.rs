//! Somebody asks for something.

use axum::http::StatusCode;
use chrono::{Datelike, NaiveDate};
use jianyue_contracts::{Desk, Refusal, model::Rule};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Problem, Tx,
    files::files_of,
    form::{Form as Checks, FormFaults},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    deciding::due_by_rule,
    doing::Reason,
    files::KIND,
    forms::{current, materialise, usable},
    shown::{lacks, whole},
    steps::{Deed, keep, leave, stands, take},
};
use crate::{
    error::CatalogueError,
    model::{Answers, Approval, Definition, Request, RequestState},
    permissions::{APPROVE, ASK, READ},
    policy::{answers::tidy, house::duty_of},
    store::{
        number::{number_next, place_next},
        request::{RequestRow, request_insert},
        search::search_replace,
    },
};

/// A request, to be written.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = NewServiceRequest)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Key of the form.
    pub form: String,
    /// What it is about, in a line.
    pub title: String,
    /// Key of the work, where the form names some.
    #[serde(default)]
    pub work: Option<String>,
    /// What was filled in so far.
    #[serde(default)]
    pub answers: Answers,
    /// By when it is wanted.
    #[serde(default)]
    pub wanted_on: Option<NaiveDate>,
}

/// What a draft becomes. What is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = ServiceRequestEdit)]
#[serde(deny_unknown_fields)]
pub struct RequestEdit {
    /// What it is about, in a line.
    #[serde(default)]
    pub title: Option<String>,
    /// Key of the work.
    #[serde(default)]
    pub work: Option<String>,
    /// What was filled in: all of it.
    #[serde(default)]
    pub answers: Option<Answers>,
    /// By when it is wanted; empty for no day.
    #[serde(default)]
    pub wanted_on: Option<String>,
}

/// Begins a request: a draft that only its writer sees.
pub async fn ask(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewRequest,
) -> Result<Request, CatalogueError> {
    let scope = desk.reader(&READ, contract)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let form = current(tx, &compiled).await?.into_iter().find(|row| row.key == new.form && row.enabled);
    let form = form.filter(|row| usable(&scope, contract, &row.definition.0));
    let form = form.ok_or_else(|| FormFaults::one("form", "服务目录中没有这一项，请从目录重新选择"))?;
    let duty = duty_of(&compiled.model, &form.rule).ok_or(Refusal::NotFound)?;
    let definition = &form.definition.0;
    let mut checks = Checks::default();
    let title = checks.required("title", "标题", &new.title, 100);
    let work = work(definition, new.work.as_deref(), &mut checks);
    if new.wanted_on.is_some_and(|day| day < desk.today()) {
        checks.wrong("wanted_on", "希望完成日期不能早于今天");
    }
    checks.done()?;
    let works: Vec<String> = work.iter().cloned().collect();
    desk.require(&READ, &ASK, contract, &works)?;
    let answers = tidy(definition, new.answers)?;
    let form = materialise(tx, desk, form).await?;
    let (year, now) = (desk.today().year(), desk.now());
    let number = number_next(tx, contract, year).await?;
    let row = RequestRow {
        id: desk.env.id(),
        no: place_next(tx).await?,
        number: format!("{}-FW-{year}-{number:04}", compiled.prefix),
        contract_id: contract.0,
        form_id: form.id,
        form_key: form.key,
        kind: form.definition.kind,
        form_title: form.definition.0.title,
        title,
        rule: form.rule,
        clause: duty.clause().to_owned(),
        assumed: duty.assumed().map(str::to_owned),
        comes_round: duty.frequency.is_some(),
        work,
        state: RequestState::Draft,
        answers: Json(answers),
        wanted_on: new.wanted_on,
        asked_by: desk.by.person.0,
        asked_name: desk.by.name.clone(),
        asked_at: now,
        submitted_at: None,
        effort: None,
        effort_note: None,
        effort_name: None,
        quota: None,
        outside: None,
        decided_by: None,
        decided_name: None,
        decided_at: None,
        decision: None,
        approved_on: None,
        due_on: None,
        due_by_rule: false,
        executor_id: None,
        executor_name: None,
        taken_at: None,
        done_on: None,
        done_at: None,
        outcome: None,
        figures: Json(Vec::new()),
        checked_name: None,
        checked_at: None,
        accepted_name: None,
        accepted_at: None,
        ended_at: None,
        ended_note: None,
        version: 1,
        updated_at: now,
    };
    request_insert(tx, &row).await?;
    index(tx, &row).await?;
    leave(tx, desk, &row, Deed { what: "created", action: "catalogue.create", text: None }).await?;
    whole(tx, desk, row).await
}

async fn index(tx: &mut Tx, row: &RequestRow) -> Result<(), CatalogueError> {
    Ok(search_replace(tx, row.no, &[&row.number, &row.title, &row.form_title]).await?)
}

/// The work that was named; the only one there is needs not be.
fn work(form: &Definition, named: Option<&str>, checks: &mut Checks) -> Option<String> {
    let named = named.map(str::trim).filter(|named| !named.is_empty());
    match (named, form.works.as_slice()) {
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
        (Some(named), works) => {
            if !works.iter().any(|work| work == named) {
                checks.wrong("work", "这项服务不涉及所选的工作包，请重新选择");
            }
            Some(named.to_owned())
        }
    }
}

/// Changes a draft.
pub async fn edit(
    tx: &mut Tx,
    desk: Desk<'_>,
    at: (Uuid, i64),
    change: RequestEdit,
) -> Result<Request, CatalogueError> {
    let (mut row, form) = take(tx, desk, at, &ASK).await?;
    stands(&row, &[RequestState::Draft], "申请已经提交，不能再修改内容。需要改动的，请撤回后重新申请。")?;
    let mut checks = Checks::default();
    if let Some(title) = &change.title {
        row.title = checks.required("title", "标题", title, 100);
    }
    if change.work.is_some() {
        row.work = work(&form, change.work.as_deref(), &mut checks);
    }
    if let Some(day) = change.wanted_on.as_deref().map(str::trim) {
        row.wanted_on = if day.is_empty() { None } else { day.parse().ok() };
        if !day.is_empty() && row.wanted_on.is_none_or(|day| day < desk.today()) {
            checks.wrong("wanted_on", "希望完成日期应是今天或以后的日期");
        }
    }
    checks.done()?;
    desk.require(&READ, &ASK, row.contract_id.into(), &row.works())?;
    if let Some(answers) = change.answers {
        row.answers = Json(tidy(&form, answers)?);
    }
    index(tx, &row).await?;
    keep(tx, desk, row, Deed { what: "edited", action: "catalogue.edit", text: None }).await
}

/// Submits a draft: nothing that its form asks for may be missing.
pub async fn submit(tx: &mut Tx, desk: Desk<'_>, at: (Uuid, i64)) -> Result<Request, CatalogueError> {
    let (mut row, form) = take(tx, desk, at, &ASK).await?;
    stands(&row, &[RequestState::Draft], "申请已经提交过了，请刷新后查看。")?;
    let files = files_of(tx, KIND, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let lacking = lacks(&row, &form, &files);
    if !lacking.is_empty() {
        let said: Vec<&str> = lacking.iter().map(|one| one.text.as_str()).collect();
        let text = format!("还不能提交“{}”（依据 {}）：{}。", row.form_title, row.clause, said.join("；"));
        let problem = Problem::new(StatusCode::CONFLICT, "catalogue.incomplete", text).with("missing", &lacking);
        return Err(Refusal::from(problem).into());
    }
    row.submitted_at = Some(desk.now());
    row.state = RequestState::Submitted;
    if form.approval == Approval::None {
        // The contract asks for no approval: it is to be done at once.
        row.state = RequestState::Approved;
        row.approved_on = Some(desk.today());
        let by_rule = due_by_rule(tx, desk, &row).await?;
        (row.due_on, row.due_by_rule) = (by_rule.or(row.wanted_on), by_rule.is_some());
    }
    keep(tx, desk, row, Deed { what: "submitted", action: "catalogue.submit", text: None }).await
}

/// Takes a request back: whoever asked before it was decided, the client's office afterwards.
pub async fn cancel(tx: &mut Tx, desk: Desk<'_>, at: (Uuid, i64), why: Reason) -> Result<Request, CatalogueError> {
    let (mut row, _) = take(tx, desk, at, &READ).await?;
    let mine = row.asked_by == desk.by.person.0;
    match row.state {
        RequestState::Draft | RequestState::Submitted if mine => {}
        RequestState::Draft | RequestState::Submitted => {
            return Err(Refusal::state("申请还没有审批，只有申请人可以撤回。").into());
        }
        RequestState::Approved | RequestState::Working => {
            desk.require(&READ, &APPROVE, row.contract_id.into(), &row.works())?;
        }
        _ => return Err(Refusal::state("申请已经办完或结束，不能再取消。").into()),
    }
    let mut checks = Checks::default();
    let reason = checks.required("reason", "取消原因", &why.reason, 500);
    checks.done()?;
    row.state = RequestState::Cancelled;
    row.ended_at = Some(desk.now());
    row.ended_note = Some(reason.clone());
    keep(tx, desk, row, Deed { what: "cancelled", action: "catalogue.cancel", text: Some(reason) }).await
}
