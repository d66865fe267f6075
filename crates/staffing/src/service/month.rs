//! Presence on site in a month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jianyue_contracts::{Desk, desk::covers, registry::Compiled};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, db::DbError};
use jianyue_sla::CalendarError;

use crate::{
    error::StaffingError,
    model::{AbsenceTold, DayState, PresenceDay, PresenceMonth, PresencePost, Present},
    permissions::READ,
    policy::{
        month,
        posts::{Post, days, judge, posts},
    },
    store::{
        assignment::{AssignmentRow, assignments_of},
        presence::{AbsenceRow, PresenceRow, absences_of, presence_of},
    },
};

/// Presence in the month of `day` at the posts that `desk.by` may see and somebody was ever assigned to.
pub async fn presence_month(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    day: Option<NaiveDate>,
) -> Result<PresenceMonth, StaffingError> {
    let scope = desk.reader(&READ, contract)?;
    let today = desk.today();
    let (from, to) = month(day.unwrap_or(today));
    let compiled = desk.version(tx, contract, to.min(today)).await?;
    let assigned = assignments_of(tx, contract).await?;
    let mut there: BTreeMap<(String, NaiveDate), Vec<PresenceRow>> = BTreeMap::new();
    for row in presence_of(tx, contract, (from, to)).await? {
        there.entry((row.post.clone(), row.day)).or_default().push(row);
    }
    let told = absences_of(tx, contract, (from, to)).await?;
    let mut shown = Vec::new();
    for post in posts(&compiled).into_iter().filter(|post| covers(&scope, contract, &post.works)) {
        let holders: Vec<_> = assigned.iter().filter(|row| post.takes(&row.position, row.on_site.as_deref())).collect();
        if post.by_choice && holders.is_empty() {
            continue;
        }
        let told: Vec<_> = told.iter().filter(|row| row.post == post.key).collect();
        shown.push(of_post(&compiled, post, (&holders, &told, &mut there), (from, to), today));
    }
    Ok(PresenceMonth { from, to, today, posts: shown })
}

/// What was kept of a post.
type Kept<'a> =
    (&'a [&'a AssignmentRow], &'a [&'a AbsenceRow], &'a mut BTreeMap<(String, NaiveDate), Vec<PresenceRow>>);

fn of_post(
    compiled: &Compiled,
    post: Post,
    (holders, told, there): Kept<'_>,
    span: (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> PresencePost {
    let (expected, problem) = match expected(compiled, &post, holders, span) {
        Ok(days) => (days, None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    let mut days: Vec<PresenceDay> = expected
        .into_iter()
        .map(|day| {
            let people = there.remove(&(post.key.clone(), day)).unwrap_or_default();
            let absent = told.iter().any(|row| row.from_on <= day && day <= row.to_on);
            let (state, missing) = judge(day, today, post.heads, people.len(), absent);
            PresenceDay { day, state, missing, people: people.into_iter().map(present).collect() }
        })
        .collect();
    let others: Vec<_> = there.keys().filter(|(key, _)| *key == post.key).cloned().collect();
    days.extend(others.into_iter().map(|place| {
        let people = there.remove(&place).unwrap_or_default();
        PresenceDay {
            day: place.1,
            state: DayState::Extra,
            missing: 0,
            people: people.into_iter().map(present).collect(),
        }
    }));
    days.sort_by_key(|day| day.day);
    let count = |state| days.iter().filter(|day| day.state == state).count();
    let (full, announced, missing) = (count(DayState::Full), count(DayState::Announced), count(DayState::Missing));
    let names: BTreeSet<&str> =
        holders.iter().filter(|row| row.to_on.is_none_or(|to| span.0 <= to)).map(|row| row.name.as_str()).collect();
    PresencePost {
        key: post.key,
        clause: post.clause,
        assumed: post.assumed,
        title: post.title,
        hours: post.window.describe(),
        heads: post.heads,
        works: post.works,
        holders: names.into_iter().map(str::to_owned).collect(),
        expected: full + announced + missing,
        days,
        full,
        announced,
        missing,
        absences: told.iter().map(|row| absence(row)).collect(),
        problem,
    }
}

/// The days of a span on which somebody is expected at a post: from the first day on which people are put down for it, in the
/// days of service; at a window of its own only while somebody is assigned under it.
pub(crate) fn expected(
    compiled: &Compiled,
    post: &Post,
    holders: &[&AssignmentRow],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<NaiveDate>, CalendarError> {
    let Some(begin) = holders.iter().map(|row| row.from_on).min() else { return Ok(Vec::new()) };
    let (first, last) = compiled.term();
    let mut open = days(compiled, post, from.max(begin).max(first), to.min(last))?;
    if post.by_choice {
        open.retain(|day| holders.iter().any(|row| row.holds(*day)));
    }
    Ok(open)
}

/// How many were at each post on each day of a span.
pub(crate) async fn counted(
    tx: &mut Tx,
    contract: ContractId,
    span: (NaiveDate, NaiveDate),
) -> Result<BTreeMap<(String, NaiveDate), usize>, DbError> {
    let rows = crate::store::presence::presence_counts(tx, contract, span).await?;
    Ok(rows.into_iter().map(|row| ((row.post, row.day), usize::try_from(row.there).unwrap_or(0))).collect())
}

pub(super) fn present(row: PresenceRow) -> Present {
    Present {
        staff_id: row.staff_id,
        name: row.name,
        in_at: row.in_at,
        out_at: row.out_at,
        place: row.place,
        note: row.note,
        correction: row.correction,
        by: row.by_name,
    }
}

pub(super) fn absence(row: &AbsenceRow) -> AbsenceTold {
    AbsenceTold {
        id: row.id,
        post: row.post.clone(),
        staff_id: row.staff_id,
        name: row.name.clone(),
        substitute: row.substitute.clone(),
        from_on: row.from_on,
        to_on: row.to_on,
        reason: row.reason.clone(),
        by: row.by_name.clone(),
        at: row.at,
    }
}
