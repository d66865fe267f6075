//! The file of an asset: what happened to it, from its own entries and what other modules told.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, PageRequest};
use jianyue_platform::{App, Tx, form::Form, form::FormFaults, subjects};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    assets::{held, known},
    done,
    frame::{moment, ticket, time, uuid},
    keep::{entry, keep, shown, whereabouts},
};
use crate::{
    error::AssetError,
    model::{Asset, AssetTicket, Entry, EntryKind, State},
    permissions::{READ, WRITE, require},
    store::{
        asset::AssetRow,
        entry::{EntryRow, entries_add, entry_list},
        ticket::{ticket_link, ticket_list},
    },
};

/// An asset with its file, the newest entry first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssetFile {
    /// The asset.
    pub asset: Asset,
    /// A page of its file.
    pub entries: Vec<Entry>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// An entry that somebody writes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAssetEntry)]
pub struct NewEntry {
    /// `moved`, `repaired`, `inspected` or `note`.
    pub kind: EntryKind,
    /// What there is to say; may be empty for a move.
    #[serde(default)]
    pub text: Option<String>,
    /// When it happened; now when absent.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// Of a move: where it stands now.
    #[serde(default)]
    pub place: Option<String>,
    /// Of a move: who uses it now.
    #[serde(default)]
    pub holder: Option<String>,
    /// Of a move: their unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// Of a repair: how it stands now.
    #[serde(default)]
    pub state: Option<State>,
    /// The ticket it belongs to.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
    /// Of an inspection: the run.
    #[serde(default)]
    pub run_id: Option<Uuid>,
}

