//! What is shown.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, desk::covers};
use jianyue_kernel::{BadCursor, Page, PageRequest, Permission};
use jianyue_platform::{Tx, duties::DutyState, files};
use uuid::Uuid;

use super::known::Known;
use crate::{
    error::AssuranceError,
    model::{AssuranceItem, AssurancePeriod, AssurancePhase, PeriodInFull, PeriodState, PhaseKind},
    permissions::{CONFIRM, DECLARE, READ, WORK},
    policy::{days::stage, rules::hours},
    service::files::{ITEM, PERIOD},
    store::{
        item::{items_count, items_of},
        period::{PeriodRow, WantedPeriods, period_list},
        phase::{PhaseRow, phases_of},
    },
};

/// Which periods are wanted.
#[derive(Clone, Debug, Default)]
pub struct PeriodsRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one state only.
    pub state: Option<PeriodState>,
    /// Ending on this day or later.
    pub from: Option<NaiveDate>,
    /// Beginning on this day or before.
    pub to: Option<NaiveDate>,
    /// Which page.
    pub page: PageRequest,
}

/// Periods that the caller may see, the latest first.
pub async fn list(
    tx: &mut Tx,
    desk: Desk<'_>,
    request: PeriodsRequest,
) -> Result<Page<AssurancePeriod>, AssuranceError> {
    let after = match request.page.after::<2>()? {
        Some([day, id]) => Some((day.parse().map_err(|_| BadCursor)?, id.parse().map_err(|_| BadCursor)?)),
        None => None,
    };
    let limit = request.page.limit();
    let wanted = WantedPeriods {
        scope: desk.by.scope(&READ),
        contract: request.contract,
        state: request.state,
        from: request.from,
        to: request.to,
        after,
    };
    let rows = period_list(tx, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row: &PeriodRow| [row.from_on.to_string(), row.id.to_string()]);
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let counts = items_count(tx, ids.iter().copied()).await?;
    let mut phases: BTreeMap<Uuid, Vec<PhaseRow>> = BTreeMap::new();
    for phase in phases_of(tx, ids).await? {
        phases.entry(phase.period_id).or_default().push(phase);
    }
    Ok(page.map(|row| {
        let phases = phases.remove(&row.id).unwrap_or_default();
        shown(desk, &Known { row, phases }, &counts)
    }))
}

/// A period that the caller may see, with its checklists and files.
pub async fn detail(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<PeriodInFull, AssuranceError> {
    let known = Known::find(tx, desk, id).await?;
    detail_of(tx, desk, known).await
}

pub(super) async fn detail_of(tx: &mut Tx, desk: Desk<'_>, mut known: Known) -> Result<PeriodInFull, AssuranceError> {
    known.phases.sort_by_key(|phase| (phase.from_on, phase.to_on));
    let rows = items_of(tx, known.row.id).await?;
    let mut of_items = files::files_of(tx, ITEM, rows.iter().map(|row| row.id)).await?;
    let of_period = files::files_of(tx, PERIOD, [known.row.id]).await?.remove(&known.row.id).unwrap_or_default();
    let mut counts: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
    for row in &rows {
        let count = counts.entry(row.phase_id).or_default();
        count.0 += 1;
        count.1 += i64::from(row.done_at.is_some());
    }
    let kind_of =
        |id: Uuid| known.phases.iter().find(|phase| phase.id == id).map_or(PhaseKind::During, |one| one.phase);
    let items = rows.into_iter().map(|row| AssuranceItem {
        id: row.id,
        phase: kind_of(row.phase_id),
        key: row.key,
        title: row.title,
        who: row.who,
        day: row.day,
        done_at: row.done_at,
        done_by: row.done_name,
        remark: row.remark,
        files: of_items.remove(&row.id).unwrap_or_default(),
    });
    let items = items.collect();
    let version = desk.version(tx, known.row.contract(), known.row.from_on).await?;
    Ok(PeriodInFull { period: shown(desk, &known, &counts), items, files: of_period, hours: hours(&version.model) })
}

fn shown(desk: Desk<'_>, known: &Known, counts: &BTreeMap<Uuid, (i64, i64)>) -> AssurancePeriod {
    let (row, today) = (&known.row, desk.today());
    let stands: Vec<_> =
        known.phases.iter().map(|phase| (phase.phase, (phase.from_on, phase.to_on), phase.done_at.is_some())).collect();
    let phases = known.phases.iter().map(|phase| {
        let (items, ticked) = counts.get(&phase.id).copied().unwrap_or_default();
        AssurancePhase {
            id: phase.id,
            phase: phase.phase,
            from: phase.from_on,
            to: phase.to_on,
            occurrence_on: phase.occurrence_on,
            state: DutyState::on(today, phase.from_on, Some(phase.to_on), phase.done_on),
            items: u32::try_from(items).unwrap_or_default(),
            ticked: u32::try_from(ticked).unwrap_or_default(),
            summary: phase.summary.clone(),
            done_at: phase.done_at,
            done_by: phase.done_name.clone(),
        }
    });
    AssurancePeriod {
        id: row.id,
        contract_id: row.contract_id,
        title: row.title.clone(),
        occasion: row.occasion,
        reason: row.reason.clone(),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        works: row.works(),
        from: row.from_on,
        to: row.to_on,
        holds_from: row.holds_from.filter(|_| row.state == PeriodState::Confirmed),
        freeze: row.no_release,
        state: row.state,
        stage: stage(row.state, known.span(), &stands, today),
        declared_by: row.declared_name.clone(),
        declared_at: row.declared_at,
        confirmed_by: row.confirmed_name.clone(),
        confirmed_at: row.confirmed_at,
        withdrawn_by: row.ended_name.clone(),
        withdrawn_at: row.ended_at,
        withdrawn_reason: row.ended_reason.clone(),
        phases: phases.collect(),
        allowed_actions: allowed(desk, row, today),
        version: row.version,
    }
}

/// What the caller may do with it now.
fn allowed(desk: Desk<'_>, row: &PeriodRow, today: NaiveDate) -> Vec<&'static str> {
    let holds = |permission: &Permission| covers(&desk.by.scope(permission), row.contract(), &row.works());
    let ahead = row.to_on >= today;
    let decides = match row.state {
        PeriodState::Declared => holds(&DECLARE),
        PeriodState::Confirmed => holds(&CONFIRM) && ahead,
        PeriodState::Withdrawn => false,
    };
    let actions = [
        ("change", decides && ahead),
        ("confirm", row.state == PeriodState::Declared && ahead && holds(&CONFIRM)),
        ("withdraw", decides),
        ("work", row.state == PeriodState::Confirmed && holds(&WORK)),
    ];
    actions.into_iter().filter(|(_, may)| *may).map(|(action, _)| action).collect()
}
