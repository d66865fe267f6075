//! `/data-sources`: the databases that are read.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Comment, Source, SourceState},
    service::{
        DataSourceChange, NewDataComment, NewDataSource, SourcesWanted, add, ask_to_read, change, comment, remove,
        source, sources,
    },
};

/// Which sources are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In one state only.
    state: Option<SourceState>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Which page is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WantedPage {
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl WantedPage {
    pub(super) fn page(self) -> PageRequest {
        PageRequest { limit: self.limit, after: self.after }
    }
}

/// A page of sources.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DataSourcePage {
    /// Rows.
    items: Vec<Source>,
    /// Cursor of the next page.
    next: Option<String>,
}

async fn page_of(app: &App, by: &Caller, wanted: SourcesWanted) -> Result<Json<DataSourcePage>, Problem> {
    let page = sources(app, &mut app.db().read().await?, by, wanted).await?;
    Ok(Json(DataSourcePage { items: page.items, next: page.next }))
}

/// Databases that are read, by name.
#[utoipa::path(get, path = "/data-sources", tag = "inventory", params(Wanted),
    responses((status = 200, body = DataSourcePage), (status = "default", body = Problem)))]
pub(super) async fn data_source_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<DataSourcePage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    page_of(&app, &by, SourcesWanted { contract: wanted.contract, state: wanted.state, page }).await
}

/// Databases of a contract, by name.
#[utoipa::path(get, path = "/contracts/{id}/data-sources", tag = "inventory",
    params(("id" = Uuid, Path, description = "The contract"), WantedPage),
    responses((status = 200, body = DataSourcePage), (status = "default", body = Problem)))]
pub(super) async fn data_source_list_of(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<WantedPage>,
) -> Result<Json<DataSourcePage>, Problem> {
    page_of(&app, &by, SourcesWanted { contract: Some(id), state: None, page: wanted.page() }).await
}

/// Registers a database. One of the same name is refused, so that it can be sent twice.
#[utoipa::path(post, path = "/contracts/{id}/data-sources", tag = "inventory",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewDataSource,
    responses((status = 201, body = Source), (status = "default", body = Problem)))]
pub(super) async fn data_source_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewDataSource>,
) -> Result<(StatusCode, Json<Source>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// A database that is read.
#[utoipa::path(get, path = "/data-sources/{id}", tag = "inventory",
    params(("id" = Uuid, Path, description = "The source")),
    responses((status = 200, body = Source), (status = "default", body = Problem)))]
pub(super) async fn data_source_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Source>, Problem> {
    Ok(Json(source(&app, &mut app.db().read().await?, &by, id).await?))
}

/// Changes a source. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/data-sources/{id}", tag = "inventory",
    params(("id" = Uuid, Path, description = "The source"), ("If-Match" = String, Header, description = "The version")),
    request_body = DataSourceChange, responses((status = 200, body = Source),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the source as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn data_source_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<DataSourceChange>,
) -> Result<Json<Source>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change(&app, &mut tx, &by, (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Forgets a source and everything that was found in it.
#[utoipa::path(delete, path = "/data-sources/{id}", tag = "inventory",
    params(("id" = Uuid, Path, description = "The source")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn data_source_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has a source read at once, in the background and within two minutes; `reading` is true until it was. What came of it is
/// then in `state`, `last_text` and the readings.
#[utoipa::path(post, path = "/data-sources/{id}/read", tag = "inventory",
    params(("id" = Uuid, Path, description = "The source")),
    responses((status = 202, body = Source), (status = "default", body = Problem)))]
pub(super) async fn data_source_read(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<(StatusCode, Json<Source>), Problem> {
    let mut tx = app.db().write().await?;
    let asked = ask_to_read(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(asked)))
}

/// Keeps what people say of a table or column (补充说明), beside what the database says. It stays with the source, and is
/// shown with every reading.
#[utoipa::path(put, path = "/data-sources/{id}/comments", tag = "inventory",
    params(("id" = Uuid, Path, description = "The source")), request_body = NewDataComment,
    responses((status = 200, body = Comment), (status = "default", body = Problem)))]
pub(super) async fn data_source_comment(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewDataComment>,
) -> Result<Json<Comment>, Problem> {
    let mut tx = app.db().write().await?;
    let kept = comment(&app, &mut tx, &by, id, new).await?;
    tx.commit().await?;
    Ok(Json(kept))
}
