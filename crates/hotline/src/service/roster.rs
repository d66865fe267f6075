//! Rosters: who is there when, and when nobody is although the contract wants somebody.

use async_trait::async_trait;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use jianyue_contracts::registry::{ContractLabel, Registry, RegistryError};
use jianyue_kernel::{Actor, ContractId, PersonId};
use jianyue_platform::{
    App, DbError, Tx, events,
    people::{OnCall, People},
};
use jianyue_sla::zone;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    shifts::shown,
    special::told_of,
    staffing::{Required, end_of, gaps_on, needs},
};
use crate::{
    error::HotlineError,
    model::{Duty, Gap, RosterGap, Shift},
    permissions::{ROSTER_READ, require},
    store::{
        shift::{self as store, ShiftRow},
        special::gap_insert,
    },
};

/// The most days that are asked for at once.
const DAYS: i64 = 62;
/// How many days ahead special periods are asked about.
const TOLD_AHEAD: u64 = 366;
/// How many days ahead people are told of a gap.
const AHEAD: [i64; 2] = [3, 1];

/// A roster with what it lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Roster {
    /// Shifts that have a part in these days, by their beginning.
    pub shifts: Vec<Shift>,
    /// Times that the contract wants staffed and nobody is down for.
    pub gaps: Vec<Gap>,
    /// What the contract wants staffed.
    pub required: Vec<Required>,
}

/// Who is on call for a level of support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OnCallNow {
    /// 1 to 3.
    pub level: u8,
    /// Who; null for nobody.
    pub shift: Option<Shift>,
    /// Their phone number, for the vendor's people; null where none is known.
    pub phone: Option<String>,
}

