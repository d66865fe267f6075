//! Couriers that report by themselves, and what they told of orders that nobody knows.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{ContractId, Page, PageRequest};
use jianyue_platform::{
    Tx,
    form::Form,
    sealed::{Sealer, place},
    signed::Algorithm,
};
use rand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    batches, done,
    frame::Frame,
    telling::{hold, tell},
};
use crate::{
    error::DeliveryError,
    model::{CourierSource, Told, UnknownEvent},
    permissions::{READ, SOURCES, WRITE},
    policy::rules,
    store::{
        courier::{
            SourceRow, source_find, source_insert, source_list, source_lock, source_retire, source_rotate,
            unknown_hold, unknown_list, unknown_settle,
        },
        event::EventRow,
    },
};

/// A courier to be set up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCourierSource {
    /// What it is called, unique among those of the contract.
    pub name: String,
    /// How its reports are signed; `hmac-sm3` when absent.
    #[serde(default)]
    pub algorithm: Option<Algorithm>,
}

/// A courier with its new secret, which is never shown again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CourierSourceWithSecret {
    /// The courier.
    #[serde(flatten)]
    pub source: CourierSource,
    /// What its reports are signed with: 64 characters, used as they stand.
    pub secret: String,
}

/// What is to be done with a report about an order that nobody knows.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UnknownCourierEventSettlement)]
pub struct Settlement {
    /// The order that it is about.
    #[serde(default)]
    pub order_number: Option<String>,
    /// Why it is about none.
    #[serde(default)]
    pub note: Option<String>,
}

/// Which of them are wanted.
#[derive(Clone, Debug, Default)]
pub struct UnknownWish {
    /// Those that somebody dealt with, too.
    pub all: bool,
    /// Which page.
    pub page: PageRequest,
}

/// The contract whose couriers the caller may see, and set up with `needed`.
async fn framed(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    needed: &jianyue_kernel::Permission,
) -> Result<Frame, DeliveryError> {
    desk.reader(&READ, contract)?;
    let frame = Frame::of(tx, desk, contract).await?;
    let works = rules::couriers(frame.model()).map_or(&[][..], |duty| &duty.works);
    desk.require(&READ, needed, contract, works)?;
    Ok(frame)
}

