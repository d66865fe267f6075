//! Work is estimated, and somebody else than whoever asked approves or refuses.

use chrono::{Datelike, NaiveDate};
use jianyue_contracts::{Desk, Refusal, derive::day_after, registry::Compiled};
use jianyue_platform::{
    Tx,
    form::{Form as Checks, FormFaults},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    quota::quota,
    steps::{Deed, keep, own_request, stands, take},
};
use crate::{
    error::CatalogueError,
    model::{Definition, PersonDays, QuotaState, Request, RequestState},
    permissions::{APPROVE, WORK},
    policy::house::duty_of,
    store::{number::quota_hold, request::RequestRow},
};

/// How much work it is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ServiceEstimate)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// Person-days.
    pub days: String,
    /// What they are made up of.
    pub note: String,
}

/// Approval or refusal.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = ServiceRequestDecision)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Whether it may be done.
    pub approve: bool,
    /// A remark; a refusal needs one.
    #[serde(default)]
    pub note: Option<String>,
    /// The agreed day, where the rule names none.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// What the client agrees to in writing about work beyond what the contract includes.
    #[serde(default)]
    pub outside: Option<String>,
}

/// Another day is agreed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ServiceRescheduling)]
#[serde(deny_unknown_fields)]
pub struct Rescheduling {
    /// The new day.
    pub due_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Says how much work it is; again until it is decided.
pub async fn estimate(tx: &mut Tx, desk: Desk<'_>, at: (Uuid, i64), new: Estimate) -> Result<Request, CatalogueError> {
    let (mut row, form) = take(tx, desk, at, &WORK).await?;
    stands(&row, &[RequestState::Submitted], "只有待审批的申请可以估算工作量，请刷新后查看。")?;
    if form.effort.is_none() {
        return Err(Refusal::state("这项服务不估算工作量。").into());
    }
    let mut checks = Checks::default();
    let note = checks.required("note", "估算依据", &new.note, 500);
    let days = new.days.parse::<PersonDays>();
    match &days {
        Err(bad) => checks.wrong("days", bad.to_string()),
        Ok(days) if days.hundredths() == 0 => checks.wrong("days", "请填写需要的人天"),
        Ok(_) => {}
    }
    checks.done()?;
    let days = days.unwrap_or_default();
    row.effort = Some(days.hundredths());
    row.effort_note = Some(note.clone());
    row.effort_name = Some(desk.by.name.clone());
    let text = Some(format!("{days} 人天：{note}"));
    keep(tx, desk, row, Deed { what: "estimated", action: "catalogue.estimate", text }).await
}

/// Approves or refuses. Nobody approves what they asked for themselves.
pub async fn decide(tx: &mut Tx, desk: Desk<'_>, at: (Uuid, i64), given: Decision) -> Result<Request, CatalogueError> {
    let (mut row, form) = take(tx, desk, at, &APPROVE).await?;
    stands(&row, &[RequestState::Submitted], "这项申请不在待审批状态，请刷新后查看。")?;
    if row.asked_by == desk.by.person.0 {
        return Err(Refusal::rule("own_request", own_request(&row, &form)).into());
    }
    let mut checks = Checks::default();
    let note = checks.optional("note", "审批意见", given.note.as_deref(), 500);
    let outside = checks.optional("outside", "书面约定", given.outside.as_deref(), 500);
    if !given.approve && note.is_none() {
        checks.wrong("note", "不批准时请写明原因");
    }
    checks.done()?;
    row.decided_by = Some(desk.by.person.0);
    row.decided_name = Some(desk.by.name.clone());
    row.decided_at = Some(desk.now());
    row.decision.clone_from(&note);
    if !given.approve {
        row.state = RequestState::Refused;
        row.ended_at = Some(desk.now());
        return keep(tx, desk, row, Deed { what: "refused", action: "catalogue.refuse", text: note }).await;
    }
    let compiled = desk.version(tx, row.contract_id.into(), desk.today()).await?;
    within_the_limit(tx, desk, &compiled, (&mut row, &form), outside).await?;
    let by_rule = due_by_rule(tx, desk, &row).await?;
    row.due_by_rule = by_rule.is_some();
    row.due_on = by_rule.or(given.due_on);
    match row.due_on {
        None => {
            let text = format!("合同条款（{}）没有写办理时限，请与运维方商定并填写完成日期", row.clause);
            return Err(FormFaults::one("due_on", text).into());
        }
        Some(day) if day < desk.today() => {
            return Err(FormFaults::one("due_on", "商定的完成日期不能早于今天").into());
        }
        Some(_) => {}
    }
    row.state = RequestState::Approved;
    row.approved_on = Some(desk.today());
    let text = [note, row.outside.as_ref().map(|text| format!("超出合同含量部分另行结算：{text}"))];
    let text: Vec<String> = text.into_iter().flatten().collect();
    let text = (!text.is_empty()).then(|| text.join("；"));
    keep(tx, desk, row, Deed { what: "approved", action: "catalogue.approve", text }).await
}

/// The last day by the rule, counted from today, when the rule names one.
pub(super) async fn due_by_rule(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &RequestRow,
) -> Result<Option<NaiveDate>, CatalogueError> {
    let compiled = desk.version(tx, row.contract_id.into(), desk.today()).await?;
    let Some(within) = duty_of(&compiled.model, &row.rule).and_then(|duty| duty.within) else { return Ok(None) };
    let day = day_after(desk.today(), within, compiled.time.calendar())
        .map_err(|_| Refusal::state("期限跨入没有放假安排的年份，算不出到期日。请系统管理员先导入该年的放假安排。"))?;
    Ok(Some(day))
}

/// Work that the contract limits is within the limit, or the client agrees to settle it apart.
async fn within_the_limit(
    tx: &mut Tx,
    desk: Desk<'_>,
    compiled: &Compiled,
    (row, form): (&mut RequestRow, &Definition),
    outside: Option<String>,
) -> Result<(), CatalogueError> {
    let Some(effort) = &form.effort else { return Ok(()) };
    let Some(days) = row.effort else {
        let text = format!("“{}”要先由运维方估算人天，才能审批（{}）。请等待估算。", row.form_title, row.clause);
        return Err(Refusal::rule("not_estimated", text).into());
    };
    quota_hold(tx, compiled.contract, desk.today().year()).await?;
    let Some(state) = quota(tx, (compiled.contract, &compiled.model), Some(effort), desk.today()).await? else {
        return Ok(());
    };
    row.quota = Some(state.rule.clone());
    let over = state.used.hundredths() + days - state.days.hundredths();
    if over <= 0 {
        return Ok(());
    }
    match outside {
        Some(text) => row.outside = Some(text),
        None => return Err(Refusal::rule("over_quota", beyond(&state, days, over)).into()),
    }
    Ok(())
}

fn beyond(state: &QuotaState, days: i64, over: i64) -> String {
    let of = PersonDays::of_hundredths;
    let assumed = state.assumed.as_ref().map(|why| format!("，{why}")).unwrap_or_default();
    format!(
        "合同（{}）含在内的工作量是 {}（{} 人天{assumed}）。本年度 {} 至 {} 已用 {} 人天，剩 {} 人天，本申请 {} 人天，\
         超出 {} 人天。要批准，须甲方书面同意超出部分另行结算：请填写约定内容。",
        state.clause,
        state.printed,
        state.days,
        state.from,
        state.to,
        state.used,
        state.left,
        of(days),
        of(over)
    )
}

/// Agrees to another day: the client's decision, and never a silent one.
pub async fn reschedule(
    tx: &mut Tx,
    desk: Desk<'_>,
    at: (Uuid, i64),
    new: Rescheduling,
) -> Result<Request, CatalogueError> {
    let (mut row, _) = take(tx, desk, at, &APPROVE).await?;
    let open = [RequestState::Approved, RequestState::Working];
    stands(&row, &open, "只有办理中的申请可以改期，请刷新后查看。")?;
    let mut checks = Checks::default();
    let reason = checks.required("reason", "改期原因", &new.reason, 500);
    if new.due_on < desk.today() {
        checks.wrong("due_on", "新的完成日期不能早于今天");
    }
    checks.done()?;
    let before = row.due_on.map_or_else(|| "未定".to_owned(), |day| day.to_string());
    let text = Some(format!("{before} → {}：{reason}", new.due_on));
    (row.due_on, row.due_by_rule) = (Some(new.due_on), false);
    keep(tx, desk, row, Deed { what: "rescheduled", action: "catalogue.reschedule", text }).await
}
