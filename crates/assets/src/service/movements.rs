//! Movements of stock. The spare is held while it moves, so that two who take the last one do not both get it.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, Page, PageRequest};
use jianyue_platform::{
    App, DbError, Tx, events,
    form::{Form, FormFaults},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    frame::{self, moment, ticket},
    keep::entry,
    spares::{MOST, held, known},
};
use crate::{
    error::AssetError,
    model::{DeviationFound, DeviationGone, EntryKind, Movement, MovementKind, SpareLow},
    policy::{Change, Moved, delta},
    store::{
        asset::asset_find,
        entry::entries_add,
        movement::{MovementRow, movement_find, movement_last, movement_list, movements_insert},
        spare::{SpareRow, spare_enough, spare_hold, spare_low, spare_move},
    },
};

/// The level of a ticket about a low spare: the least grave that the contract has.
const LEAST_GRAVE: u8 = 9;

/// A movement that somebody makes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSpareMovement)]
pub struct NewMovement {
    /// Made by the caller, so that it is done once however often it is sent.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// How it moves.
    pub kind: MovementKind,
    /// How many; of a count: how many there are.
    pub quantity: i64,
    /// The ticket it is for.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
    /// The asset it is for.
    #[serde(default)]
    pub asset_id: Option<Uuid>,
    /// Why; needed when some are given up or counted.
    #[serde(default)]
    pub reason: Option<String>,
    /// When; now when absent.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
}

/// Where a movement comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Cause {
    pub id: Option<Uuid>,
    pub ticket: Option<(Uuid, String)>,
    pub asset: Option<Uuid>,
    pub sheet: Option<Uuid>,
    pub taking: Option<Uuid>,
    pub reason: Option<String>,
    pub by: String,
    pub at: Option<DateTime<Utc>>,
}

/// Movements of a spare, the last first.
pub async fn movements(tx: &mut Tx, by: &Actor, id: Uuid, page: PageRequest) -> Result<Page<Movement>, AssetError> {
    known(tx, by, id).await?;
    let before = match page.after::<1>()? {
        Some([seq]) => seq.parse().map_err(|_| jianyue_kernel::BadCursor)?,
        None => i64::MAX,
    };
    let limit = page.limit();
    let rows = movement_list(tx, id, before, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.seq.to_string()]).map(shown))
}

/// Moves stock by hand. A movement whose id is known was made already, and is answered again.
pub async fn move_by_hand(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    new: NewMovement,
) -> Result<Movement, AssetError> {
    let row = held(tx, by, id).await?;
    let contract = row.contract_id.into();
    if let Some(known) = new.id
        && let Some(there) = movement_find(tx, known).await?
    {
        return if there.spare_id == id { Ok(shown(there)) } else { Err(AssetError::NotFound) };
    }
    let mut form = Form::default();
    let least = i64::from(new.kind != MovementKind::Counted);
    if !(least..=MOST).contains(&new.quantity) {
        form.wrong("quantity", format!("数量应在 {least} 到 {MOST} 之间"));
    }
    let reason = form.optional("reason", "原因", new.reason.as_deref(), 500);
    if reason.is_none() && matches!(new.kind, MovementKind::Scrapped | MovementKind::Counted) {
        form.wrong("reason", "请写明原因");
    }
    let at = moment(new.at, app.env().now(), &mut form);
    let asset = match new.asset_id {
        Some(asset) => asset_find(tx, asset).await?.filter(|asset| asset.contract_id == row.contract_id),
        None => None,
    };
    if new.asset_id.is_some() && asset.is_none() {
        form.wrong("asset_id", "资产不存在，或不属于本合同");
    }
    form.done()?;
    let ticket = match new.ticket_id {
        Some(ticket_id) => match ticket(app, tx, contract, ticket_id).await? {
            Some(subject) => Some((ticket_id, subject.number)),
            None => return Err(FormFaults::one("ticket_id", "工单不存在，或不属于本合同").into()),
        },
        None => None,
    };
    let cause = Cause {
        id: new.id,
        ticket: ticket.clone(),
        asset: new.asset_id,
        reason,
        by: by.name.clone(),
        at: Some(at),
        ..Cause::default()
    };
    let (row, moved) = move_stock(app, tx, row, Moved { kind: new.kind, quantity: new.quantity }, cause).await?;
    if let Some(asset) = asset {
        let text = format!("{} {} {} {}（{}）", new.kind.label(), row.name, new.quantity, row.unit, row.code);
        let mut written = entry(app, asset.id, EntryKind::Part, text, &by.name);
        if let Some((ticket, number)) = ticket {
            (written.ticket_id, written.ticket_number) = (Some(ticket), Some(number));
        }
        entries_add(tx, &[written]).await?;
    }
    let detail = json!({
        "code": row.code, "name": row.name, "kind": new.kind, "quantity": new.quantity, "stock": row.stock,
        "unit": row.unit, "reason": moved.reason,
    });
    done(app, tx, by, (contract, id), ("assets.spare_move", "spare_moved"), detail).await?;
    Ok(shown(moved))
}

