//! What was told of orders is kept, and the orders become what all of it says.

use std::collections::HashMap;

use jianyue_contracts::Desk;
use jianyue_platform::Tx;
use uuid::Uuid;

use crate::{
    error::DeliveryError,
    model::Told,
    policy::{
        fold::{Fact, fold},
        mask::masked,
    },
    store::{
        courier::{unknown_about, unknown_settle},
        event::{EventRow, events_add, events_of},
        order::{Hold, OrderRow, orders_by_number, orders_by_waybill, orders_keep},
    },
};

/// Words under which a parcel is signed for that are no names.
const NO_NAMES: [&str; 12] =
    ["本人", "门卫", "前台", "收发", "传达", "学校", "家人", "家长", "代收", "同事", "老师", "驿站"];

/// Who signed, so that nobody else is named.
pub(super) fn signer(text: &str) -> Option<String> {
    if NO_NAMES.iter().any(|word| text.contains(word)) { Some(text.trim().to_owned()) } else { masked(text) }
}

fn fact(row: &EventRow) -> Fact {
    Fact {
        at: row.at,
        kind: row.kind,
        company: row.company.clone(),
        waybill: row.waybill.clone(),
        signed_by: row.signed_by.clone(),
    }
}

/// Keeps `new` and lets each of `orders` that it is about become what all that was told of it says. `orders` are held.
pub(super) async fn tell(
    tx: &mut Tx,
    desk: Desk<'_>,
    orders: &mut [OrderRow],
    new: Vec<EventRow>,
) -> Result<(), DeliveryError> {
    if new.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = orders.iter().map(|order| order.id).collect();
    let mut facts: HashMap<Uuid, Vec<Fact>> = HashMap::new();
    for row in events_of(tx, &ids).await?.iter().chain(&new) {
        facts.entry(row.order_id).or_default().push(fact(row));
    }
    events_add(tx, &new).await?;
    let now = desk.now();
    let mut changed = Vec::new();
    for order in orders {
        let Some(facts) = facts.remove(&order.id) else { continue };
        let standing = fold(facts);
        order.is_open = standing.state.is_open();
        order.is_behind = standing.is_behind(order.due_on);
        order.state = standing.state;
        order.made_at = standing.made_at;
        order.handed_at = standing.handed_at;
        order.company = standing.company;
        order.waybill = standing.waybill;
        order.moved_at = standing.moved_at;
        order.ended_at = standing.ended_at;
        order.signed_by = standing.signed_by;
        order.updated_at = now;
        changed.push(order.clone());
    }
    orders_keep(tx, &changed).await?;
    Ok(())
}

/// What couriers told earlier of orders or parcels that are known now is taken up.
pub(super) async fn take_up(tx: &mut Tx, desk: Desk<'_>, orders: &[OrderRow]) -> Result<usize, DeliveryError> {
    let Some(contract) = orders.first().map(|order| order.contract_id.into()) else { return Ok(0) };
    let numbers: Vec<&str> = orders.iter().map(|order| order.number.as_str()).collect();
    let waybills: Vec<&str> = orders.iter().filter_map(|order| order.waybill.as_deref()).collect();
    let waiting = unknown_about(tx, contract, &numbers, &waybills).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let now = desk.now();
    let (mut new, mut met) = (Vec::new(), Vec::new());
    for row in &waiting {
        let about = orders.iter().filter(|order| {
            row.order_number.as_deref() == Some(&order.number)
                || (row.waybill.is_some() && row.waybill == order.waybill)
        });
        for order in about {
            met.push(order.clone());
            new.push(EventRow {
                id: desk.env.id(),
                order_id: order.id,
                kind: row.kind,
                at: row.at,
                text: row.text.clone(),
                company: row.company.clone(),
                waybill: row.waybill.clone().filter(|_| row.kind == Told::Handed),
                signed_by: row.signed_by.clone(),
                by_name: "快递数据".to_owned(),
                source_id: Some(row.source_id),
                event_id: Some(row.event_id.clone()),
                recorded_at: now,
            });
        }
        let order = new.last().filter(|event| event.event_id.as_deref() == Some(&row.event_id));
        unknown_settle(tx, row.id, (now, "系统"), "导入后自动匹配", order.map(|event| event.order_id)).await?;
    }
    met.sort_by_key(|order| order.id);
    met.dedup_by_key(|order| order.id);
    tell(tx, desk, &mut met, new).await?;
    Ok(waiting.len())
}

/// The orders of these numbers and parcels, held, each once.
pub(super) async fn hold(
    tx: &mut Tx,
    contract: jianyue_kernel::ContractId,
    numbers: &[&str],
    waybills: &[&str],
) -> Result<Vec<OrderRow>, DeliveryError> {
    let mut found = orders_by_number(tx, contract, numbers, Hold::Yes).await?;
    found.extend(orders_by_waybill(tx, contract, waybills, Hold::Yes).await?);
    found.sort_by_key(|order| order.id);
    found.dedup_by_key(|order| order.id);
    Ok(found)
}
