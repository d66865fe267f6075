//! Reports of couriers. Each is taken once; in which order they come makes no difference; what is about an order that nobody
//! knows is kept beside.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::Desk;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    sealed::{Sealer, place},
    signed,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    telling::{hold, signer, tell},
    told,
};
use crate::{
    error::DeliveryError,
    model::Told,
    store::{
        courier::{SourceRow, UnknownRow, source_find, source_lock, unknown_add},
        event::{EventRow, events_taken},
        order::OrderRow,
    },
};

/// The most reports of one request.
const MOST: usize = 200;
/// The most bytes of one request.
const MOST_BYTES: usize = 256 * 1024;
/// How far ahead of the server's the clock of a courier may be.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// How old what is told may be.
const OLDEST: TimeDelta = TimeDelta::days(90);
/// The most characters of an id and a number.
const WORD: usize = 60;

/// What a courier tells of an order.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CourierEvent {
    /// Its id at the courier's, at most 60 characters; what has the same id is taken once.
    pub id: String,
    /// The order; needed unless the parcel is named.
    #[serde(default)]
    pub order: Option<String>,
    /// The parcel; all orders in it move.
    #[serde(default)]
    pub waybill: Option<String>,
    /// What happened: `handed`, `moving`, `failed`, `returned`, `delivered`.
    pub event: Told,
    /// When (RFC 3339), at most 90 days ago.
    pub at: DateTime<Utc>,
    /// In words.
    #[serde(default)]
    pub text: Option<String>,
    /// The courier's company.
    #[serde(default)]
    pub company: Option<String>,
    /// Who signed.
    #[serde(default)]
    pub signed_by: Option<String>,
}

jianyue_platform::words! {
    /// What became of a report.
    pub enum CourierOutcome {
        /// It was taken.
        Done = "done",
        /// It had been taken before.
        Repeated = "repeated",
        /// Nobody knows the order or parcel; it is kept, and need not be sent again.
        Unknown = "unknown",
        /// It was not taken; it may be sent again when what is wrong with it is put right.
        Refused = "refused",
    }
}

/// The same with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CourierResult {
    /// The report's id; empty where it had none.
    pub id: String,
    /// What became of it.
    pub outcome: CourierOutcome,
    /// Stable code of why it was refused.
    pub code: Option<&'static str>,
    /// What to do about it, in plain Chinese.
    pub detail: Option<String>,
}

impl CourierResult {
    fn of(id: &str, outcome: CourierOutcome) -> Self {
        Self { id: id.to_owned(), outcome, code: None, detail: None }
    }

    fn because(id: &str, outcome: CourierOutcome, code: &'static str, detail: String) -> Self {
        Self { id: id.to_owned(), outcome, code: Some(code), detail: Some(detail) }
    }
}

/// The courier of an id, if `body` is signed by it and in time.
pub async fn trusted(
    app: &App,
    tx: &mut Tx,
    source: Uuid,
    (timestamp, signed): (&str, &str),
    body: &[u8],
) -> Result<SourceRow, DeliveryError> {
    if body.len() > MOST_BYTES {
        return Err(DeliveryError::too_large());
    }
    let row = source_find(tx, source).await?.ok_or_else(DeliveryError::bad_signature)?;
    let aad = place("courier_source", "secret_sealed", row.id);
    let secret = app.state::<Sealer>().open(&row.secret_sealed, &aad).map_err(DeliveryError::sealed)?;
    let holds = signed::holds(row.algorithm, &secret, (timestamp, body), signed, app.env().now());
    if holds { Ok(row) } else { Err(DeliveryError::bad_signature()) }
}

/// Takes reports; gives what became of each, in their order.
pub async fn take_feed(
    tx: &mut Tx,
    desk: Desk<'_>,
    source: &SourceRow,
    reports: Vec<Value>,
) -> Result<Vec<CourierResult>, DeliveryError> {
    if reports.len() > MOST {
        return Err(DeliveryError::too_large());
    }
    if source_lock(tx, source.id).await?.is_none() {
        return Err(DeliveryError::bad_signature());
    }
    let contract = ContractId(source.contract_id);
    let now = desk.now();
    let read: Vec<Result<CourierEvent, CourierResult>> = reports.into_iter().map(|report| read(report, now)).collect();
    let good = || read.iter().filter_map(|event| event.as_ref().ok());
    let ids: Vec<&str> = good().map(|event| event.id.as_str()).collect();
    let mut taken: HashSet<String> = events_taken(tx, source.id, &ids).await?;
    let numbers: Vec<&str> = good().filter_map(|event| event.order.as_deref()).collect();
    let waybills: Vec<&str> = good().filter_map(|event| event.waybill.as_deref()).collect();
    let mut orders = hold(tx, contract, &numbers, &waybills).await?;
    let (mut results, mut events, mut unknown) = (Vec::with_capacity(read.len()), Vec::new(), Vec::new());
    // Parcels that are handed over in this very request.
    let mut handed: Vec<(String, Uuid)> = Vec::new();
    for event in &read {
        let event = match event {
            Ok(event) => event,
            Err(refused) => {
                results.push(refused.clone());
                continue;
            }
        };
        if !taken.insert(event.id.clone()) {
            results.push(CourierResult::of(&event.id, CourierOutcome::Repeated));
            continue;
        }
        let about: Vec<Uuid> = about(&orders, &handed, event);
        if about.is_empty() {
            let named = named(event);
            unknown.push(kept(desk, source, event));
            let text = format!("没有{named}，事件已留存，等待人工核对，不需要重发");
            results.push(CourierResult::because(&event.id, CourierOutcome::Unknown, "deliveries.unknown_order", text));
            continue;
        }
        for order in about {
            if let Some(waybill) = event.waybill.as_ref().filter(|_| event.event == Told::Handed) {
                handed.push((waybill.clone(), order));
            }
            events.push(happened(desk, source, event, order));
        }
        results.push(CourierResult::of(&event.id, CourierOutcome::Done));
    }
    unknown_add(tx, &unknown).await?;
    let moved = !events.is_empty();
    tell(tx, desk, &mut orders, events).await?;
    if moved || !unknown.is_empty() {
        told(tx, desk, (contract, source.id), "courier").await?;
    }
    Ok(results)
}

