//! Orders: lists, figures, what happened to one.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{
    Desk, Refusal,
    desk::covers,
    model::{Duty, Within},
};
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{Tx, form::Form};
use jianyue_sla::zone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    frame::Frame,
    telling::{signer, tell},
};
use crate::{
    error::DeliveryError,
    model::{Order, OrderEvent, OrderState, Told},
    permissions::{READ, WRITE},
    policy::rules,
    store::{
        batch::batch_find,
        courier::unknown_count,
        event::{EventRow, event_list},
        order::{
            Horizon, OrderRow, Show, WantedOrders, order_find, order_lateness, order_list, order_lock, order_states,
        },
    },
};

jianyue_platform::words! {
    /// Only some orders.
    #[schema(as = DeliveriesShown)]
    pub enum OrdersShown {
        /// Those still owed.
        Open = "open",
        /// Those whose last day is over.
        Late = "late",
        /// Those that will be late if nothing happens.
        Ahead = "ahead",
    }
}

/// Which orders are wanted.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the members are those of the query")]
pub struct OrderWish {
    pub show: Option<OrdersShown>,
    pub state: Option<OrderState>,
    pub rule: Option<String>,
    pub school: Option<String>,
    pub paid_on: Option<NaiveDate>,
    pub batch: Option<Uuid>,
    pub q: Option<String>,
    pub page: PageRequest,
}

/// A rule under which cards are owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliveryRule {
    /// Its id.
    pub rule: String,
    /// Its clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// What makes it due.
    pub trigger: Option<String>,
    /// How long there is from then.
    pub within: Option<String>,
}

impl DeliveryRule {
    fn of(duty: &Duty) -> Self {
        Self {
            rule: duty.id.clone(),
            clause: duty.clause.clone(),
            assumed: duty.assumed.clone(),
            title: duty.title.clone(),
            trigger: duty.trigger.clone(),
            within: duty.within.map(Within::in_chinese),
        }
    }
}

/// How many stand in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryStateCount)]
pub struct StateCount {
    /// The state.
    pub state: String,
    /// How many.
    pub n: i64,
}

/// Orders of a contract in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliverySummary {
    /// The rules under which they are owed.
    pub rules: Vec<DeliveryRule>,
    /// The rule about what couriers tell, if there is one.
    pub couriers: Option<DeliveryRule>,
    /// By state.
    pub states: Vec<StateCount>,
    /// Still owed, and their last day is over.
    pub late: i64,
    /// They will be late if nothing happens.
    pub ahead: i64,
    /// Received behind their last day.
    pub behind: i64,
    /// Reports of couriers about orders that nobody knows.
    pub unknown: i64,
    /// The last day that is looked at ahead.
    pub ahead_until: NaiveDate,
}

/// An order with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryOrderDetail)]
pub struct OrderDetail {
    /// The order.
    #[serde(flatten)]
    pub order: Order,
    /// The rule under which it is owed.
    pub owed_under: Option<DeliveryRule>,
    /// What happened, the last first.
    pub events: Vec<OrderEvent>,
    /// What the caller may write down now.
    pub allowed: Vec<Told>,
}

/// Something that happened to an order.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDeliveryEvent)]
pub struct NewOrderEvent {
    /// What.
    pub kind: Told,
    /// When; now when absent.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// In words; needed when it failed, came back or is cancelled, and for a remark.
    #[serde(default)]
    pub text: Option<String>,
    /// The courier.
    #[serde(default)]
    pub company: Option<String>,
    /// The courier's number; needed when it is handed over.
    #[serde(default)]
    pub waybill: Option<String>,
    /// Who signed; needed when it was received.
    #[serde(default)]
    pub signed_by: Option<String>,
}

