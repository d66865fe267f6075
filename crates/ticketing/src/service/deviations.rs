//! What other modules found wrong: one ticket for each thing, however often it is found.
//!
//! Later evidence goes into the ticket that is open. A thing that is found every minute would bury its ticket's history, so
//! the history tells the first [`MANY`] that differ, and then one in an hour; all of them are counted.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::{model::MatrixCase, registry::Compiled};
use jianyue_kernel::ContractId;
use jianyue_platform::{DbError, Tx, events};
use jianyue_sla::{
    clock::{ClockKind, FactKind},
    zone,
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Desk, hand::Hand, opening::open};
use crate::{
    error::TicketError,
    model::{Channel, DeviationTicketed, EntryKind, Kind, Reporter, State, Ticket},
    service::NewTicket,
    store::{self, DeviationRow},
};

/// How many that differ from the one before are told at once.
const MANY: i64 = 20;
/// How far apart those are that are told behind these.
const APART: TimeDelta = TimeDelta::hours(1);
/// The level of what is found without one: not the gravest, and yet a fault.
const ORDINARY: u8 = 2;
/// The longest title and text that are kept of a finding, in characters.
pub(super) const TITLE: usize = 200;
pub(super) const TEXT: usize = 4_000;

/// Something that was found wrong, as its module tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Deviation {
    /// Names the thing, always the same for the same one.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// The work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// The service concerned.
    #[serde(default)]
    pub service: Option<String>,
    /// 1 is the gravest; absent: [`ORDINARY`].
    #[serde(default)]
    pub level: Option<u8>,
    /// In a line.
    pub title: String,
    /// In words.
    #[serde(default)]
    pub description: String,
    /// When it was found.
    pub at: DateTime<Utc>,
}

/// Something that is no longer wrong.
#[derive(Clone, Debug, Deserialize)]
pub struct Gone {
    /// Names the thing.
    pub key: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// How long it was wrong.
    #[serde(default)]
    pub lasted_seconds: Option<i64>,
    /// In words.
    #[serde(default)]
    pub text: Option<String>,
}

/// What became of a finding.
#[derive(Debug)]
pub enum Found {
    /// A ticket was opened.
    Opened(Box<Ticket>),
    /// The history of the ticket that is open tells of it.
    Added(Uuid),
    /// It was counted.
    Counted(Uuid),
    /// It was known already.
    Known,
}

/// Opens a ticket about what was found, or adds it to the one that is open.
///
/// # Errors
/// As [`open`], which it does where no ticket about it is open.
pub async fn deviation_found(tx: &mut Tx, desk: Desk<'_>, told: &Deviation) -> Result<Found, TicketError> {
    let contract = ContractId(told.contract_id);
    let row = store::deviation_hold(tx, contract, &told.key).await?;
    let said = cut(&told.description, TEXT);
    if row.last_at.is_some_and(|last| last == told.at) && row.said.as_deref() == Some(&*said) {
        return Ok(Found::Known);
    }
    match live(tx, row.ticket_id).await? {
        Some(ticket) => add(tx, desk, told, ticket, row, said).await,
        None => open_about(tx, desk, told, row, said).await,
    }
}

/// The ticket itself while it is open, or the one that carries it on.
pub(super) async fn live(tx: &mut Tx, ticket: Option<Uuid>) -> Result<Option<Uuid>, TicketError> {
    let mut next = ticket;
    // Tickets are merged into tickets that are merged; a ring of them is a fault that must not hold anybody up.
    for _ in 0..10 {
        let Some(id) = next else { return Ok(None) };
        let Some((state, merged_into)) = store::ticket_stands(tx, id).await? else { return Ok(None) };
        if State::from_code(&state).is_some_and(State::is_live) {
            return Ok(Some(id));
        }
        next = merged_into;
    }
    Ok(None)
}