/// The couriers of a contract.
pub async fn sources(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<CourierSource>, DeliveryError> {
    framed(tx, desk, contract, &SOURCES).await?;
    Ok(source_list(tx, contract).await?.into_iter().map(CourierSource::from).collect())
}

/// Sets up a courier.
pub async fn add_source(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewCourierSource,
) -> Result<CourierSourceWithSecret, DeliveryError> {
    let frame = framed(tx, desk, contract, &SOURCES).await?;
    if rules::deliveries(frame.model()).next().is_none() {
        return Err(DeliveryError::no_rule("配送"));
    }
    let mut form = Form::default();
    let name = form.required("name", "名称", &new.name, 60);
    form.done()?;
    let id = desk.env.id();
    let (secret, secret_sealed) = secret(desk, id);
    let row = SourceRow {
        id,
        contract_id: contract.0,
        name,
        algorithm: new.algorithm.unwrap_or(Algorithm::HmacSm3),
        secret_sealed,
        version: 1,
        created_at: desk.now(),
    };
    if !source_insert(tx, &row).await? {
        return Err(Refusal::field("name", format!("已有名为“{}”的快递数据源，请换一个名称", row.name)).into());
    }
    let said = json!({ "name": row.name, "algorithm": row.algorithm });
    done(tx, desk, (contract, id), ("deliveries.source_add", "sources"), said).await?;
    Ok(CourierSourceWithSecret { source: row.into(), secret })
}

async fn held(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<SourceRow, DeliveryError> {
    let row = source_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    framed(tx, desk, row.contract_id.into(), &SOURCES).await?;
    Ok(row)
}

/// Gives a courier a new secret; the old one holds no more.
pub async fn rotate_source(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<CourierSourceWithSecret, DeliveryError> {
    let mut row = held(tx, desk, id).await?;
    let (secret, sealed) = secret(desk, id);
    source_rotate(tx, id, sealed).await?;
    row.version += 1;
    let said = json!({ "name": row.name, "version": row.version });
    done(tx, desk, (row.contract_id.into(), id), ("deliveries.source_rotate", "sources"), said).await?;
    Ok(CourierSourceWithSecret { source: row.into(), secret })
}

/// Takes no more reports of a courier; what it told stays.
pub async fn remove_source(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), DeliveryError> {
    let row = held(tx, desk, id).await?;
    source_retire(tx, id, desk.now()).await?;
    let said = json!({ "name": row.name });
    done(tx, desk, (row.contract_id.into(), id), ("deliveries.source_remove", "sources"), said).await?;
    Ok(())
}

/// A new secret and the same sealed for its row.
fn secret(desk: Desk<'_>, id: Uuid) -> (String, Vec<u8>) {
    let secret = hex::encode(rand::rng().random::<[u8; 32]>());
    let sealed = desk.app.state::<Sealer>().seal(secret.as_bytes(), &place("courier_source", "secret_sealed", id));
    (secret, sealed)
}

/// What couriers told of orders that nobody knows, the last first.
pub async fn unknown(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    wish: UnknownWish,
) -> Result<Page<UnknownEvent>, DeliveryError> {
    framed(tx, desk, contract, &READ).await?;
    let limit = wish.page.limit();
    let rows = unknown_list(tx, contract, wish.all, batches::place(&wish.page)?, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.received_at.to_rfc3339(), row.id.to_string()]).map(UnknownEvent::from))
}

/// Says which order a report is about, or that it is about none.
pub async fn settle(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    settlement: Settlement,
) -> Result<UnknownEvent, DeliveryError> {
    let mut row = unknown_hold(tx, id).await?.ok_or(Refusal::NotFound)?;
    let contract = row.contract_id.into();
    let frame = framed(tx, desk, contract, &WRITE).await?;
    if row.settled_at.is_some() {
        return Err(Refusal::state("这条快递数据已经处理过，不需要再处理。").into());
    }
    let mut form = Form::default();
    let number = form.optional("order_number", "订单号", settlement.order_number.as_deref(), 60);
    let note = form.optional("note", "说明", settlement.note.as_deref(), 300);
    if number.is_none() && note.is_none() {
        form.wrong("note", "请填写对应的订单号，或说明为什么不处理");
    }
    form.done()?;
    let mut orders = match &number {
        Some(number) => hold(tx, contract, &[number], &[]).await?,
        None => Vec::new(),
    };
    if let Some(number) = number.as_ref().filter(|_| orders.is_empty()) {
        return Err(Refusal::field("order_number", format!("没有订单“{number}”，请核对订单号")).into());
    }
    for order in &orders {
        frame.require(desk, &WRITE, &order.rule)?;
    }
    let source = source_find(tx, row.source_id).await?;
    let events = orders.iter().map(|order| EventRow {
        id: desk.env.id(),
        order_id: order.id,
        kind: row.kind,
        at: row.at,
        text: row.text.clone(),
        company: row.company.clone(),
        waybill: row.waybill.clone().filter(|_| row.kind == Told::Handed),
        signed_by: row.signed_by.clone(),
        by_name: source.as_ref().map_or_else(|| "快递数据".to_owned(), |source| source.name.clone()),
        source_id: Some(row.source_id),
        event_id: Some(row.event_id.clone()),
        recorded_at: desk.now(),
    });
    let events = events.collect();
    let order = orders.first().map(|order| order.id);
    tell(tx, desk, &mut orders, events).await?;
    let note = note.unwrap_or_else(|| format!("对应订单 {}", number.clone().unwrap_or_default()));
    let now = desk.now();
    unknown_settle(tx, id, (now, &desk.by.name), &note, order).await?;
    let said = json!({ "event": row.event_id, "note": note });
    done(tx, desk, (contract, id), ("deliveries.settle", "unknown"), said).await?;
    row.settled_at = Some(now);
    row.settled_by = Some(desk.by.name.clone());
    row.settled_note = Some(note);
    row.order_id = order;
    Ok(row.into())
}
