//! Positions and presence by the month, and changes of key people.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use jianyue_contracts::registry::Compiled;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutyState},
};
use jianyue_sla::zone;

use crate::{
    model::ChangeState,
    policy::{
        months_ending,
        posts::{judge, month_state, posts},
        strength::{Span, strength},
    },
    service,
    store::{
        assignment::{AssignmentRow, assignments_of},
        change::{ChangeRow, changes_listed},
        presence::{AbsenceRow, absences_of},
    },
};

/// Those that are listed under a day of `span`. Nothing is judged before the first day on which people were put down.
pub(super) async fn duties(
    tx: &mut Tx,
    compiled: &Compiled,
    span: (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> Result<Vec<Duty>, DbError> {
    let contract = compiled.contract;
    let changes = changes_listed(tx, contract, span).await?;
    let mut duties: Vec<Duty> = changes.into_iter().filter_map(changed).collect();
    let rows = assignments_of(tx, contract).await?;
    let Some(begin) = rows.iter().map(|row| row.from_on).min() else { return Ok(duties) };
    let (first, last) = compiled.term();
    let begin = begin.max(first);
    let whole: Vec<_> = months_ending(span.0, span.1).collect();
    let months: Vec<_> = whole
        .into_iter()
        .filter(|(from, to)| *to >= begin && *from <= last && *from <= today)
        .map(|(from, to)| (from.max(begin), to))
        .collect();
    duties.extend(strengths(compiled, &rows, &months, today));
    duties.extend(presences(tx, compiled, contract, &rows, &months, today).await?);
    Ok(duties)
}

fn changed(row: ChangeRow) -> Option<Duty> {
    let state = match row.state {
        ChangeState::Asked | ChangeState::Agreed => DutyState::Open,
        ChangeState::Done => DutyState::Done,
        ChangeState::Unconsented => DutyState::Missed,
        ChangeState::Refused | ChangeState::Withdrawn => return None,
    };
    // What no rule asks for is told all the same, and owed to nobody.
    if !row.consent && row.term.is_none() {
        return None;
    }
    let coming = row.coming.as_deref().unwrap_or("待定");
    let note = match row.state {
        ChangeState::Unconsented => format!("未经同意：{}离岗，接替：{coming}。{}", row.leaving, row.reason),
        _ => format!("{} → {coming}：{}", row.leaving, row.reason),
    };
    let evidence = row.done_at.filter(|_| row.state == ChangeState::Done).map(|at| DutyEvidence {
        text: match &row.decided_by {
            Some(by) => format!("甲方{by}同意，交接 {} 项办完", row.handover.len()),
            None => format!("已书面通知，交接 {} 项办完", row.handover.len()),
        },
        path: format!("/staffing?tab=changes&change={}", row.id),
        client_path: format!("/portal/staffing?change={}", row.id),
        by: row.asked_by_name.clone(),
        at,
    });
    Some(Duty {
        key: format!("staffing:{}", row.id),
        rule: row.rule,
        clause: row.clause,
        assumed: row.assumed,
        title: format!("更换{}", row.title),
        kind: "event",
        works: row.works.0,
        from: row.noticed_on.min(row.effective_on),
        to: row.effective_on,
        due: Some(row.effective_on),
        state,
        ended_at: row.done_at,
        note: Some(note),
        evidence: evidence.into_iter().collect(),
    })
}

/// Each position that must be filled all the time, by the month.
fn strengths(
    compiled: &Compiled,
    rows: &[AssignmentRow],
    months: &[(NaiveDate, NaiveDate)],
    today: NaiveDate,
) -> Vec<Duty> {
    let mut duties = Vec::new();
    let (_, last) = compiled.term();
    for position in compiled.model.staffing.iter().filter(|position| position.when.is_none()) {
        let of_position = rows.iter().filter(|row| row.position == position.id);
        let spans: Vec<Span> = of_position.map(|row| (row.from_on, row.to_on)).collect();
        for &(from, to) in months {
            let told = strength(&spans, position.heads, (from, to.min(last)), today);
            let note = (told.short > 0)
                .then(|| format!("要求 {} 人，最多缺 {} 人，缺编 {} 天", position.heads, told.missing, told.short));
            duties.push(Duty {
                key: format!("staffing-position:{}:{}", position.id, stamp(from)),
                rule: position.id.clone(),
                clause: position.clause.clone(),
                assumed: position.assumed.clone(),
                title: format!("{}在岗（{} 年 {} 月）", position.title, from.year(), from.month()),
                kind: "event",
                works: position.works.clone(),
                from,
                to,
                due: Some(to),
                state: told.state,
                ended_at: ended(told.state, to),
                note,
                evidence: shown(told.state, "岗位登记", "positions", to),
            });
        }
    }
    duties
}

/// Each post on site, by the month.
async fn presences(
    tx: &mut Tx,
    compiled: &Compiled,
    contract: ContractId,
    rows: &[AssignmentRow],
    months: &[(NaiveDate, NaiveDate)],
    today: NaiveDate,
) -> Result<Vec<Duty>, DbError> {
    let (Some((from, _)), Some((_, to))) = (months.first().copied(), months.last().copied()) else {
        return Ok(Vec::new());
    };
    let there = service::month::counted(tx, contract, (from, to)).await?;
    let told = absences_of(tx, contract, (from, to)).await?;
    let mut duties = Vec::new();
    for post in posts(compiled) {
        let holders: Vec<_> = rows.iter().filter(|row| post.takes(&row.position, row.on_site.as_deref())).collect();
        let told: Vec<&AbsenceRow> = told.iter().filter(|row| row.post == post.key).collect();
        for &(from, to) in months {
            // A year without a notice: the page says so, and nothing is judged.
            let days = service::month::expected(compiled, &post, &holders, (from, to)).unwrap_or_default();
            if days.is_empty() {
                continue;
            }
            let states: BTreeMap<NaiveDate, _> = days
                .into_iter()
                .map(|day| {
                    let here = there.get(&(post.key.clone(), day)).copied().unwrap_or(0);
                    let absent = told.iter().any(|row| row.from_on <= day && day <= row.to_on);
                    (day, judge(day, today, post.heads, here, absent).0)
                })
                .collect();
            let state = month_state(&states.values().copied().collect::<Vec<_>>(), (from, to), today);
            duties.push(Duty {
                key: format!("staffing-presence:{}:{}", post.key, stamp(from)),
                rule: post.key.clone(),
                clause: post.clause.clone(),
                assumed: post.assumed.clone(),
                title: format!("{}驻场（{} 年 {} 月）", post.title, from.year(), from.month()),
                kind: "event",
                works: post.works.clone(),
                from,
                to,
                due: Some(to),
                state,
                ended_at: ended(state, to),
                note: gaps(&states),
                evidence: shown(state, "驻场记录", "presence", to),
            });
        }
    }
    Ok(duties)
}

/// The days that were missed, in words.
fn gaps(states: &BTreeMap<NaiveDate, crate::model::DayState>) -> Option<String> {
    use crate::model::DayState::{Announced, Full, Missing};
    let of = |wanted| states.iter().filter(move |(_, state)| **state == wanted).map(|(day, _)| *day);
    let (full, missing): (usize, Vec<NaiveDate>) = (of(Full).count(), of(Missing).collect());
    let announced = of(Announced).count();
    if missing.is_empty() && announced == 0 {
        return None;
    }
    let days: Vec<_> = missing.iter().map(|day| format!("{} 日", day.day())).collect();
    let lost =
        if days.is_empty() { String::new() } else { format!("，缺岗 {} 天（{}）", days.len(), days.join("、")) };
    let told = if announced == 0 { String::new() } else { format!("，事先告知缺勤 {announced} 天") };
    Some(format!("应到 {} 天，实到 {full} 天{lost}{told}", full + missing.len() + announced))
}

fn stamp(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

/// A month is judged when it is over.
fn ended(state: DutyState, to: NaiveDate) -> Option<chrono::DateTime<chrono::Utc>> {
    let over = matches!(state, DutyState::Done | DutyState::Missed | DutyState::Announced);
    over.then(|| zone::start_of_day(to.succ_opt().unwrap_or(to)))
}

fn shown(state: DutyState, text: &str, tab: &str, to: NaiveDate) -> Vec<DutyEvidence> {
    if matches!(state, DutyState::Coming | DutyState::Open) {
        return Vec::new();
    }
    let month = stamp(to);
    vec![DutyEvidence {
        text: text.to_owned(),
        path: format!("/staffing?tab={tab}&month={month}"),
        client_path: format!("/portal/staffing?tab={tab}&month={month}"),
        by: String::new(),
        at: zone::start_of_day(to.succ_opt().unwrap_or(to)),
    }]
}