/// The orders that a report is about: the one that it names, else all in the parcel.
fn about(orders: &[OrderRow], handed: &[(String, Uuid)], event: &CourierEvent) -> Vec<Uuid> {
    if let Some(number) = &event.order {
        return orders.iter().filter(|order| order.number == *number).map(|order| order.id).collect();
    }
    let Some(waybill) = &event.waybill else { return Vec::new() };
    let known = orders.iter().filter(|order| order.waybill.as_ref() == Some(waybill)).map(|order| order.id);
    let now = handed.iter().filter(|(number, _)| number == waybill).map(|(_, order)| *order);
    let mut found: Vec<Uuid> = known.chain(now).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn named(event: &CourierEvent) -> String {
    match (&event.order, &event.waybill) {
        (Some(order), _) => format!("订单“{order}”"),
        (None, waybill) => format!("运单“{}”", waybill.as_deref().unwrap_or_default()),
    }
}

/// A report, if it is one.
fn read(report: Value, now: DateTime<Utc>) -> Result<CourierEvent, CourierResult> {
    let id: String = report["id"].as_str().unwrap_or_default().chars().take(WORD).collect();
    let refused = |code, detail: String| CourierResult::because(&id, CourierOutcome::Refused, code, detail);
    let bad = |detail: String| refused("deliveries.bad_event", detail);
    let mut event: CourierEvent =
        serde_json::from_value(report).map_err(|error| bad(format!("事件内容不符合要求：{error}")))?;
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= WORD && !text.contains('\0');
    let optional = |text: &Option<String>| text.as_deref().is_none_or(fits);
    if !fits(&event.id) || ![&event.order, &event.waybill, &event.company, &event.signed_by].into_iter().all(optional) {
        return Err(bad(format!("id、order、waybill、company、signed_by 应为 1 至 {WORD} 个字")));
    }
    if event.order.is_none() && event.waybill.is_none() {
        return Err(bad("order 和 waybill 至少要有一个".to_owned()));
    }
    if !matches!(event.event, Told::Handed | Told::Moving | Told::Failed | Told::Returned | Told::Delivered) {
        return Err(bad("event 只能是 handed、moving、failed、returned、delivered".to_owned()));
    }
    if event.event == Told::Handed && event.waybill.is_none() {
        return Err(bad("handed 事件要有 waybill".to_owned()));
    }
    if event.at > now + AHEAD {
        return Err(refused("deliveries.time_ahead", "事件时间在服务器时间之后 5 分钟以上，请核对时钟".to_owned()));
    }
    if event.at < now - OLDEST {
        return Err(refused("deliveries.too_old", "事件时间早于 90 天前，请改为人工登记".to_owned()));
    }
    event.text = event.text.map(|text| text.replace('\0', "").chars().take(300).collect());
    event.signed_by = event.signed_by.as_deref().and_then(signer);
    Ok(event)
}

fn happened(desk: Desk<'_>, source: &SourceRow, event: &CourierEvent, order: Uuid) -> EventRow {
    EventRow {
        id: desk.env.id(),
        order_id: order,
        kind: event.event,
        at: event.at,
        text: event.text.clone(),
        company: event.company.clone(),
        waybill: event.waybill.clone(),
        signed_by: event.signed_by.clone(),
        by_name: source.name.clone(),
        source_id: Some(source.id),
        event_id: Some(event.id.clone()),
        recorded_at: desk.now(),
    }
}

fn kept(desk: Desk<'_>, source: &SourceRow, event: &CourierEvent) -> UnknownRow {
    UnknownRow {
        id: desk.env.id(),
        contract_id: source.contract_id,
        source_id: source.id,
        event_id: event.id.clone(),
        order_number: event.order.clone(),
        waybill: event.waybill.clone(),
        kind: event.event,
        at: event.at,
        text: event.text.clone(),
        company: event.company.clone(),
        signed_by: event.signed_by.clone(),
        received_at: desk.now(),
        settled_at: None,
        settled_by: None,
        settled_note: None,
        order_id: None,
    }
}
