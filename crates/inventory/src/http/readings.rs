//! `/data-readings`: what was found.

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::sources::WantedPage;
use crate::{
    error::InventoryError,
    model::{Difference, Reading, ReadingTables, TableShown},
    service::{difference_of, document, reading_of, readings, table_of, write},
};

/// Which tables are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WantedTables {
    /// Words in the name of a table or column, or in what is said of them.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// With what a reading is compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Against {
    /// Another reading of the same source; the one before when absent.
    against: Option<Uuid>,
}

/// A page of readings.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DataReadingPage {
    /// Rows.
    items: Vec<Reading>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Readings of a source, the last first.
#[utoipa::path(get, path = "/data-sources/{id}/readings", tag = "inventory",
    params(("id" = Uuid, Path, description = "The source"), WantedPage),
    responses((status = 200, body = DataReadingPage), (status = "default", body = Problem)))]
pub(super) async fn data_reading_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<WantedPage>,
) -> Result<Json<DataReadingPage>, Problem> {
    let page = readings(&mut app.db().read().await?, &by, id, wanted.page()).await?;
    Ok(Json(DataReadingPage { items: page.items, next: page.next }))
}

/// A reading with its tables, by name.
#[utoipa::path(get, path = "/data-readings/{id}", tag = "inventory",
    params(("id" = Uuid, Path, description = "The reading"), WantedTables),
    responses((status = 200, body = ReadingTables), (status = "default", body = Problem)))]
pub(super) async fn data_reading_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<WantedTables>,
) -> Result<Json<ReadingTables>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    Ok(Json(reading_of(&mut app.db().read().await?, &by, id, wanted.q.as_deref(), page).await?))
}

/// A table of a reading, with its columns, keys and indexes, and what points at it.
#[utoipa::path(get, path = "/data-readings/{id}/tables/{table}", tag = "inventory",
    params(("id" = Uuid, Path, description = "The reading"), ("table" = String, Path, description = "The table's name")),
    responses((status = 200, body = TableShown), (status = "default", body = Problem)))]
pub(super) async fn data_reading_table(
    State(app): State<App>,
    by: Caller,
    Path((id, name)): Path<(Uuid, String)>,
) -> Result<Json<TableShown>, Problem> {
    Ok(Json(table_of(&mut app.db().read().await?, &by, id, &name).await?))
}

/// What differs between a reading and the one before, or another one. What was renamed is told as gone and new.
#[utoipa::path(get, path = "/data-readings/{id}/difference", tag = "inventory",
    params(("id" = Uuid, Path, description = "The reading"), Against),
    responses((status = 200, body = Difference), (status = "default", body = Problem)))]
pub(super) async fn data_reading_difference(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<Against>,
) -> Result<Json<Difference>, Problem> {
    Ok(Json(difference_of(&mut app.db().read().await?, &by, id, wanted.against).await?))
}

/// The inventory document of a reading as an Excel file: 盘点表, 字段说明, 主外键, 索引, 数据关系, 与上次的差异.
#[utoipa::path(get, path = "/data-readings/{id}/document", tag = "inventory",
    params(("id" = Uuid, Path, description = "The reading")),
    responses((status = 200, description = "The document",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn data_reading_document(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let document = document(&app, &mut app.db().read().await?, &by, id).await?;
    // A large one takes a while to write; others are served meanwhile.
    let written = tokio::task::spawn_blocking(move || write(&document)).await;
    let content = written.map_err(|error| Problem::internal(&error))?.map_err(InventoryError::from)?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"data-inventory.xlsx\""),
    ];
    Ok((headers, content).into_response())
}
