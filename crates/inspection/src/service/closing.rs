//! The end of a run: everything answered, everybody signed, and what was found wrong told.

use std::collections::BTreeMap;

use jianyue_platform::{Tx, events};
use serde_json::json;
use uuid::Uuid;

use super::{
    Desk, audited, keep,
    runs::{PROBE, body_of, digest_of, fill, held_run, ticketed, view},
};
use crate::{
    error::InspectionError,
    model::{Answer, Body, DeviationFound, DeviationGone, Item, Run, RunState, Signer, State},
    policy::judge,
    store::{
        deviation::{DeviationRow, FindingRow, deviation_gone, deviation_list, deviation_open, finding_insert},
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
    // What a machine has proved meanwhile was made then.
    let proved = matches!(before.state, State::Done | State::DoneLate);
    if row.corrects.is_none() && !proved {
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
    let mut run = view(row, body);
    ticketed(tx, &mut run).await?;
    Ok(run)
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
    let known: BTreeMap<String, DeviationRow> =
        deviation_list(tx, row.contract_id).await?.into_iter().map(|known| (known.key.clone(), known)).collect();
    let mut findings: Vec<FindingRow> = Vec::new();
    let mut right = Vec::new();
    for (item, answer) in body.items.iter().filter_map(|item| Some((item, row.answers.0.get(&item.key)?))) {
        if answer.deviation {
            let key = key_of(row, item, answer, occurrence);
            let before = known.get(&key);
            let told = findings.iter().any(|finding| finding.key == key);
            if before.is_none() && !told && deviation_open(tx, row.contract_id, &key, row.id, now).await? {
                events::record(tx, desk.env, &found(key.clone(), row, item, answer, occurrence)).await?;
            }
            findings.push(FindingRow {
                run_id: row.id,
                item: item.key.clone(),
                contract_id: row.contract_id,
                key,
                found_at: before.map_or(now, |before| before.found_at),
                ticket_id: before.and_then(|before| before.ticket_id),
                ticket_number: before.and_then(|before| before.ticket_number.clone()),
            });
        } else if judge::is_answered(item, Some(answer)) {
            right.push(item);
        }
    }
    finding_insert(tx, &findings).await?;
    let keys = right.into_iter().flat_map(|item| keys_of(row, item, occurrence).map(|key| (item, key)));
    for (item, key) in keys.filter(|(_, key)| known.contains_key(key)) {
        let wrong_elsewhere = findings.iter().any(|finding| finding.key == key);
        if !wrong_elsewhere && let Some(found_at) = deviation_gone(tx, row.contract_id, &key).await? {
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

/// Names the thing that an answer found wrong. What a probe says of itself is wrong under the probe's own name, so that one
/// thing is worked on in one ticket, whoever finds it.
fn key_of(row: &RunRow, item: &Item, answer: &Answer, occurrence: &OccurrenceRow) -> String {
    let [own, of_probe] = keys_of(row, item, occurrence);
    let by_itself = answer.by == PROBE && !judge::deviates(item, &answer.value);
    if by_itself && item.probe_id.is_some() { of_probe } else { own }
}

/// The names under which something may be wrong with a point: its own, and its probe's.
fn keys_of(row: &RunRow, item: &Item, occurrence: &OccurrenceRow) -> [String; 2] {
    let own = format!("inspection:{}:{}:{}", row.contract_id, occurrence.rule, item.key);
    let of_probe = item.probe_id.map_or_else(|| own.clone(), |probe| format!("probe:{probe}"));
    [own, of_probe]
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
