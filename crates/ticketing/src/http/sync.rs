//! `POST /sync`.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input},
    people::People,
    sealed::Sealer,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    model::{Operation, SyncOutcome},
    service::{Desk, ShownTicket, Synced, shown, sync},
};

/// The most bytes of a body: a hundred full service sheets.
pub(super) const BODY_LIMIT: usize = 4 << 20;

/// What a device did without a network.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SyncRequest {
    /// 1 to 100, in the order in which they were done.
    #[schema(min_items = 1, max_items = 100)]
    operations: Vec<Operation>,
}

/// What became of an operation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SyncResult {
    /// The operation.
    id: Uuid,
    /// What became of it; `skipped` ones are kept on the device and sent again.
    outcome: SyncOutcome,
    /// Stable code of what was in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// What was in the way, in plain Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The ticket as it is now, where it was changed or has gone on meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<ShownTicket>,
}

/// What became of all of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SyncResults {
    /// One for each operation, in their order.
    results: Vec<SyncResult>,
}

/// Does what a device did without a network: each operation once for its person, in order, and by itself. What is sent again
/// is answered `repeated`; behind one that is not done, later ones of the same ticket are `skipped`, other tickets go on.
#[utoipa::path(post, path = "/sync", tag = "ticketing", request_body = SyncRequest,
    responses((status = 200, body = SyncResults), (status = 413, body = Problem), (status = "default", body = Problem)))]
pub(super) async fn field_sync(
    State(app): State<App>,
    by: Caller,
    Input(SyncRequest { operations }): Input<SyncRequest>,
) -> Result<Json<SyncResults>, Problem> {
    let desk = Desk::of(&app, &by);
    let synced = sync(app.db(), desk, app.state::<People>(), &operations).await?;
    let (now, sealer) = (desk.now(), app.state::<Sealer>());
    Ok(Json(SyncResults { results: synced.into_iter().map(|became| result(became, &by, now, sealer)).collect() }))
}

fn result(became: Synced, by: &Actor, now: DateTime<Utc>, sealer: &Sealer) -> SyncResult {
    let Synced { id, outcome, error, ticket } = became;
    let (code, detail) = match error.map(Problem::from) {
        Some(problem) => (Some(problem.code), Some(problem.detail)),
        None if outcome == SyncOutcome::Skipped => {
            let detail = "同一工单前面的操作没有完成，本操作没有执行。请先处理前面的操作，再重新同步。";
            (Some("ticketing.sync_skipped".to_owned()), Some(detail.to_owned()))
        }
        None => (None, None),
    };
    SyncResult { id, outcome, code, detail, ticket: ticket.map(|ticket| shown(ticket, by, now).with_phone(sealer)) }
}
