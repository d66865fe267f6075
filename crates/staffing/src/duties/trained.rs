//! Trainings, and those that are still owed by their number.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::registry::Compiled;
use jianyue_platform::{
    Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutyState},
};
use jianyue_sla::zone;

use crate::{
    policy::training::{rules, standing},
    store::training::{TrainingRow, training_counts, trainings_listed},
};

/// Those that are listed under a day of `span`.
pub(super) async fn duties(
    tx: &mut Tx,
    compiled: &Compiled,
    (from, to): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Vec<Duty>, DbError> {
    let rows = trainings_listed(tx, compiled.contract, (from, to)).await?;
    let mut duties: Vec<Duty> = rows.into_iter().filter_map(|row| duty(row, today)).collect();
    let (first, last) = compiled.term();
    if from <= last && last <= to {
        let planned: BTreeMap<String, i64> = training_counts(tx, compiled.contract).await?.into_iter().collect();
        for rule in rules(&compiled.model) {
            let there = planned.get(&rule.id).copied().unwrap_or(0);
            for number in (there + 1)..=i64::from(rule.times.unwrap_or(0)) {
                duties.push(Duty {
                    key: format!("training:{}:{number}", rule.id),
                    rule: rule.id.clone(),
                    clause: rule.clause.clone(),
                    assumed: rule.assumed.clone(),
                    title: format!("{}（第 {number} 次）", rule.title),
                    kind: "event",
                    works: rule.works.clone(),
                    from: first,
                    to: last,
                    due: Some(last),
                    state: DutyState::on(today, first, Some(last), None),
                    ended_at: None,
                    note: Some(format!("合同至少 {} 次，已安排 {there} 次", rule.times.unwrap_or(0))),
                    evidence: Vec::new(),
                });
            }
        }
    }
    Ok(duties)
}

fn duty(row: TrainingRow, today: NaiveDate) -> Option<Duty> {
    let created = zone::local_date(row.created_at);
    let state = standing(row.state, (created, row.due_on), row.held_on, today)?;
    let held = matches!(state, DutyState::Done | DutyState::DoneLate);
    let ended_at = row.held_on.filter(|_| held).map(zone::start_of_day);
    let evidence = ended_at.map(|at| DutyEvidence {
        text: match &row.decided_by {
            Some(by) => format!("签到和评价，甲方{by}已确认"),
            None => "签到和评价".to_owned(),
        },
        path: format!("/trainings/{}", row.id),
        client_path: format!("/portal/trainings?training={}", row.id),
        by: row.held_by.clone().unwrap_or_default(),
        at,
    });
    let moved = if row.planned_on == row.due_on { String::new() } else { format!("，改到 {}", row.planned_on) };
    Some(Duty {
        key: format!("staffing:{}", row.id),
        rule: row.rule,
        clause: row.clause,
        assumed: row.assumed,
        title: format!("{}：{}", row.title, row.topic),
        kind: "event",
        works: row.works.0,
        from: created.min(row.due_on),
        to: row.due_on,
        due: Some(row.due_on),
        state,
        ended_at,
        note: Some(format!("约定 {}{moved}，地点 {}", row.due_on, row.place)),
        evidence: evidence.into_iter().collect(),
    })
}