async fn add(
    tx: &mut Tx,
    desk: Desk<'_>,
    told: &Deviation,
    ticket: Uuid,
    row: DeviationRow,
    said: String,
) -> Result<Found, TicketError> {
    let contract = ContractId(told.contract_id);
    let again = row.gone_at.is_some_and(|gone| gone <= told.at);
    let differs = row.said.as_deref() != Some(&*said);
    let apart = row.noted_at.is_none_or(|noted| told.at - noted >= APART);
    let tell = again || apart || (differs && row.noted < MANY);
    let last_at = row.last_at.map_or(told.at, |last| last.max(told.at));
    let mut kept = DeviationRow {
        ticket_id: Some(ticket),
        times: row.times + 1,
        said: Some(said.clone()),
        last_at: Some(last_at),
        gone_at: row.gone_at.filter(|gone| *gone > told.at),
        ..row
    };
    if tell {
        (kept.noted, kept.noted_at) = (kept.noted + 1, Some(last_at));
    }
    let times = kept.times;
    store::deviation_keep(tx, contract, &told.key, &kept).await?;
    if !tell {
        return Ok(Found::Counted(ticket));
    }
    let mut hand = Hand::hold(tx, desk, ticket).await?;
    hand.catch_up()?;
    let text = format!("{}（{}，共 {times} 次）", finding(told, &said), zone::display(told.at));
    let data = json!({ "key": told.key, "found_at": told.at, "times": times, "again": again });
    hand.add(hand.entry(EntryKind::DeviationFound).text(text).data(data));
    let detail = json!({ "key": told.key, "times": times });
    let number = hand.ticket.row.number.clone();
    hand.done(tx, desk, EntryKind::DeviationFound, "ticketing.deviation_found", detail).await?;
    ticketed(tx, desk, (told.key.clone(), contract), ticket, number).await?;
    Ok(Found::Added(ticket))
}

/// Tells the module that found it which ticket it is worked on in.
pub(super) async fn ticketed(
    tx: &mut Tx,
    desk: Desk<'_>,
    (key, contract): (String, ContractId),
    ticket: Uuid,
    number: String,
) -> Result<(), DbError> {
    let told = DeviationTicketed { key, ticket_id: ticket, contract_id: contract.0, number };
    events::record(tx, desk.env, &told).await
}

fn finding(told: &Deviation, said: &str) -> String {
    if said.is_empty() { told.title.clone() } else { said.to_owned() }
}

async fn open_about(
    tx: &mut Tx,
    desk: Desk<'_>,
    told: &Deviation,
    row: DeviationRow,
    said: String,
) -> Result<Found, TicketError> {
    let contract = ContractId(told.contract_id);
    let compiled = desk.registry.in_force(tx, contract, desk.now()).await?.ok_or(TicketError::NoContract)?;
    let (work, case) = case_of(&compiled, told.work.as_deref(), told.level).ok_or(TicketError::NoContract)?;
    let service = told.service.clone().filter(|service| {
        let works = compiled.model.works.iter().filter(|of| work.as_deref().is_none_or(|key| of.key == key));
        works.flat_map(|of| &of.services).any(|of| of.key == *service)
    });
    let new = NewTicket {
        kind: Kind::Fault,
        channel: Channel::Monitoring,
        case: case.id.clone(),
        work,
        service,
        asset: None,
        site_id: None,
        title: cut(&told.title, TITLE),
        description: format!("{said}\n发现时间：{}", zone::display(told.at)).trim().to_owned(),
        reporter: Reporter { name: desk.by.name.clone(), phone: None, unit: None },
        severity_set_by: None,
        form: None,
    };
    let mut ticket = open(tx, desk, contract, new).await?;
    let id = ticket.row.id;
    ticketed(tx, desk, (told.key.clone(), contract), id, ticket.row.number.clone()).await?;
    let gone_at = row.gone_at.filter(|gone| *gone >= told.at);
    let kept = DeviationRow {
        ticket_id: Some(id),
        times: 1,
        noted: 1,
        said: Some(said),
        last_at: Some(told.at),
        noted_at: Some(told.at),
        gone_at,
    };
    store::deviation_keep(tx, contract, &told.key, &kept).await?;
    if let Some(at) = gone_at {
        // It was told late, behind its own end.
        let gone = Gone { key: told.key.clone(), at, lasted_seconds: Some((at - told.at).num_seconds()), text: None };
        ticket = write_gone(tx, desk, id, &gone, Restores::No).await?;
    }
    Ok(Found::Opened(Box::new(ticket)))
}

