//! `/contracts/{id}/deliveries`: orders.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::{Page, PageRequest};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Order, OrderState},
    service::{DeliverySummary, NewOrderEvent, OrderDetail, OrderWish, OrdersShown, add_event, order, orders, summary},
};

/// Which orders are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OrdersWanted {
    /// Only those still owed, late, or late if nothing happens; by their last day. Else all, the last day first.
    #[param(inline)]
    show: Option<OrdersShown>,
    /// In one state only.
    state: Option<OrderState>,
    /// Of one rule only.
    rule: Option<String>,
    /// Of one school only.
    school: Option<String>,
    /// Paid on one day only.
    paid: Option<NaiveDate>,
    /// Of one table only.
    batch: Option<Uuid>,
    /// A whole number of an order or a parcel.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of orders.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryPage {
    /// Rows.
    items: Vec<Order>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Orders of a contract.
#[utoipa::path(get, path = "/contracts/{id}/deliveries", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), OrdersWanted),
    responses((status = 200, body = DeliveryPage), (status = "default", body = Problem)))]
pub(super) async fn delivery_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<OrdersWanted>,
) -> Result<Json<DeliveryPage>, Problem> {
    let wish = OrderWish {
        show: wanted.show,
        state: wanted.state,
        rule: wanted.rule,
        school: wanted.school,
        paid_on: wanted.paid,
        batch: wanted.batch,
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let Page { items, next } = orders(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), wish).await?;
    Ok(Json(DeliveryPage { items, next }))
}

/// The orders of a contract in figures, with the rules under which they are owed.
#[utoipa::path(get, path = "/contracts/{id}/deliveries/summary", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = DeliverySummary), (status = "default", body = Problem)))]
pub(super) async fn delivery_summary(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<DeliverySummary>, Problem> {
    Ok(Json(summary(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// An order with what happened to it.
#[utoipa::path(get, path = "/deliveries/{id}", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The order")),
    responses((status = 200, body = OrderDetail), (status = "default", body = Problem)))]
pub(super) async fn delivery_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<OrderDetail>, Problem> {
    Ok(Json(order(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Writes down what happened to an order.
#[utoipa::path(post, path = "/deliveries/{id}/events", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The order")), request_body = NewOrderEvent,
    responses((status = 201, body = OrderDetail), (status = "default", body = Problem)))]
pub(super) async fn delivery_event_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewOrderEvent>,
) -> Result<(StatusCode, Json<OrderDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let told = add_event(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(told)))
}
