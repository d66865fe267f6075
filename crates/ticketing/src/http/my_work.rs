//! `GET /me/work`.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::service::{Desk, WorkItem, my_work};

/// How many.
#[derive(Debug, Deserialize)]
pub(super) struct HowMany {
    limit: Option<u32>,
}

/// What the caller has before them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyWork {
    /// Tickets that the caller holds, then those that nobody holds and that ask for a visit, by what is due next.
    items: Vec<WorkItem>,
}

/// What somebody in the field has before them.
#[utoipa::path(get, path = "/me/work", tag = "ticketing",
    params(("limit" = Option<u32>, Query, description = "Rows wanted, 1 to 200; 50 when absent")),
    responses((status = 200, body = MyWork), (status = "default", body = Problem)))]
pub(super) async fn work_mine(
    State(app): State<App>,
    by: Caller,
    Params(HowMany { limit }): Params<HowMany>,
) -> Result<Json<MyWork>, Problem> {
    let desk = Desk::at(&app, &by);
    let limit = limit.unwrap_or(50).clamp(1, 200);
    Ok(Json(MyWork { items: my_work(&mut app.db().read().await?, desk, limit).await? }))
}