/// Moves the stock of a spare that is held, and watches its minimum.
pub(super) async fn move_stock(
    app: &App,
    tx: &mut Tx,
    mut row: SpareRow,
    moved: Moved,
    cause: Cause,
) -> Result<(SpareRow, MovementRow), AssetError> {
    let now = app.env().now();
    let short = |row: &SpareRow| AssetError::OutOfStock {
        code: row.code.clone(),
        stock: row.stock,
        wanted: moved.quantity,
        unit: row.unit.clone(),
    };
    let Some(delta) = delta(row.stock, moved) else { return Err(short(&row)) };
    if row.stock + delta > MOST {
        return Err(FormFaults::one("quantity", format!("库存不能超过 {MOST}，请核对数量")).into());
    }
    // Held or not, the database has the last word.
    if !spare_move(tx, row.id, delta, now).await? {
        return Err(short(&row));
    }
    row.stock += delta;
    row.updated_at = now;
    let movement = MovementRow {
        id: cause.id.unwrap_or_else(|| app.env().id()),
        spare_id: row.id,
        seq: movement_last(tx, row.id).await? + 1,
        kind: moved.kind,
        quantity: moved.quantity,
        delta,
        stock: row.stock,
        ticket_id: cause.ticket.as_ref().map(|(id, _)| *id),
        ticket_number: cause.ticket.map(|(_, number)| number),
        asset_id: cause.asset,
        sheet_id: cause.sheet,
        taking_id: cause.taking,
        reason: cause.reason,
        by_name: cause.by,
        at: cause.at.unwrap_or(now),
        recorded_at: now,
    };
    movements_insert(tx, std::slice::from_ref(&movement)).await?;
    watch(app, tx, &mut row).await?;
    Ok((row, movement))
}

/// The spare of an id, held by a use case that may not be somebody's own.
pub(super) async fn hold(tx: &mut Tx, id: Uuid) -> Result<SpareRow, AssetError> {
    spare_hold(tx, id).await?.ok_or(AssetError::NotFound)
}

/// The movements with which the stock of new spares begins.
pub(super) async fn first_stock(app: &App, tx: &mut Tx, by: &Actor, rows: &[SpareRow]) -> Result<(), DbError> {
    let now = app.env().now();
    let first = |row: &SpareRow| MovementRow {
        id: app.env().id(),
        spare_id: row.id,
        seq: 1,
        kind: MovementKind::In,
        quantity: row.stock,
        delta: row.stock,
        stock: row.stock,
        ticket_id: None,
        ticket_number: None,
        asset_id: None,
        sheet_id: None,
        taking_id: None,
        reason: Some("建账时的库存".to_owned()),
        by_name: by.name.clone(),
        at: now,
        recorded_at: now,
    };
    let rows: Vec<_> = rows.iter().filter(|row| row.stock > 0).map(first).collect();
    movements_insert(tx, &rows).await
}

/// Tells people once when there are too few, and once when there are enough again.
pub(super) async fn watch(app: &App, tx: &mut Tx, row: &mut SpareRow) -> Result<(), AssetError> {
    let now = app.env().now();
    let key = format!("spare:{}", row.id);
    match Change::of(row.low_since.is_some(), row.stock, row.minimum) {
        Change::None => {}
        Change::Fell => {
            row.low_since = Some(now);
            (row.ticket_id, row.ticket_number) = (None, None);
            spare_low(tx, row.id, now).await?;
            let version = frame::version(app, tx, row.contract_id.into()).await?;
            let clause = version.model.asset_rules.iter().find(|rule| rule.spares).map(|rule| rule.clause.clone());
            let text = format!(
                "{} {} 只剩 {} {}，低于下限 {} {}，请补充",
                row.code, row.name, row.stock, row.unit, row.minimum, row.unit
            );
            let low = SpareLow {
                spare_id: row.id,
                contract_id: row.contract_id,
                work: row.work.clone(),
                code: row.code.clone(),
                stock: row.stock,
                minimum: row.minimum,
                text: text.clone(),
                clause: clause.clone(),
                at: now,
            };
            events::record(tx, app.env(), &low).await?;
            let by = clause.map(|clause| format!("。依据：{clause}")).unwrap_or_default();
            let found = DeviationFound {
                key,
                spare_id: row.id,
                contract_id: row.contract_id,
                work: row.work.clone(),
                service: None,
                level: Some(LEAST_GRAVE),
                title: format!("备件低于下限：{} {}", row.code, row.name),
                description: format!("{text}{by}"),
                at: now,
            };
            events::record(tx, app.env(), &found).await?;
        }
        Change::Rose => {
            let since = row.low_since.take().unwrap_or(now);
            spare_enough(tx, row.id).await?;
            let gone = DeviationGone {
                key,
                spare_id: row.id,
                contract_id: row.contract_id,
                at: now,
                lasted_seconds: (now - since).num_seconds(),
                text: format!("{} {} 已补充到 {} {}", row.code, row.name, row.stock, row.unit),
            };
            events::record(tx, app.env(), &gone).await?;
        }
    }
    Ok(())
}

fn shown(row: MovementRow) -> Movement {
    Movement {
        id: row.id,
        spare_id: row.spare_id,
        kind: row.kind,
        quantity: row.quantity,
        delta: row.delta,
        stock: row.stock,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        asset_id: row.asset_id,
        sheet_id: row.sheet_id,
        taking_id: row.taking_id,
        reason: row.reason,
        by: row.by_name,
        at: row.at,
    }
}