/// An asset with a page of its file.
pub async fn file(
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<AssetFile, AssetError> {
    let row = known(tx, by, id).await?;
    let before = match page.after::<2>()? {
        Some([at, id]) => (time(&at)?, uuid(&id)?),
        None => (now + TimeDelta::days(36_500), Uuid::max()),
    };
    let limit = page.limit();
    let entries = entry_list(tx, id, before, limit + 1).await?;
    let page = jianyue_kernel::Page::of(entries, limit, |entry| [entry.at.to_rfc3339(), entry.id.to_string()]);
    Ok(AssetFile { asset: shown(row), entries: page.items.into_iter().map(entry_shown).collect(), next: page.next })
}

fn entry_shown(row: EntryRow) -> Entry {
    Entry {
        id: row.id,
        at: row.at,
        kind: row.kind,
        text: row.text,
        by: row.by_name,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        run_id: row.run_id,
        from: row.moved_from,
        to: row.moved_to,
    }
}

/// Writes an entry; a move or a repair changes what the register says.
pub async fn add_entry(app: &App, tx: &mut Tx, by: &Actor, id: Uuid, new: NewEntry) -> Result<AssetFile, AssetError> {
    let before = held(tx, by, id).await?;
    let contract = before.contract_id.into();
    let mut form = Form::default();
    let now = app.env().now();
    let at = moment(new.at, now, &mut form);
    let text = form.optional("text", "内容", new.text.as_deref(), 2_000);
    if !matches!(new.kind, EntryKind::Moved | EntryKind::Repaired | EntryKind::Inspected | EntryKind::Note) {
        form.wrong("kind", "只能登记调拨、维修、检查和备注，其他记录由系统写入");
    }
    if text.is_none() && new.kind != EntryKind::Moved {
        form.wrong("text", "请填写内容");
    }
    let mut row = before.clone();
    match new.kind {
        EntryKind::Moved => to_new_place(&mut row, &new, &mut form),
        EntryKind::Repaired => row.state = new.state.unwrap_or(row.state),
        _ => {}
    }
    let ticket = match new.ticket_id {
        Some(ticket_id) => Some((ticket_id, ticket(app, tx, contract, ticket_id).await?.ok_or_else(no_ticket)?)),
        None => None,
    };
    if let Some(run) = new.run_id {
        let subject = subjects::subject_of(app, tx, "inspection.run", run).await?;
        if subject.and_then(|subject| subject.contract) != Some(contract) {
            form.wrong("run_id", "巡检记录不存在，或不属于本合同");
        }
    }
    form.done()?;
    let (from, to) = (whereabouts(&before), whereabouts(&row));
    let said = match (new.kind, text) {
        (EntryKind::Moved, None) => format!("{from} → {to}"),
        (EntryKind::Repaired, text) if row.state != before.state => {
            format!("{}（状态：{} → {}）", text.unwrap_or_default(), before.state.label(), row.state.label())
        }
        (_, text) => text.unwrap_or_default(),
    };
    let mut written = EntryRow { at, run_id: new.run_id, ..entry(app, id, new.kind, said.clone(), &by.name) };
    if let Some((ticket_id, subject)) = ticket {
        (written.ticket_id, written.ticket_number) = (Some(ticket_id), Some(subject.number));
    }
    if new.kind == EntryKind::Moved {
        (written.moved_from, written.moved_to) = (Some(from), Some(to));
    }
    if differs(&before, &row) {
        row = keep(tx, row, now).await?.ok_or(AssetError::NotFound)?;
    }
    entries_add(tx, &[written]).await?;
    let detail = json!({ "code": row.code, "name": row.name, "kind": new.kind, "text": said });
    done(app, tx, by, (contract, id), ("assets.entry", "entry"), detail).await?;
    file(tx, by, id, PageRequest::default(), now).await
}

fn to_new_place(row: &mut AssetRow, new: &NewEntry, form: &mut Form) {
    if new.place.is_none() && new.holder.is_none() && new.unit.is_none() {
        form.wrong("place", "请填写新的存放地点、使用人或使用单位");
    }
    let texts = [
        (&mut row.place, &new.place, "place", "存放地点"),
        (&mut row.holder, &new.holder, "holder", "使用人"),
        (&mut row.unit, &new.unit, "unit", "使用单位"),
    ];
    for (kept, given, field, name) in texts {
        if given.is_some() {
            *kept = form.optional(field, name, given.as_deref(), 100);
        }
    }
}

fn differs(a: &AssetRow, b: &AssetRow) -> bool {
    (&a.place, &a.holder, &a.unit, a.state) != (&b.place, &b.holder, &b.unit, b.state)
}

fn no_ticket() -> AssetError {
    FormFaults::one("ticket_id", "工单不存在，或不属于本合同").into()
}

/// The tickets of an asset, the last linked first.
pub async fn tickets(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Vec<AssetTicket>, AssetError> {
    known(tx, by, id).await?;
    Ok(ticket_list(tx, id).await?)
}

/// Links a ticket of the same contract; once.
pub async fn link_ticket(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, ticket_id): (Uuid, Uuid),
) -> Result<Vec<AssetTicket>, AssetError> {
    let row = known(tx, by, id).await?;
    let contract = row.contract_id.into();
    require(by, &WRITE, contract, row.work.as_deref())?;
    let subject = ticket(app, tx, contract, ticket_id).await?.ok_or_else(no_ticket)?;
    // Whoever sees some works only knows of no tickets of others.
    if !by.scope(&READ).covers(contract, subject.work.as_deref()) {
        return Err(no_ticket());
    }
    let linked = AssetTicket {
        ticket_id,
        number: subject.number.clone(),
        title: subject.title.clone(),
        state: subject.words.get("state").cloned().unwrap_or_default(),
        linked_at: app.env().now(),
        linked_by: by.name.clone(),
    };
    if ticket_link(tx, id, &linked).await? {
        let mut written =
            entry(app, id, EntryKind::Ticket, format!("关联工单 {}：{}", subject.number, subject.title), &by.name);
        (written.ticket_id, written.ticket_number) = (Some(ticket_id), Some(subject.number.clone()));
        entries_add(tx, &[written]).await?;
        let detail = json!({ "code": row.code, "name": row.name, "ticket": subject.number });
        done(app, tx, by, (contract, id), ("assets.ticket", "ticket"), detail).await?;
    }
    Ok(ticket_list(tx, id).await?)
}
