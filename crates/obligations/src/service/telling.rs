//! The ledger tells what falls due: once a day and contract, all of it in one notice.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use jianyue_contracts::Desk;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    duties::{Duty, DutyState},
    events,
};
use jianyue_sla::zone;

use super::{History, ledger::gather};
use crate::{error::DutyError, model::DutiesDue, store::told::told_insert};

/// How far ahead it looks.
const AHEAD: Days = Days::new(3);
/// How many are named of each.
const NAMED: usize = 6;

/// Tells of a contract, unless it told of today; whether there was something to tell.
pub(crate) async fn tell_of(desk: Desk<'_>, contract: ContractId) -> Result<bool, DutyError> {
    let (today, db) = (desk.today(), desk.app.db());
    let yesterday = today.pred_opt().unwrap_or(today);
    let mut tx = db.read().await?;
    let history = History::read(desk.app, &mut tx, contract).await?;
    let (duties, _) = gather(&mut tx, desk, contract, &history, (yesterday, today + AHEAD)).await?;
    drop(tx);
    let Some(event) = told(contract, &duties, today, desk.now()) else { return Ok(false) };
    let mut tx = db.write().await?;
    let new = told_insert(&mut tx, contract, today, desk.now()).await?;
    if new {
        events::record(&mut tx, desk.env, &event).await?;
    }
    tx.commit().await?;
    Ok(new)
}

fn told(contract: ContractId, duties: &[Duty], today: NaiveDate, at: DateTime<Utc>) -> Option<DutiesDue> {
    let yesterday = today.pred_opt()?;
    let owed = |duty: &&Duty| matches!(duty.state, DutyState::Open | DutyState::Announced | DutyState::Coming);
    let within = |duty: &&Duty| duty.due.is_some_and(|due| today <= due && due <= today + AHEAD);
    let soon: Vec<&Duty> = duties.iter().filter(owed).filter(within).collect();
    let missed = |duty: &&Duty| duty.state == DutyState::Missed && duty.due == Some(yesterday);
    let missed: Vec<&Duty> = duties.iter().filter(missed).collect();
    let mut parts = Vec::new();
    if !missed.is_empty() {
        parts.push(format!("昨天逾期 {} 项：{}", missed.len(), named(&missed)));
    }
    if !soon.is_empty() {
        parts.push(format!("3 天内到期 {} 项：{}", soon.len(), named(&soon)));
    }
    let title = match (soon.len(), missed.len()) {
        (0, 0) => return None,
        (soon, 0) => format!("{soon} 项 3 天内到期"),
        (0, missed) => format!("{missed} 项昨天逾期"),
        (soon, missed) => format!("{soon} 项 3 天内到期，{missed} 项昨天逾期"),
    };
    let first = soon.iter().filter_map(|duty| duty.due).min();
    Some(DutiesDue {
        contract_id: contract.0,
        side: "vendor",
        title,
        text: parts.join("\n"),
        due_at: first.and_then(|day| day.succ_opt()).map(zone::start_of_day),
        at,
    })
}

/// Those that are called the same stand together, by their first day.
fn named(duties: &[&Duty]) -> String {
    let mut by_title: BTreeMap<&str, (NaiveDate, usize)> = BTreeMap::new();
    for duty in duties {
        let day = duty.day();
        let one = by_title.entry(&duty.title).or_insert((day, 0));
        *one = (one.0.min(day), one.1 + 1);
    }
    let mut all: Vec<_> = by_title.into_iter().collect();
    all.sort_by_key(|(title, (day, _))| (*day, *title));
    let more = if all.len() > NAMED { "等" } else { "" };
    let said = |(title, (day, n)): &(&str, (NaiveDate, usize))| {
        let day = day.format("%-m 月 %-d 日");
        if *n > 1 { format!("{title} {n} 项（{day}起）") } else { format!("{title}（{day}）") }
    };
    let texts: Vec<String> = all.iter().take(NAMED).map(said).collect();
    format!("{}{more}", texts.join("、"))
}