/// The roster of a contract from day to day, both counted in.
pub async fn roster(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Roster, HotlineError> {
    require(by, &ROSTER_READ, &ROSTER_READ, contract)?;
    if to < from || (to - from).num_days() >= DAYS {
        return Err(HotlineError::field("to", format!("请选择不超过 {DAYS} 天、先后正确的起止日期")));
    }
    let registry = app.state::<Registry>();
    let version = registry.shown(tx, contract, zone::start_of_day(from)).await?.ok_or(HotlineError::NotFound)?;
    let time = registry.time(tx).await?;
    let rows = store::shift_list(tx, contract, zone::start_of_day(from), end_of(to)).await?;
    // What is told of later days is shown, too: whether a window is checked at all.
    let told = told_of(app, tx, contract, (from, from + Days::new(TOLD_AHEAD))).await?;
    let days = from.iter_days().take_while(|day| *day <= to);
    Ok(Roster {
        gaps: days.flat_map(|day| gaps_on(&version, &time, &rows, &told, day)).collect(),
        required: needs(&version.model).iter().map(|need| need.required(&told)).collect(),
        shifts: rows.into_iter().map(shown).collect(),
    })
}

/// Who is on call for each level at a moment.
pub async fn on_call_at(
    tx: &mut Tx,
    people: &People,
    by: &Actor,
    contract: ContractId,
    at: DateTime<Utc>,
) -> Result<Vec<OnCallNow>, HotlineError> {
    require(by, &ROSTER_READ, &ROSTER_READ, contract)?;
    let mut levels = Vec::new();
    for level in 1..=3 {
        let Some(duty) = Duty::on_call(level) else { continue };
        let shift = store::shift_running(tx, contract, duty, at).await?.map(shown);
        levels.push(OnCallNow { level, shift, phone: None });
    }
    // Their numbers are the vendor's own: the client calls the hotline.
    if !by.is_vendor_on(contract) {
        return Ok(levels);
    }
    let ids = levels.iter().map(|one| PersonId(one.shift.as_ref().map_or(Uuid::nil(), |shift| shift.person.id)));
    let contacts = people.0.contacts(tx, &ids.collect::<Vec<_>>()).await?;
    for (level, contact) in levels.iter_mut().zip(contacts) {
        level.phone = contact.phone;
    }
    Ok(levels)
}

/// Tells of gaps some days ahead: one event for each contract, day and distance. A contract whose term is over and that has
/// no roster any more is left alone.
pub(crate) async fn tell_gaps(app: &App, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), HotlineError> {
    let registry = app.state::<Registry>();
    let time = registry.time(tx).await?;
    for label in registry.labels(tx).await?.iter() {
        let version = match registry.in_force(tx, label.id, now).await {
            Ok(version) => version,
            Err(RegistryError::NotInForce(_)) if store::shift_any(tx, label.id).await? => {
                registry.shown(tx, label.id, now).await?
            }
            Err(RegistryError::NotInForce(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        let Some(version) = version.filter(|version| !needs(&version.model).is_empty()) else { continue };
        let today = zone::local_date(now);
        let told = told_of(app, tx, label.id, (today, today + Days::new(TOLD_AHEAD))).await?;
        for ahead in AHEAD {
            let day = zone::local_date(now) + Days::new(ahead.unsigned_abs());
            let rows = store::shift_list(tx, label.id, zone::start_of_day(day), end_of(day)).await?;
            let found = gaps_on(&version, &time, &rows, &told, day);
            tell_day(app, tx, label, (day, ahead), found).await?;
        }
    }
    Ok(())
}

/// Tells of what is lacking on a day, but for duties that were told of at the same distance before.
async fn tell_day(
    app: &App,
    tx: &mut Tx,
    label: &ContractLabel,
    (day, ahead): (NaiveDate, i64),
    mut found: Vec<Gap>,
) -> Result<(), HotlineError> {
    let (env, now) = (app.env(), app.env().now());
    let mut duties: Vec<Duty> = Vec::new();
    for duty in [Duty::Phone, Duty::Online, Duty::OnSite] {
        let lacks = found.iter().any(|gap| gap.duty == duty);
        if lacks && store::gap_tell(tx, label.id, (duty, day, ahead), now).await? {
            duties.push(duty);
        }
    }
    found.retain(|gap| duties.contains(&gap.duty));
    let (Some(first), Some(last)) = (found.iter().map(|gap| gap.from).min(), found.iter().map(|gap| gap.to).max())
    else {
        return Ok(());
    };
    let clock =
        |at: DateTime<Utc>| if at == end_of(day) { "24:00".to_owned() } else { zone::display(at)[11..16].to_owned() };
    let mut spans: Vec<String> = Vec::new();
    for gap in &found {
        let span = format!("{} {}–{}", gap.duty.label(), clock(gap.from), clock(gap.to));
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    let mut clauses: Vec<&str> = found.iter().map(|gap| gap.clause.as_str()).collect();
    clauses.dedup();
    let title = format!("{} {}月{}日值班空缺：{}", label.prefix, day.month(), day.day(), spans.join("，"));
    let event = RosterGap {
        gap_id: env.id(),
        contract_id: label.id.0,
        duty: duties[0],
        duties,
        day,
        from: first,
        to: last,
        ahead,
        clause: clauses.join("、"),
        text: found.iter().map(|gap| gap.why.as_str()).fold(Vec::new(), distinct).join("；"),
        at: now,
    };
    gap_insert(tx, (event.gap_id, label.id), day, &title, now).await?;
    events::record(tx, env, &event).await?;
    Ok(())
}

fn distinct<'a>(mut all: Vec<&'a str>, one: &'a str) -> Vec<&'a str> {
    if !all.contains(&one) {
        all.push(one);
    }
    all
}

/// Says to other modules who is on call.
pub(crate) struct Rosters;

#[async_trait]
impl OnCall for Rosters {
    async fn on_call(
        &self,
        tx: &mut Tx,
        contract: ContractId,
        _work: Option<&str>,
        level: u8,
        at: DateTime<Utc>,
    ) -> Result<Option<PersonId>, DbError> {
        let Some(duty) = Duty::on_call(level) else { return Ok(None) };
        let running = store::shift_running(tx, contract, duty, at).await?;
        Ok(running.map(|row: ShiftRow| PersonId(row.person_id)))
    }
}