/// A page of orders of a contract.
pub async fn orders(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    wish: OrderWish,
) -> Result<Page<Order>, DeliveryError> {
    desk.reader(&READ, contract)?;
    let frame = Frame::of(tx, desk, contract).await?;
    let today = desk.today();
    let horizon = frame.horizon(today)?;
    let mut rules = frame.visible(desk, &READ);
    if let Some(rule) = wish.rule {
        let seen = rules.as_ref().is_none_or(|rules| rules.contains(&rule));
        rules = Some(if seen { vec![rule] } else { Vec::new() });
    }
    let batch = match wish.batch {
        None => None,
        Some(id) => {
            let row = batch_find(tx, id).await?.filter(|row| row.contract_id == contract.0);
            Some((row.ok_or(Refusal::NotFound)?.kind, id))
        }
    };
    let after = match wish.page.after::<2>()? {
        None => None,
        Some([day, id]) => Some((day.parse().map_err(|_| BadCursor)?, id.parse().map_err(|_| BadCursor)?)),
    };
    let wanted = WantedOrders {
        contract,
        rules,
        show: match wish.show {
            None => Show::All,
            Some(OrdersShown::Open) => Show::Open,
            Some(OrdersShown::Late) => Show::Late(today),
            Some(OrdersShown::Ahead) => Show::Ahead(horizon),
        },
        state: wish.state,
        school: wish.school,
        paid_on: wish.paid_on,
        batch,
        number: wish.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
        after,
    };
    let limit = wish.page.limit();
    let rows = order_list(tx, &wanted, limit + 1).await?;
    let key = |row: &OrderRow| [row.due_on.unwrap_or(row.paid_on).to_string(), row.id.to_string()];
    Ok(Page::of(rows, limit, key).map(|row| shown(row, horizon)))
}

