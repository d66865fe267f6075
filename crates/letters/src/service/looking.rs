//! What time does to letters: silence accepts, terms come near, clocks are held and run again. Finds by index what is due and
//! takes no input but the present moment; done once, however often it runs.

use chrono::{DateTime, Utc};
use jianyue_contracts::Desk;
use jianyue_platform::{Tx, events};
use uuid::Uuid;

use super::{Deed, end_of, keep, term_of};
use crate::{
    error::LetterError,
    model::{
        ClaimAccepted, ClocksPaused, ClocksResumed, EntryWhat, LetterKind, LetterSide, LetterState, TermNear, TermOf,
    },
    policy::steps::{holds, pending, silent},
    store::{
        letter::{LetterRow, letter_lock},
        list::{letter_near, letter_pauses, letter_silent},
    },
};

/// Letters with which time does something now.
///
/// # Errors
/// When the database refuses.
pub async fn due(tx: &mut Tx, desk: Desk<'_>) -> Result<Vec<Uuid>, LetterError> {
    let today = desk.today();
    let mut found = letter_silent(tx, today).await?;
    found.extend(letter_pauses(tx, today).await?);
    found.extend(letter_near(tx, today.succ_opt().unwrap_or(today)).await?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Does with a letter what time does.
///
/// # Errors
/// When the database refuses.
pub async fn look(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), LetterError> {
    let Some(mut row) = letter_lock(tx, id).await? else { return Ok(()) };
    let today = desk.today();
    if silent(&row, today) {
        accept(tx, desk, &mut row).await?;
    }
    if holds(&row) && row.pause_began.is_none() && row.pause_from.is_some_and(|from| from <= today) {
        begin_pause(tx, desk, &mut row).await?;
    }
    if let Some(until) = row.pause_until.filter(|until| holds(&row) && *until < today) {
        end_pause(tx, desk, &mut row, None, end_of(until), None).await?;
    }
    if row.due_on == today.succ_opt() && row.done_on.is_none() && pending(&row) && !row.near_told {
        near(tx, desk, &mut row).await?;
    }
    Ok(())
}

/// Nobody answered in time: the contract says that the claim is accepted.
async fn accept(tx: &mut Tx, desk: Desk<'_>, row: &mut LetterRow) -> Result<(), LetterError> {
    let Some(due) = row.due_on else { return Ok(()) };
    row.state = LetterState::Accepted;
    row.ended_at = Some(end_of(due));
    let clause = row.clause.as_deref().unwrap_or_default();
    let text = format!("至 {due} 24:00 没有答复，按合同 {clause} 视为接受");
    let deed = Deed { what: EntryWhat::Silent, action: "letters.silence", side: None, text: Some(&text) };
    keep(tx, desk, row, deed).await?;
    if row.kind == LetterKind::Claim {
        events::record(tx, desk.env, &ClaimAccepted::of(row, true, end_of(due))).await?;
    }
    Ok(())
}

/// Clocks are held from now on.
pub(super) async fn begin_pause(tx: &mut Tx, desk: Desk<'_>, row: &mut LetterRow) -> Result<(), LetterError> {
    row.pause_began = Some(desk.now());
    let works = row.pause_works.clone().map(|works| works.0).unwrap_or_default();
    let until = row.pause_until.map_or("至一方结束为止".to_owned(), |day| format!("至 {day}"));
    let text = format!("相关工单的计时从现在起暂停，{until}");
    let deed = Deed { what: EntryWhat::PauseBegan, action: "letters.pause_begin", side: None, text: Some(&text) };
    keep(tx, desk, row, deed).await?;
    let event = ClocksPaused {
        letter_id: row.id,
        contract_id: row.contract_id,
        works,
        number: row.number.clone(),
        reason: row.subject.clone(),
        clause: row.clause.clone(),
        agreed_by: row.pause_by.clone().unwrap_or_default(),
        from: desk.now(),
        until: row.pause_until.map(end_of),
    };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// Clocks run again from `at`; a time that had not begun never does.
pub(super) async fn end_pause(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &mut LetterRow,
    side: Option<LetterSide>,
    at: DateTime<Utc>,
    text: Option<&str>,
) -> Result<(), LetterError> {
    row.pause_ended = Some(at);
    keep(tx, desk, row, Deed { what: EntryWhat::PauseEnded, action: "letters.pause_end", side, text }).await?;
    if row.pause_began.is_some() {
        let event = ClocksResumed { letter_id: row.id, contract_id: row.contract_id, at };
        events::record(tx, desk.env, &event).await?;
    }
    Ok(())
}

/// Whoever owes something is told that its term ends tomorrow.
async fn near(tx: &mut Tx, desk: Desk<'_>, row: &mut LetterRow) -> Result<(), LetterError> {
    let Some(term) = term_of(row, desk.today()) else { return Ok(()) };
    row.near_told = true;
    crate::store::letter::letter_update(tx, row).await?;
    let what = match term.due_of {
        TermOf::Notice => "发出通知",
        TermOf::Proof => "提交证明",
        TermOf::Answer => "答复",
    };
    let silence = if row.silence { "，不答复即视为接受" } else { "" };
    let event = TermNear {
        letter_id: row.id,
        contract_id: row.contract_id,
        side: term.due_by,
        title: row.subject.clone(),
        text: format!("明天是{what}的最后一天{silence}（{}）", row.number),
        clause: row.clause.clone(),
        due_at: end_of(term.due_on),
        at: desk.now(),
    };
    Ok(events::record(tx, desk.env, &event).await?)
}
