//! What other modules tell: known by the names of their events only.

use chrono::{DateTime, Utc};
use jianyue_platform::{App, Tx, events::Recorded};
use serde::Deserialize;
use uuid::Uuid;

pub(crate) use super::sheets::book;
use super::{keep::entry, told};
use crate::{
    error::AssetError,
    model::EntryKind,
    policy::codes_in,
    store::{
        asset::assets_by_code,
        entry::{EntryRow, entries_add},
        spare::{spare_find, spare_ticketed},
        ticket::{ticket_assets, ticket_stands},
    },
};

/// Something happened to a ticket.
#[derive(Debug, Deserialize)]
pub(crate) struct TicketTold {
    ticket_id: Uuid,
    number: String,
    what: String,
    state: String,
    at: DateTime<Utc>,
}

/// What of a ticket's history belongs into the files of its assets.
fn says(what: &str) -> Option<&'static str> {
    Some(match what {
        "restored" => "已恢复服务",
        "worked_around" => "已用临时方案恢复",
        "resolved" => "已提交解决",
        "accepted" => "已验收通过",
        "refused" => "验收退回",
        "closed" => "已关闭",
        "reopened" => "重新受理",
        "cancelled" => "已取消",
        "merged" => "并入其他工单",
        _ => return None,
    })
}

/// The files of a ticket's assets tell how it goes on.
pub(crate) async fn ticket_changed(
    app: &App,
    tx: &mut Tx,
    event: &Recorded,
    ticket: TicketTold,
) -> Result<(), AssetError> {
    let Some(said) = says(&ticket.what) else { return Ok(()) };
    let assets = ticket_assets(tx, ticket.ticket_id).await?;
    if assets.is_empty() {
        return Ok(());
    }
    ticket_stands(tx, ticket.ticket_id, &ticket.state).await?;
    let entries: Vec<EntryRow> = assets
        .into_iter()
        .map(|asset| EntryRow {
            at: ticket.at,
            ticket_id: Some(ticket.ticket_id),
            ticket_number: Some(ticket.number.clone()),
            source: Some(format!("event:{}", event.id)),
            ..entry(app, asset, EntryKind::Ticket, format!("工单 {} {said}", ticket.number), "系统")
        })
        .collect();
    Ok(entries_add(tx, &entries).await?)
}

/// A round found something wrong.
#[derive(Debug, Deserialize)]
pub(crate) struct RoundTold {
    run_id: Uuid,
    contract_id: Uuid,
    title: String,
    #[serde(default)]
    description: String,
    at: DateTime<Utc>,
}

/// The files of the assets whose codes are named tell what a round found.
pub(crate) async fn round_found(app: &App, tx: &mut Tx, event: &Recorded, round: RoundTold) -> Result<(), AssetError> {
    let codes = codes_in(&format!("{}\n{}", round.title, round.description));
    if codes.is_empty() {
        return Ok(());
    }
    let text = if round.description.is_empty() { &round.title } else { &round.description };
    let text: String = format!("巡检发现：{text}").chars().take(2_000).collect();
    let entries: Vec<EntryRow> = assets_by_code(tx, round.contract_id.into(), &codes)
        .await?
        .into_iter()
        .map(|asset| EntryRow {
            at: round.at,
            run_id: Some(round.run_id),
            source: Some(format!("event:{}", event.id)),
            ..entry(app, asset.id, EntryKind::Inspected, text.clone(), "巡检")
        })
        .collect();
    Ok(entries_add(tx, &entries).await?)
}

/// What was found wrong is worked on in a ticket.
#[derive(Debug, Deserialize)]
pub(crate) struct TicketedTold {
    key: String,
    ticket_id: Uuid,
    contract_id: Uuid,
    number: String,
}

/// A low spare is refilled in a ticket.
pub(crate) async fn ticketed(app: &App, tx: &mut Tx, ticketed: TicketedTold) -> Result<(), AssetError> {
    let Some(id) = ticketed.key.strip_prefix("spare:").and_then(|id| id.parse::<Uuid>().ok()) else { return Ok(()) };
    let spare = spare_find(tx, id).await?.filter(|spare| spare.contract_id == ticketed.contract_id);
    if spare.is_some() {
        spare_ticketed(tx, id, ticketed.ticket_id, &ticketed.number).await?;
        told(app, tx, (ticketed.contract_id.into(), id), "spare_ticketed").await?;
    }
    Ok(())
}
