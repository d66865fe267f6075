//! `POST /inspections/sync`.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    model::{Occurrence, Operation, Run, SyncOutcome},
    service::{Desk, Synced, sync},
};

/// What a device did without a network.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InspectionSyncRequest {
    /// 1 to 100, in the order in which they were done.
    #[schema(min_items = 1, max_items = 100)]
    operations: Vec<Operation>,
}

/// What became of a step.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InspectionSyncResult {
    /// The step.
    id: Uuid,
    /// What became of it; `skipped` ones are kept on the device and sent again.
    outcome: SyncOutcome,
    /// Stable code of what was in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// What was in the way, in plain Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The occurrence as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence: Option<Occurrence>,
    /// Its last run as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<Run>,
}

/// What became of all of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InspectionSyncResults {
    /// One for each step, in their order.
    results: Vec<InspectionSyncResult>,
}

/// Does what a device did without a network: each step once for its person, in order, and by itself. What is sent again is
/// answered `repeated`; behind one that is not done, later ones of the same occurrence are `skipped`, others go on.
#[utoipa::path(post, path = "/inspections/sync", tag = "inspection", request_body = InspectionSyncRequest,
    responses((status = 200, body = InspectionSyncResults), (status = 413, body = Problem),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_sync(
    State(app): State<App>,
    by: Caller,
    Input(InspectionSyncRequest { operations }): Input<InspectionSyncRequest>,
) -> Result<Json<InspectionSyncResults>, Problem> {
    let synced = sync(Desk::of(&app, &by), &operations).await?;
    Ok(Json(InspectionSyncResults { results: synced.into_iter().map(result).collect() }))
}

fn result(became: Synced) -> InspectionSyncResult {
    let Synced { id, outcome, error, occurrence, run } = became;
    let (code, detail) = match error.map(Problem::from) {
        Some(problem) => (Some(problem.code), Some(problem.detail)),
        None if outcome == SyncOutcome::Skipped => {
            let detail = "同一项工作前面的操作没有完成，本操作没有执行。请先处理前面的操作，再重新同步。";
            (Some("inspection.sync_skipped".to_owned()), Some(detail.to_owned()))
        }
        None => (None, None),
    };
    InspectionSyncResult { id, outcome, code, detail, occurrence, run }
}
