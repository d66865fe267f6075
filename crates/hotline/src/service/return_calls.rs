//! Return calls, as people make them.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, Env, Page, PageRequest};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
    form::Form,
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::drawing::changed;
use crate::{
    error::HotlineError,
    model::{Attempt, AttemptResult, Dissatisfied, FollowUp, ReturnAnswer, ReturnCall, ReturnState},
    permissions::{RETURN_CALLS_MAKE, RETURN_CALLS_READ, RETURN_CALLS_WAIVE, require, whole},
    policy::return_calls::{DISCONTENT, out_of_reach},
    store::return_call::{
        self as store, AttemptRow, ReturnRow, WantedReturns, attempt_insert, attempt_list, return_find, return_lock,
        return_update,
    },
};

/// The most attempts and answers of a return call.
const MOST: usize = 50;

/// Which return calls are wanted.
#[derive(Clone, Debug, Default)]
pub struct ReturnsRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one ticket only.
    pub ticket: Option<Uuid>,
    /// In one state only.
    pub state: Option<ReturnState>,
    /// Due before this moment.
    pub due_before: Option<DateTime<Utc>>,
    /// Made by whoever asks, or still to be made.
    pub mine: bool,
    /// Which page.
    pub page: PageRequest,
}

/// An attempt to be written down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttempt {
    /// What became of it.
    pub result: AttemptResult,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What was said.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// Answers to the questions that were asked.
    #[serde(default)]
    pub answers: Vec<ReturnAnswer>,
    /// 1 to 5.
    pub satisfaction: i64,
    /// In their words.
    #[serde(default)]
    pub comment: Option<String>,
    /// What they wish; `none` when absent.
    #[serde(default)]
    pub follow_up: Option<FollowUp>,
}

/// Return calls that the one who acts may see, the first due first.
pub async fn return_calls(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    request: ReturnsRequest,
) -> Result<Page<ReturnCall>, HotlineError> {
    let after = match request.page.after::<2>()? {
        None => None,
        Some([at, id]) => Some((at.parse().map_err(|_| BadCursor)?, id.parse().map_err(|_| BadCursor)?)),
    };
    let wanted = WantedReturns {
        contracts: whole(by.scope(&RETURN_CALLS_READ)),
        contract: request.contract,
        ticket: request.ticket,
        state: request.state,
        due_before: request.due_before,
        mine: request.mine.then_some(by.person.0),
        after,
    };
    let limit = request.page.limit();
    let rows = store::return_list(tx, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.due_at.to_rfc3339(), row.id.to_string()]);
    let attempts = attempt_list(tx, page.items.iter().map(|row| row.id)).await?;
    let of = |id: Uuid| attempts.iter().filter(|one| one.return_call_id == id).cloned().collect::<Vec<_>>();
    Ok(page.map(|row| shown(of(row.id), row, env.now())))
}

