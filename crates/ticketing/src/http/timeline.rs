//! `GET /tickets/{id}/timeline`.

use axum::{Json, extract::State};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{model::Entry, service::timeline};

/// A page of a ticket's history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryPage {
    /// Entries, the oldest first.
    items: Vec<Entry>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The history of a ticket, the oldest first. Internal entries are there for the vendor's people only.
#[utoipa::path(get, path = "/tickets/{id}/timeline", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The ticket"),
        ("limit" = Option<u32>, Query, description = "Rows wanted, 1 to 200"),
        ("after" = Option<String>, Query, description = "The `next` of the page before")),
    responses((status = 200, body = EntryPage), (status = "default", body = Problem)))]
pub(super) async fn ticket_timeline(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(page): Params<PageRequest>,
) -> Result<Json<EntryPage>, Problem> {
    let page = timeline(&mut app.db().read().await?, &by, id, &page).await?;
    Ok(Json(EntryPage { items: page.items, next: page.next }))
}