/// The orders of a contract in figures.
pub async fn summary(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<DeliverySummary, DeliveryError> {
    let scope = desk.reader(&READ, contract)?;
    let frame = Frame::of(tx, desk, contract).await?;
    let seen = frame.visible(desk, &READ);
    let horizon = frame.horizon(desk.today())?;
    let states = order_states(tx, contract, seen.as_ref()).await?;
    let (late, ahead, behind) = order_lateness(tx, contract, seen.as_ref(), horizon).await?;
    let couriers = rules::couriers(frame.model()).filter(|duty| covers(&scope, contract, &duty.works));
    let unknown = if couriers.is_some() { unknown_count(tx, contract).await? } else { 0 };
    let rules = rules::deliveries(frame.model()).filter(|duty| covers(&scope, contract, &duty.works));
    Ok(DeliverySummary {
        rules: rules.map(DeliveryRule::of).collect(),
        couriers: couriers.map(DeliveryRule::of),
        states: states.into_iter().map(|(state, n)| StateCount { state, n }).collect(),
        late,
        ahead,
        behind,
        unknown,
        ahead_until: horizon.to,
    })
}

/// An order with what happened to it.
pub async fn order(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<OrderDetail, DeliveryError> {
    let row = order_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = framed(tx, desk, &row).await?;
    detail(tx, desk, &frame, row).await
}

/// The contract of an order that the caller may see.
async fn framed(tx: &mut Tx, desk: Desk<'_>, row: &OrderRow) -> Result<Frame, DeliveryError> {
    desk.reader(&READ, row.contract_id.into())?;
    let frame = Frame::of(tx, desk, row.contract_id.into()).await?;
    frame.require(desk, &READ, &row.rule)?;
    Ok(frame)
}

async fn detail(tx: &mut Tx, desk: Desk<'_>, frame: &Frame, row: OrderRow) -> Result<OrderDetail, DeliveryError> {
    let events = event_list(tx, row.id).await?.into_iter().map(happened).collect();
    let horizon = frame.horizon(desk.today())?;
    let duty = rules::deliveries(frame.model()).find(|duty| duty.id == row.rule);
    let may = frame.require(desk, &WRITE, &row.rule).is_ok();
    Ok(OrderDetail {
        owed_under: duty.map(DeliveryRule::of),
        events,
        allowed: if may { allowed(&row) } else { Vec::new() },
        order: shown(row, horizon),
    })
}

fn allowed(row: &OrderRow) -> Vec<Told> {
    use OrderState::{Cancelled, Delivered, Failed, Made, Paid, Returned, Shipped};
    match row.state {
        Paid => vec![Told::Made, Told::Handed, Told::Delivered, Told::Cancelled, Told::Note],
        Made | Returned => vec![Told::Handed, Told::Delivered, Told::Cancelled, Told::Note],
        Shipped => vec![Told::Delivered, Told::Moving, Told::Failed, Told::Returned, Told::Note],
        Failed => vec![Told::Handed, Told::Delivered, Told::Returned, Told::Cancelled, Told::Note],
        Delivered | Cancelled => vec![Told::Note],
    }
}

/// Writes down what happened to an order.
pub async fn add_event(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    new: NewOrderEvent,
) -> Result<OrderDetail, DeliveryError> {
    let row = order_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = framed(tx, desk, &row).await?;
    frame.require(desk, &WRITE, &row.rule)?;
    if !allowed(&row).contains(&new.kind) {
        let text = format!("订单 {} 现在不能登记“{}”。请刷新后查看它的最新状态。", row.number, new.kind.label());
        return Err(Refusal::state(text).into());
    }
    let mut form = Form::default();
    let text = form.optional("text", "说明", new.text.as_deref(), 500);
    let company = form.optional("company", "快递公司", new.company.as_deref(), 40);
    let waybill = form.optional("waybill", "运单号", new.waybill.as_deref(), 60);
    let signed_by = form.optional("signed_by", "签收人", new.signed_by.as_deref(), 40);
    match new.kind {
        Told::Failed | Told::Returned | Told::Cancelled | Told::Note if text.is_none() => {
            form.wrong("text", "请写明原因或内容");
        }
        Told::Handed if waybill.is_none() => form.wrong("waybill", "请填写运单号"),
        Told::Delivered if signed_by.is_none() => form.wrong("signed_by", "请填写签收人"),
        _ => {}
    }
    let at = new.at.unwrap_or_else(|| desk.now());
    if at > desk.now() || zone::local_date(at) < row.paid_on {
        form.wrong("at", format!("时间应在缴费日 {} 与现在之间", row.paid_on));
    }
    form.done()?;
    let event = EventRow {
        id: desk.env.id(),
        order_id: id,
        kind: new.kind,
        at,
        text: text.clone(),
        company,
        waybill,
        signed_by: signed_by.as_deref().and_then(signer),
        by_name: desk.by.name.clone(),
        source_id: None,
        event_id: None,
        recorded_at: desk.now(),
    };
    let mut rows = [row];
    tell(tx, desk, &mut rows, vec![event]).await?;
    let [row] = rows;
    let said = json!({ "number": row.number, "kind": new.kind, "label": new.kind.label(), "text": text });
    done(tx, desk, (frame.contract, id), ("deliveries.event", "order"), said).await?;
    detail(tx, desk, &frame, row).await
}

pub(super) fn shown(row: OrderRow, horizon: Horizon) -> Order {
    let over = row.is_open && row.due_on.is_some_and(|due| due < horizon.from);
    let soon = row.is_open && row.due_on.is_some_and(|due| horizon.from <= due && due <= horizon.to);
    let moves = row.state == OrderState::Shipped && row.moved_at.is_some_and(|at| at >= horizon.still);
    Order {
        id: row.id,
        contract_id: row.contract_id,
        rule: row.rule,
        number: row.number,
        district: row.district,
        school: row.school,
        receiver: row.receiver,
        paid_on: row.paid_on,
        fee: row.fee,
        due_on: row.due_on,
        state: row.state,
        late: over || row.is_behind,
        ahead: soon && !moves,
        made_at: row.made_at,
        handed_at: row.handed_at,
        company: row.company,
        waybill: row.waybill,
        moved_at: row.moved_at,
        ended_at: row.ended_at,
        signed_by: row.signed_by,
    }
}

fn happened(row: EventRow) -> OrderEvent {
    OrderEvent {
        id: row.id,
        kind: row.kind,
        at: row.at,
        text: row.text,
        company: row.company,
        waybill: row.waybill,
        signed_by: row.signed_by,
        by: row.by_name,
        recorded_at: row.recorded_at,
    }
}