/// A return call.
pub async fn return_call(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<ReturnCall, HotlineError> {
    let row = return_find(tx, id).await?.ok_or(HotlineError::NotFound)?;
    require(by, &RETURN_CALLS_READ, &RETURN_CALLS_READ, row.contract_id.into())?;
    Ok(shown(attempt_list(tx, [id]).await?, row, env.now()))
}

/// Writes an attempt down. Who refuses is not called again; who answered on none of three days is out of reach.
pub async fn attempt(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    id: Uuid,
    new: NewAttempt,
) -> Result<ReturnCall, HotlineError> {
    let mut row = held(tx, by, id, &[ReturnState::Due]).await?;
    let mut form = Form::default();
    let note = form.optional("note", "说明", new.note.as_deref(), 1000);
    let mut attempts = attempt_list(tx, [id]).await?;
    if attempts.len() >= MOST {
        form.wrong("result", format!("最多登记 {MOST} 次联系，请由甲方决定是否免除"));
    }
    form.done()?;
    let one = AttemptRow {
        return_call_id: id,
        seq: attempts.last().map_or(1, |last| last.seq + 1),
        at: env.now(),
        by_name: by.name.clone(),
        result: new.result,
        note,
    };
    attempt_insert(tx, &one, by.person.0).await?;
    attempts.push(one);
    if new.result == AttemptResult::Refused {
        row.state = ReturnState::Refused;
    } else if out_of_reach(attempts.iter().map(|one| (one.at, one.result))) {
        row.state = ReturnState::Unreachable;
    }
    if row.state != ReturnState::Due {
        (row.done_by, row.done_by_name, row.done_at) = (Some(by.person.0), Some(by.name.clone()), Some(env.now()));
    }
    let detail = json!({ "number": row.ticket_number, "result": new.result, "state": row.state });
    finish(tx, env, by, row, "hotline.return_attempt", detail).await
}

/// Keeps what was said. Somebody who is not content is told of to other modules.
pub async fn complete(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    id: Uuid,
    said: Completed,
) -> Result<ReturnCall, HotlineError> {
    let mut row = held(tx, by, id, &[ReturnState::Due, ReturnState::Unreachable]).await?;
    let mut form = Form::default();
    let comment = form.optional("comment", "意见", said.comment.as_deref(), 2000);
    let follow_up = said.follow_up.unwrap_or(FollowUp::None);
    if !(1..=5).contains(&said.satisfaction) {
        form.wrong("satisfaction", "满意度应是 1 到 5 之间的整数，5 为非常满意");
    }
    if follow_up != FollowUp::None && row.ticket_id.is_none() {
        let message = "走访不对应工单，需要处理的问题请登记新的工单".to_owned();
        form.wrong("follow_up", message);
    }
    check_answers(&said.answers, &mut form);
    form.done()?;
    let now = env.now();
    row.state = ReturnState::Done;
    row.answers.0 = said.answers;
    row.satisfaction = Some(said.satisfaction);
    row.comment = comment;
    row.follow_up = Some(follow_up.code().to_owned());
    (row.done_by, row.done_by_name, row.done_at) = (Some(by.person.0), Some(by.name.clone()), Some(now));
    if said.satisfaction <= DISCONTENT || follow_up != FollowUp::None {
        let told = Dissatisfied {
            return_call_id: id,
            contract_id: row.contract_id,
            ticket_id: row.ticket_id,
            wish: follow_up,
            satisfaction: said.satisfaction,
            comment: row.comment.clone(),
            text: said_in_words(said.satisfaction, follow_up, row.comment.as_deref()),
            by: by.person.0,
            at: now,
        };
        events::record(tx, env, &told).await?;
    }
    let detail = json!({ "number": row.ticket_number, "satisfaction": said.satisfaction, "follow_up": follow_up });
    finish(tx, env, by, row, "hotline.return_done", detail).await
}

/// What somebody who is not content said.
fn said_in_words(satisfaction: i64, wish: FollowUp, comment: Option<&str>) -> String {
    let wish = match wish {
        FollowUp::None => "",
        FollowUp::Reopen => "，要求重新处理",
        FollowUp::Complaint => "，要求登记投诉",
    };
    format!("满意度 {satisfaction} 分{wish}{}", comment.map(|said| format!("：{said}")).unwrap_or_default())
}

fn check_answers(answers: &[ReturnAnswer], form: &mut Form) {
    let long = |text: &str, most: usize| text.chars().count() > most;
    let odd = |one: &ReturnAnswer| {
        one.key.trim().is_empty()
            || long(&one.key, 60)
            || long(&one.text, 200)
            || one.answer.as_deref().is_some_and(|answer| long(answer, 2000))
            || one.score.is_some_and(|score| !(1..=5).contains(&score))
    };
    if answers.len() > MOST || answers.iter().any(odd) {
        let message = format!("回答最多 {MOST} 项，每项要有代号，评分为 1 到 5，文字不超过 2000 字");
        form.wrong("answers", message);
    }
}

/// Lets a return call go: the client's decision.
pub async fn waive(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid, reason: &str) -> Result<ReturnCall, HotlineError> {
    let mut row = return_lock(tx, id).await?.ok_or(HotlineError::NotFound)?;
    require(by, &RETURN_CALLS_READ, &RETURN_CALLS_WAIVE, row.contract_id.into())?;
    open(&row, &[ReturnState::Due, ReturnState::Unreachable])?;
    let mut form = Form::default();
    let reason = form.required("reason", "免除原因", reason, 1000);
    form.done()?;
    row.state = ReturnState::Waived;
    row.reason = Some(reason.clone());
    (row.done_by, row.done_by_name, row.done_at) = (Some(by.person.0), Some(by.name.clone()), Some(env.now()));
    let detail = json!({ "number": row.ticket_number, "reason": reason });
    finish(tx, env, by, row, "hotline.return_waived", detail).await
}

async fn held(tx: &mut Tx, by: &Actor, id: Uuid, from: &[ReturnState]) -> Result<ReturnRow, HotlineError> {
    let row = return_lock(tx, id).await?.ok_or(HotlineError::NotFound)?;
    require(by, &RETURN_CALLS_READ, &RETURN_CALLS_MAKE, row.contract_id.into())?;
    open(&row, from)?;
    Ok(row)
}

fn open(row: &ReturnRow, from: &[ReturnState]) -> Result<(), HotlineError> {
    if from.contains(&row.state) {
        return Ok(());
    }
    Err(HotlineError::WrongState(match row.state {
        ReturnState::Due => "这次回访还没有完成。",
        ReturnState::Done => "这次回访已经完成，不能再改。请刷新后查看。",
        ReturnState::Refused => "报修人已拒绝回访，这次回访已结束。",
        ReturnState::Unreachable => "三个不同日期均无人接听，这次回访已记为联系不上。联系上后可直接登记回访结果。",
        ReturnState::Waived => "这次回访已免除，不必再做。",
    }))
}

async fn finish(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    mut row: ReturnRow,
    action: &'static str,
    detail: Value,
) -> Result<ReturnCall, HotlineError> {
    return_update(tx, &row).await?;
    row.version += 1;
    events::record(tx, env, &changed(&row, env.now())).await?;
    let entry = Entry { action, subject: row.id, contract: Some(row.contract_id.into()), detail };
    audit::record(tx, env, by, entry).await?;
    Ok(shown(attempt_list(tx, [row.id]).await?, row, env.now()))
}

fn shown(attempts: Vec<AttemptRow>, row: ReturnRow, now: DateTime<Utc>) -> ReturnCall {
    ReturnCall {
        id: row.id,
        contract_id: row.contract_id,
        kind: row.kind,
        work: Some(row.work).filter(|work| !work.is_empty()),
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        title: row.title,
        period: row.period,
        rule: row.rule,
        clause: row.clause,
        assumed: row.assumed,
        due_at: row.due_at,
        state: row.state,
        held: row.held,
        late: !row.held && row.done_at.unwrap_or(now) > row.due_at,
        attempts: attempts
            .into_iter()
            .map(|one| Attempt { at: one.at, by: one.by_name, result: one.result, note: one.note })
            .collect(),
        answers: row.answers.0,
        satisfaction: row.satisfaction,
        comment: row.comment,
        follow_up: row.follow_up.and_then(|text| FollowUp::try_from(text).ok()),
        reason: row.reason,
        done_by: row.done_by_name,
        done_at: row.done_at,
        version: row.version,
    }
}
