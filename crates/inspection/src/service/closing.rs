//! The end of a run: everything answered, everybody signed, and what was found wrong told.

use jianyue_platform::{Tx, events};
use serde_json::json;
use uuid::Uuid;

use super::{
    Desk, audited, keep,
    runs::{body_of, digest_of, fill, held_run, view},
};
use crate::{
    error::InspectionError,
    model::{Answer, Body, DeviationFound, DeviationGone, Item, Run, RunState, Signer, State},
    policy::judge,
    store::{
        deviation::{deviation_gone, deviation_open},
        occurrence::{OccurrenceRow, occurrence_lock},
        run::{RunRow, run_corrected, run_update},
    },
};

/// How many points that are missing are named.
const NAMED: usize = 5;

/// Closes a run. It is never changed any more.
pub async fn close(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Run, InspectionError> {
    let mut row = held_run(tx, desk, id).await?;
    let body = body_of(tx, &row).await?;
    fill(tx, desk, &mut row, &body).await?;
    complete(&row, &body)?;
    let mut occurrence = occurrence_lock(tx, row.occurrence_id).await?.ok_or(InspectionError::NotFound)?;
    row.state = RunState::Closed;
    row.closed_at = Some(desk.now());
    row.closed_by = Some(desk.by.name.clone());
    row.digest = Some(digest_of(&row)?);
    run_update(tx, &row).await?;
    row.version += 1;
    if let Some(corrects) = row.corrects {
        run_corrected(tx, corrects, row.id).await?;
    }
    let before = occurrence.clone();
    occurrence.run_id = Some(row.id);
    if row.corrects.is_none() {
        let late = before.state == State::Missed || desk.today() > occurrence.due_on;
        occurrence.state = if late { State::DoneLate } else { State::Done };
        occurrence.ended_at = Some(desk.now());
    }
    keep(tx, desk, &before, &mut occurrence).await?;
    tell(tx, desk, &row, &body, &occurrence).await?;
    let deviations = row.answers.0.values().filter(|answer| answer.deviation).count();
    let detail = json!({
        "title": occurrence.title, "state": occurrence.state, "digest": row.digest, "deviations": deviations,
        "corrects": row.corrects,
    });
    audited(tx, desk, "inspection.close", row.id, row.contract_id, detail).await?;
    Ok(view(row, body))
}

fn complete(row: &RunRow, body: &Body) -> Result<(), InspectionError> {
    let missing = judge::missing(body, &row.answers.0);
    let unsigned = judge::unsigned(body, &row.signatures.0);
    let mut says = Vec::new();
    if !missing.is_empty() {
        let named = missing.iter().take(NAMED).filter_map(|key| body.item(key));
        let named: Vec<String> = named.map(name_of).collect();
        let more = if missing.len() > NAMED { " 等" } else { "" };
        says.push(format!("还有 {} 项没有填写（{}{more}）", missing.len(), named.join("、")));
    }
    if !unsigned.is_empty() {
        let named: Vec<&str> = unsigned.iter().map(|who: &Signer| who.label()).collect();
        says.push(format!("还缺{}签字", named.join("、")));
    }
    if says.is_empty() { Ok(()) } else { Err(InspectionError::Incomplete(format!("{}。", says.join("；")))) }
}

fn name_of(item: &Item) -> String {
    if item.group.is_empty() { item.title.clone() } else { format!("{} {}", item.group, item.title) }
}

/// Tells what is wrong for the first time, and what is right again.
async fn tell(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &RunRow,
    body: &Body,
    occurrence: &OccurrenceRow,
) -> Result<(), InspectionError> {
    let now = desk.now();
    for (item, answer) in body.items.iter().filter_map(|item| Some((item, row.answers.0.get(&item.key)?))) {
        let key = format!("inspection:{}:{}:{}", row.contract_id, occurrence.rule, item.key);
        if answer.deviation {
            if deviation_open(tx, row.contract_id, &key, row.id, now).await? {
                events::record(tx, desk.env, &found(key, row, item, answer, occurrence)).await?;
            }
        } else if judge::is_answered(item, Some(answer))
            && let Some(found_at) = deviation_gone(tx, row.contract_id, &key).await?
        {
            let event = DeviationGone {
                key,
                run_id: row.id,
                contract_id: row.contract_id,
                at: now,
                lasted_seconds: (now - found_at).num_seconds(),
                text: format!("{}（{}）复查正常", occurrence.title, name_of(item)),
            };
            events::record(tx, desk.env, &event).await?;
        }
    }
    Ok(())
}

fn found(key: String, row: &RunRow, item: &Item, answer: &Answer, occurrence: &OccurrenceRow) -> DeviationFound {
    let works = occurrence.works();
    let only = if let [only] = works.as_slice() { Some(only.clone()) } else { None };
    let limits = Some(judge::limits(item)).filter(|limits| !limits.is_empty());
    let limits = limits.map(|limits| format!("，应{limits}")).unwrap_or_default();
    let note = answer.note.as_deref().map(|note| format!("。{note}")).unwrap_or_default();
    DeviationFound {
        key,
        run_id: row.id,
        contract_id: row.contract_id,
        work: item.work.clone().or(only),
        service: None,
        level: None,
        title: format!("{}：{}异常", occurrence.title, name_of(item)),
        description: format!(
            "{}{limits}{note}（{}，{}）",
            judge::in_words(item, &answer.value),
            occurrence.clause,
            answer.by
        ),
        at: row.closed_at.unwrap_or(answer.at),
    }
}
