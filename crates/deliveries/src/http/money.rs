//! `/reconciliations`: weeks of money.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_kernel::{Page, PageRequest};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    model::{MoneyRow, Side},
    service::{
        Explanation, MoneyWish, NewMoneyRow, NewWeek, Week, WeekDetail, add_row, close_week, drop_row, explain,
        open_week, rows, week, weeks,
    },
};

/// Which weeks are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WeeksWanted {
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Which rows are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MoneyRowsWanted {
    /// Whose books.
    side: Side,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of weeks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReconciliationPage {
    /// Rows, the last week first.
    items: Vec<Week>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// A page of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReconciliationRowPage {
    /// Rows by number.
    items: Vec<MoneyRow>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The weeks of a contract.
#[utoipa::path(get, path = "/contracts/{id}/reconciliations", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), WeeksWanted),
    responses((status = 200, body = ReconciliationPage), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<WeeksWanted>,
) -> Result<Json<ReconciliationPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let Page { items, next } = weeks(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), page).await?;
    Ok(Json(ReconciliationPage { items, next }))
}

/// Opens a week; one that is there is given back.
#[utoipa::path(post, path = "/contracts/{id}/reconciliations", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewWeek,
    responses((status = 201, body = WeekDetail), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_open(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewWeek>,
) -> Result<(StatusCode, Json<WeekDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let told = open_week(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(told)))
}

/// A week with its sums and what differs.
#[utoipa::path(get, path = "/reconciliations/{id}", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week")),
    responses((status = 200, body = WeekDetail), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<WeekDetail>, Problem> {
    Ok(Json(week(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Rows of one side of a week.
#[utoipa::path(get, path = "/reconciliations/{id}/rows", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week"), MoneyRowsWanted),
    responses((status = 200, body = ReconciliationRowPage), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_row_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<MoneyRowsWanted>,
) -> Result<Json<ReconciliationRowPage>, Problem> {
    let wish = MoneyWish { side: wanted.side, page: PageRequest { limit: wanted.limit, after: wanted.after } };
    let Page { items, next } = rows(&mut app.db().read().await?, Desk::of(&app, &by), id, wish).await?;
    Ok(Json(ReconciliationRowPage { items, next }))
}

/// Writes down a row by hand.
#[utoipa::path(post, path = "/reconciliations/{id}/rows", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week")), request_body = NewMoneyRow,
    responses((status = 201, body = MoneyRow), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_row_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewMoneyRow>,
) -> Result<(StatusCode, Json<MoneyRow>), Problem> {
    let mut tx = app.db().write().await?;
    let row = add_row(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(row)))
}

/// Takes a row out of an open week.
#[utoipa::path(delete, path = "/reconciliation-rows/{id}", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The row")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_row_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    drop_row(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says why something differs.
#[utoipa::path(put, path = "/reconciliations/{id}/explanations", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week")), request_body = Explanation,
    responses((status = 200, body = WeekDetail), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_explain(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Explanation>,
) -> Result<Json<WeekDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let told = explain(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(told))
}

/// Closes a week of which every difference is explained.
#[utoipa::path(post, path = "/reconciliations/{id}/close", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week")),
    responses((status = 200, body = WeekDetail), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_close(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<WeekDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let told = close_week(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(Json(told))
}
