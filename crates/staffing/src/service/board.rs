//! The positions of a contract and who fills them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jianyue_contracts::{
    Desk,
    derive::day_after,
    desk::covers,
    model::{Position, Within},
    registry::Compiled,
};
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use jianyue_sla::ServiceWindow;
use uuid::Uuid;

use crate::{
    error::StaffingError,
    model::{ChangeState, OnSiteWindow, PositionHolder, StaffBoard, StaffPosition, StaffTeam},
    permissions::READ,
    policy::posts::posts,
    store::{
        assignment::{AssignmentRow, assignments_of},
        change::changes_of,
    },
};

/// The positions of a contract that `desk.by` may see.
pub async fn board(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<StaffBoard, StaffingError> {
    let scope = desk.reader(&READ, contract)?;
    let today = desk.today();
    let compiled = desk.version(tx, contract, today).await?;
    let rows = assignments_of(tx, contract).await?;
    let running = changes_of(tx, contract).await?.into_iter();
    let running: BTreeMap<Uuid, Uuid> = running
        .filter(|change| matches!(change.state, ChangeState::Asked | ChangeState::Agreed))
        .map(|change| (change.assignment_id, change.id))
        .collect();
    let posts = posts(&compiled);
    let seen = |works: &[String]| covers(&scope, contract, works);
    let positions = compiled.model.staffing.iter().filter(|position| seen(&position.works)).map(|position| {
        let on_site = posts.iter().any(|post| post.key == position.id);
        shown(&compiled, position, on_site, (&rows, &running), today)
    });
    let windows = posts.iter().filter(|post| post.by_choice && seen(&post.works)).map(|post| OnSiteWindow {
        rule: post.key.clone(),
        clause: post.clause.clone(),
        title: post.title.clone(),
        hours: post.window.describe(),
    });
    let team = if seen(&[]) { team(&compiled, &rows, today) } else { None };
    Ok(StaffBoard { today, team, positions: positions.collect(), windows: windows.collect() })
}

fn team(compiled: &Compiled, rows: &[AssignmentRow], today: NaiveDate) -> Option<StaffTeam> {
    let team = compiled.model.team.as_ref()?;
    let there: BTreeSet<Uuid> = rows.iter().filter(|row| row.holds(today)).map(|row| row.staff_id).collect();
    let calendar = compiled.time.calendar();
    Some(StaffTeam {
        rule: team.id.clone(),
        clause: team.clause.clone(),
        assumed: team.assumed.clone(),
        text: team.text.clone(),
        heads: team.heads,
        filled: there.len(),
        change_notice: team.change_notice.map(Within::in_chinese),
        consent: team.consent,
        earliest_on: team.change_notice.and_then(|span| day_after(today, span, calendar).ok()),
    })
}

fn shown(
    compiled: &Compiled,
    position: &Position,
    on_site: bool,
    (rows, running): (&[AssignmentRow], &BTreeMap<Uuid, Uuid>),
    today: NaiveDate,
) -> StaffPosition {
    let of_position = rows.iter().filter(|row| row.position == position.id);
    let (holders, mut before): (Vec<_>, Vec<_>) = of_position
        .map(|row| PositionHolder {
            id: row.id,
            staff_id: row.staff_id,
            name: row.name.clone(),
            on_site: row.on_site.clone(),
            from_on: row.from_on,
            to_on: row.to_on,
            now: row.holds(today),
            change_id: running.get(&row.id).copied(),
        })
        .partition(|holder| holder.to_on.is_none_or(|to| today <= to));
    before.reverse();
    let filled = holders.iter().filter(|holder| holder.now).count();
    let window = position.window.as_ref().and_then(|id| compiled.model.windows.iter().find(|one| one.id == *id));
    let hours = window.and_then(|window| window.hours.as_ref()?.parse::<ServiceWindow>().ok());
    StaffPosition {
        rule: position.id.clone(),
        clause: position.clause.clone(),
        assumed: position.assumed.clone(),
        title: position.title.clone(),
        heads: position.heads,
        at_least: position.at_least,
        one_per: position.one_per,
        when: position.when.clone(),
        skills: position.skills.clone(),
        tasks: position.tasks.clone(),
        key_person: position.key_person,
        hours: hours.map(|hours| hours.describe()),
        on_site,
        works: position.works.clone(),
        filled,
        gap: usize::try_from(position.heads).unwrap_or(usize::MAX).saturating_sub(filled),
        holders,
        before,
    }
}
