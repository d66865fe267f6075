//! Planned windows of a contract over some weeks, with the freezes.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_contracts::Desk;
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{Tx, db::DbError, form::FormFaults};
use jianyue_sla::zone;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{frame, reading::shown};
use crate::{
    error::ChangeError,
    model::{Change, ChangeState, Freeze},
    permissions::READ,
    policy::clash::{Window, clash},
    store::{
        change::ChangeRow,
        listing::{WantedChanges, change_list},
    },
};

/// The longest window of a change, in days.
pub(super) const MOST_DAYS: i64 = 31;
/// The most days of a calendar.
const SPAN: i64 = 100;
/// The most windows of a calendar.
const MOST: u32 = 500;

/// Planned windows and freezes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeCalendar)]
pub struct Calendar {
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// Windows in order of their beginning.
    pub items: Vec<CalendarItem>,
    /// Days on which nothing may be released.
    pub freezes: Vec<Freeze>,
}

/// A change in the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeCalendarItem)]
pub struct CalendarItem {
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// Ids of changes of the calendar whose windows share time and a system with it.
    pub conflicts: Vec<Uuid>,
    /// Ids of freezes that its window touches while it is still to be released.
    pub frozen: Vec<Uuid>,
}

/// Windows that share a day with the span.
pub async fn calendar(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Calendar, ChangeError> {
    let scope = desk.reader(&READ, contract)?;
    if to < from || (to - from).num_days() >= SPAN {
        return Err(FormFaults::one("to", format!("请选择不超过 {SPAN} 天、先后正确的起止日期")).into());
    }
    let span = (zone::start_of_day(from), zone::start_of_day(to + Days::new(1)));
    let mut wanted = overlapping(scope, contract, span);
    wanted.states = [
        ChangeState::Draft,
        ChangeState::Submitted,
        ChangeState::Approved,
        ChangeState::Tested,
        ChangeState::Released,
        ChangeState::Verified,
        ChangeState::RolledBack,
        ChangeState::Closed,
    ]
    .to_vec();
    let mut rows = change_list(tx, &wanted, MOST).await?;
    rows.reverse();
    let freezes = frame::freezes(tx, desk, contract, &[], (from, to)).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        let ahead = row.state.is_ahead();
        let met = rows
            .iter()
            .filter(|other| ahead && other.state.is_ahead() && other.id != row.id && clash(window(row), window(other)));
        let days = (zone::local_date(row.planned_from), zone::local_date(row.planned_to));
        let frozen = freezes.iter().filter(|one| {
            ahead
                && one.from <= days.1
                && days.0 <= one.to
                && row.works.0.iter().any(|work| one.concerns(Some(work.as_str())))
        });
        items.push(CalendarItem {
            conflicts: met.map(|other| other.id).collect(),
            frozen: frozen.map(|one| one.id).collect(),
            change: shown(row.clone(), desk.now()),
        });
    }
    Ok(Calendar { from, to, items, freezes: freezes.into_iter().map(Into::into).collect() })
}

/// Changes still to be released whose windows share time with `span`, whoever may see them.
pub(super) async fn pending(
    tx: &mut Tx,
    contract: ContractId,
    span: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ChangeRow>, DbError> {
    let mut wanted = overlapping(ContractScope::All, contract, span);
    wanted.states = [ChangeState::Draft, ChangeState::Submitted, ChangeState::Approved, ChangeState::Tested].to_vec();
    change_list(tx, &wanted, MOST).await
}

/// A window is never longer than [`MOST_DAYS`], so that those that overlap are found by where they begin.
fn overlapping(
    scope: ContractScope,
    contract: ContractId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> WantedChanges {
    WantedChanges {
        contract: Some(contract.0),
        from: Some(from),
        before: Some(to),
        begins: Some(from - TimeDelta::days(MOST_DAYS)),
        ..WantedChanges::all(scope)
    }
}

/// The window of a row.
pub(super) fn window(row: &ChangeRow) -> Window<'_> {
    Window { from: row.planned_from, to: row.planned_to, works: &row.works.0, systems: &row.systems.0 }
}
