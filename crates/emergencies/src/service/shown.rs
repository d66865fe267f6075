//! Emergencies as they are read.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{Desk, Refusal, model::Within};
use jianyue_kernel::{BadCursor, Page, PageRequest};
use jianyue_platform::{Tx, duties::DutyState, files::files_of};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{EMERGENCY, may, plans::opened};
use crate::{
    error::EmergencyError,
    model::{Emergency, Entry, File, OpenedPlan, PlanState, State},
    permissions::{COMMAND, CONFIRM, PLAN, READ},
    policy::standing::Days,
    store::{
        emergency::{EmergencyRow, EntryRow, Wanted, emergency_find, emergency_list, entries_of},
        plan::{plan_find, version_find},
        works_of,
    },
};

/// Which emergencies are wanted.
#[derive(Clone, Debug, Default)]
pub struct EmergenciesWanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In these states only; none means any.
    pub states: Vec<State>,
    /// Which page.
    pub page: PageRequest,
}

/// Emergencies, the last first.
pub async fn emergencies(
    tx: &mut Tx,
    desk: Desk<'_>,
    wanted: EmergenciesWanted,
) -> Result<Page<Emergency>, EmergencyError> {
    let after = match wanted.page.after::<2>()? {
        Some([at, id]) => {
            Some((at.parse::<DateTime<Utc>>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let limit = wanted.page.limit();
    let scope = desk.by.scope(&READ);
    let asked = Wanted { scope, contract: wanted.contract, states: wanted.states, after };
    let rows = emergency_list(tx, &asked, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.opened_at.to_rfc3339(), row.id.to_string()]);
    Ok(page.map(|row| line(&row, desk.today())))
}

/// Everything of an emergency.
pub async fn emergency(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<File, EmergencyError> {
    let row = emergency_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &READ, row.contract_id.into(), &works_of(&row.works))?;
    whole(tx, desk, row).await
}

/// The same of a row that the caller may see.
pub(super) async fn whole(tx: &mut Tx, desk: Desk<'_>, row: EmergencyRow) -> Result<File, EmergencyError> {
    let plan = match row.plan_version_id {
        Some(id) => opened_plan(tx, desk, id).await?,
        None => None,
    };
    let entries = entries_of(tx, row.id).await?.into_iter().map(entry).collect();
    let files = files_of(tx, EMERGENCY, [row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(File {
        emergency: line(&row, desk.today()),
        plan,
        entries,
        report: row.report.as_ref().map(|report| report.0.clone()),
        files,
        allowed_actions: allowed(desk, &row),
        now: desk.now(),
    })
}

async fn opened_plan(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Option<OpenedPlan>, EmergencyError> {
    let Some(version) = version_find(tx, id).await? else { return Ok(None) };
    let plan = plan_find(tx, version.plan_id).await?.ok_or(Refusal::NotFound)?;
    Ok(Some(OpenedPlan {
        plan_id: plan.id,
        title: plan.title,
        number: version.number,
        agreed: version.state == PlanState::Agreed,
        body: opened(desk.app, &version),
    }))
}

fn allowed(desk: Desk<'_>, row: &EmergencyRow) -> Vec<&'static str> {
    let works = works_of(&row.works);
    let able = |permission| may(desk, permission, row.contract_id, &works);
    let (commands, plans, confirms) = (able(&COMMAND), able(&PLAN), able(&CONFIRM));
    let own = row.reported_by == Some(desk.by.person.0);
    let all = [
        ("log", commands && row.state.burns()),
        ("command", commands && row.state.burns() && row.commander_id == Some(desk.by.person.0)),
        ("attach", commands && row.state != State::Confirmed),
        ("report", plans && row.state == State::StoodDown),
        ("set_day", confirms && (row.state.burns() || row.state == State::StoodDown)),
        ("confirm", confirms && row.state == State::Reported && !own),
    ];
    all.into_iter().filter_map(|(name, may)| may.then_some(name)).collect()
}

/// How the contract's term is written in a row, as people read it.
fn within(row: &EmergencyRow) -> Option<Within> {
    row.within.as_deref().and_then(|text| text.parse().ok())
}

/// Where an emergency stands against its contract on a day.
pub(crate) fn standing(row: &EmergencyRow, today: NaiveDate) -> DutyState {
    let day = |at: Option<DateTime<Utc>>| at.map(zone::local_date);
    let days = Days {
        opened: row.opened_on,
        commanded: day(row.first_command_at),
        due: row.agreed_on.or(row.due_on),
        reported: day(row.reported_at),
        at_once: within(row) == Some(Within::AtOnce),
    };
    days.state(today)
}

/// A row of a list.
pub(crate) fn line(row: &EmergencyRow, today: NaiveDate) -> Emergency {
    let within = within(row);
    Emergency {
        id: row.id,
        contract_id: row.contract_id,
        works: works_of(&row.works),
        number: row.number.clone(),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        within: within.map(Within::in_chinese),
        at_once: within == Some(Within::AtOnce),
        title: row.title.clone(),
        scenario: row.scenario.clone(),
        level: row.level,
        affects_use: row.affects_use,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number.clone(),
        state: row.state,
        opened_by: row.opened_name.clone(),
        opened_at: row.opened_at,
        roles: row.roles.0.clone(),
        commander: row.commander_name.clone(),
        first_command_seconds: row.first_command_at.map(|at| (at - row.opened_at).num_seconds().max(0)),
        controlled_at: row.controlled_at,
        stood_down_at: row.stood_down_at,
        stood_down_by: row.stood_down_name.clone(),
        reported_at: row.reported_at,
        reported_by: row.reported_name.clone(),
        confirmed_at: row.confirmed_at,
        confirmed_by: row.confirmed_name.clone(),
        note: row.note.clone(),
        due_on: row.agreed_on.or(row.due_on),
        due_agreed: row.agreed_on.is_some(),
        late: matches!(standing(row, today), DutyState::DoneLate | DutyState::Missed),
    }
}

fn entry(row: EntryRow) -> Entry {
    Entry {
        id: row.id,
        kind: row.kind,
        text: row.text,
        role: row.role,
        step: row.step,
        by: row.by_name,
        happened_at: row.happened_at,
        recorded_at: row.recorded_at,
    }
}
