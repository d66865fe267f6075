//! Rosters: who is there when, and when nobody is although the contract wants somebody.

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use jianyue_contracts::{
    model::{self, Window},
    registry::{Compiled, Registry},
};
use jianyue_kernel::{Actor, ContractId, PersonId};
use jianyue_platform::{App, DbError, Tx, events, people::OnCall};
use jianyue_sla::{BusinessTime, ServiceWindow, zone};
use serde::Serialize;
use utoipa::ToSchema;

use super::shifts::shown;
use crate::{
    error::HotlineError,
    model::{Duty, Gap, RosterGap, Shift},
    permissions::{ROSTER_READ, require},
    policy::roster::{Span, gaps},
    store::shift::{self as store, ShiftRow},
};

/// The most days that are asked for at once.
const DAYS: i64 = 62;
/// How many days ahead people are told of a gap.
const AHEAD: [i64; 2] = [3, 1];

/// What a contract wants staffed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Required {
    /// What somebody must be there for.
    pub duty: Duty,
    /// The rule.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub clause: String,
    /// The window, as the contract file writes it; null where an event opens it.
    pub window: Option<String>,
    /// So many hours of a day.
    pub hours: u32,
    /// So many people at a time.
    pub heads: u32,
    /// Whether gaps are looked for; not where an event opens the window whose days nobody has told of.
    pub checked: bool,
    /// What of this is a reading and not the letter.
    pub assumed: Vec<String>,
}

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
}

/// The roster of a contract from day to day, both counted in.
pub async fn roster(
    tx: &mut Tx,
    registry: &Registry,
    by: &Actor,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Roster, HotlineError> {
    require(by, &ROSTER_READ, &ROSTER_READ, contract)?;
    if to < from || (to - from).num_days() >= DAYS {
        return Err(HotlineError::field("to", format!("请选择不超过 {DAYS} 天、先后正确的起止日期")));
    }
    let version = registry.shown(tx, contract, zone::start_of_day(from)).await?.ok_or(HotlineError::NotFound)?;
    let time = registry.time(tx).await?;
    let rows = store::shift_list(tx, contract, zone::start_of_day(from), end_of(to)).await?;
    let gaps = from.iter_days().take_while(|day| *day <= to).flat_map(|day| gaps_on(&version, &time, &rows, day));
    Ok(Roster {
        gaps: gaps.collect(),
        required: staffed(&version).map(|(window, duty)| required(window, duty)).collect(),
        shifts: rows.into_iter().map(shown).collect(),
    })
}

/// Who is on call for each level at a moment.
pub async fn on_call_at(
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    at: DateTime<Utc>,
) -> Result<Vec<OnCallNow>, HotlineError> {
    require(by, &ROSTER_READ, &ROSTER_READ, contract)?;
    let mut levels = Vec::new();
    for level in 1..=3 {
        let Some(duty) = Duty::on_call(level) else { continue };
        let shift = store::shift_running(tx, contract, duty, at).await?.map(shown);
        levels.push(OnCallNow { level, shift });
    }
    Ok(levels)
}

/// Tells of gaps some days ahead, each once for each distance. Contracts without any roster are left alone.
pub(crate) async fn tell_gaps(app: &App, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), HotlineError> {
    let registry = app.state::<Registry>();
    let time = registry.time(tx).await?;
    for label in registry.labels(tx).await?.iter() {
        if !store::shift_any(tx, label.id).await? {
            continue;
        }
        let Some(version) = registry.shown(tx, label.id, now).await? else { continue };
        for ahead in AHEAD {
            let day = zone::local_date(now) + Days::new(ahead.unsigned_abs());
            let rows = store::shift_list(tx, label.id, zone::start_of_day(day), end_of(day)).await?;
            let found = gaps_on(&version, &time, &rows, day);
            for duty in [Duty::Phone, Duty::Online, Duty::OnSite] {
                let of = || found.iter().filter(|gap| gap.duty == duty);
                let (Some(first), Some(last)) = (of().next(), of().next_back()) else { continue };
                if store::gap_tell(tx, label.id, (duty, day, ahead), now).await? {
                    let (contract_id, clause) = (label.id.0, first.clause.clone());
                    let gap = RosterGap { contract_id, duty, day, from: first.from, to: last.to, ahead, clause };
                    events::record(tx, app.env(), &gap).await?;
                }
            }
        }
    }
    Ok(())
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    zone::start_of_day(day.succ_opt().unwrap_or(day))
}

/// The windows that must be staffed, with what for.
fn staffed(version: &Compiled) -> impl Iterator<Item = (&Window, Duty)> {
    let windows = version.model.windows.iter().filter(|window| window.staffed_hours.is_some());
    windows.flat_map(|window| {
        let mut duties: Vec<Duty> = window.channels.iter().filter_map(|channel| duty(*channel)).collect();
        duties.sort_unstable();
        duties.dedup();
        duties.into_iter().map(move |duty| (window, duty))
    })
}

fn duty(channel: model::Channel) -> Option<Duty> {
    match channel {
        model::Channel::Phone => Some(Duty::Phone),
        model::Channel::Qq | model::Channel::Wechat => Some(Duty::Online),
        model::Channel::OnSite => Some(Duty::OnSite),
        model::Channel::Email | model::Channel::Remote | model::Channel::Web | model::Channel::Letter => None,
    }
}

fn required(window: &Window, duty: Duty) -> Required {
    let mut assumed: Vec<String> = window.assumed.iter().cloned().collect();
    assumed.push("合同没有在此写同时在岗人数，按至少一人检查".to_owned());
    if window.hours.is_none() {
        assumed.push("考试日期没有登记，不检查这一时段的空缺".to_owned());
    }
    Required {
        duty,
        rule: window.id.clone(),
        title: window.title.clone(),
        clause: window.clause.clone(),
        window: window.hours.clone(),
        hours: window.staffed_hours.unwrap_or_default(),
        heads: 1,
        checked: window.hours.is_some(),
        assumed,
    }
}

/// The gaps of a day in Shanghai. A year without a holiday notice has none that could be known.
fn gaps_on(version: &Compiled, time: &BusinessTime, rows: &[ShiftRow], day: NaiveDate) -> Vec<Gap> {
    let mut found = Vec::new();
    for (window, duty) in staffed(version) {
        let hours = window.hours.as_deref().and_then(|hours| hours.parse::<ServiceWindow>().ok());
        let open = hours.map(|hours| time.window(&hours).intervals_between(zone::start_of_day(day), end_of(day)));
        let Some(Ok(open)) = open else { continue };
        let wanted: Vec<Span> = open.into_iter().map(|interval| (interval.from, interval.to)).collect();
        let covered: Vec<Span> =
            rows.iter().filter(|row| row.duty == duty).map(|row| (row.starts_at, row.ends_at)).collect();
        for (from, to) in gaps(&wanted, &covered, window.staffed_hours.unwrap_or_default()) {
            found.push(Gap {
                duty,
                day,
                from,
                to,
                why: format!("“{}”每天应有人值守 {} 小时", window.title, window.staffed_hours.unwrap_or_default()),
                rule: window.id.clone(),
                clause: window.clause.clone(),
            });
        }
    }
    found
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