/// The work and the case of a finding: of its level, or else the next less grave, or else the least grave that the vendor
/// mends. A work that is named nowhere is the first one that has cases.
pub(super) fn case_of<'a>(
    contract: &'a Compiled,
    work: Option<&str>,
    level: Option<u8>,
) -> Option<(Option<String>, &'a MatrixCase)> {
    let known = work.filter(|key| contract.model.work(key).is_some()).map(str::to_owned);
    let works = &contract.model.works;
    let has_cases = |key: Option<&str>| contract.cases_of(key).next().is_some();
    let work = match known {
        Some(key) => Some(key),
        None if works.len() != 1 && has_cases(None) => None,
        None => works.iter().map(|work| work.key.clone()).find(|key| has_cases(Some(key))),
    };
    let mut cases: Vec<&MatrixCase> =
        contract.cases_of(work.as_deref()).map(|(_, case)| case).filter(|case| case.vendor_duty).collect();
    cases.sort_by_key(|case| case.level);
    let level = level.unwrap_or(ORDINARY);
    let case = cases.iter().find(|case| case.level >= level).or(cases.last());
    Some((work, *case?))
}

/// Whether the end of a deviation brings service back by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restores {
    /// What was down is up again.
    Yes,
    /// Somebody has to say so.
    No,
}

/// Writes into the open ticket that what was found is gone. A person closes it. Where service is back by that and the
/// contract has a clock for it that still runs, it stops.
///
/// # Errors
/// When the ticket's contract cannot be read, or the database refuses.
pub async fn deviation_gone(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    gone: &Gone,
    restores: Restores,
) -> Result<Option<Uuid>, TicketError> {
    let mut row = store::deviation_hold(tx, contract, &gone.key).await?;
    if row.gone_at.is_some_and(|known| known >= gone.at) || row.last_at.is_some_and(|last| last > gone.at) {
        return Ok(None);
    }
    row.gone_at = Some(gone.at);
    store::deviation_keep(tx, contract, &gone.key, &row).await?;
    let Some(ticket) = live(tx, row.ticket_id).await? else { return Ok(None) };
    write_gone(tx, desk, ticket, gone, restores).await?;
    Ok(Some(ticket))
}

async fn write_gone(
    tx: &mut Tx,
    desk: Desk<'_>,
    ticket: Uuid,
    gone: &Gone,
    restores: Restores,
) -> Result<Ticket, TicketError> {
    let mut hand = Hand::hold(tx, desk, ticket).await?;
    hand.catch_up()?;
    let lasted = gone.lasted_seconds.map(|seconds| format!("，持续 {}", in_words(seconds))).unwrap_or_default();
    let more = gone.text.as_deref().map(|text| format!("。{}", cut(text, TEXT))).unwrap_or_default();
    let text = format!("恢复于 {}{lasted}{more}", zone::display(gone.at));
    let data = json!({ "key": gone.key, "gone_at": gone.at, "lasted_seconds": gone.lasted_seconds });
    hand.add(hand.entry(EntryKind::DeviationGone).text(text).data(data));
    let row = &hand.ticket.row;
    let owed = row.clocks.iter().any(|clock| clock.kind == ClockKind::Restore && clock.stopped_at.is_none());
    let active = matches!(row.state, State::Open | State::Assigned | State::Working);
    if restores == Restores::Yes && owed && active {
        hand.turn(State::Restored);
        hand.add(hand.entry(EntryKind::Restored).text("监测到服务已恢复").fact(FactKind::Restored));
    }
    let detail = json!({ "key": gone.key, "lasted_seconds": gone.lasted_seconds });
    hand.done(tx, desk, EntryKind::DeviationGone, "ticketing.deviation_gone", detail).await
}

pub(super) fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// A span as people say it: `2 天 3 小时`, `1 小时 5 分钟`, `40 秒`.
fn in_words(seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{} 秒", seconds.max(0)),
        (0, 0, minutes) => format!("{minutes} 分钟"),
        (0, hours, minutes) => format!("{hours} 小时 {minutes} 分钟"),
        (days, hours, _) => format!("{days} 天 {hours} 小时"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_people_do() {
        for (seconds, words) in [
            (0, "0 秒"),
            (59, "59 秒"),
            (61, "1 分钟"),
            (3_900, "1 小时 5 分钟"),
            (183_600, "2 天 3 小时"),
            (-5, "0 秒"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }
}
