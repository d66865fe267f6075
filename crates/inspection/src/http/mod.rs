//! Routes below `/api/v1`.

mod calendar;
mod checklists;
mod occurrences;
mod papers;
mod photos;
mod runs;
mod sheets;
mod sync;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The most bytes of a body of steps: a hundred, some with the picture of a signature.
const SYNC_LIMIT: usize = 8 << 20;

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(calendar::inspection_calendar))
        .routes(routes!(calendar::inspection_feed))
        .routes(routes!(checklists::inspection_checklist_list, checklists::inspection_checklist_add))
        .routes(routes!(checklists::inspection_checklist_change))
        .routes(routes!(occurrences::occurrence_list))
        .routes(routes!(occurrences::occurrence_get, occurrences::occurrence_change))
        .routes(routes!(occurrences::occurrence_add))
        .routes(routes!(occurrences::occurrence_announce))
        .routes(routes!(occurrences::occurrence_counts))
        .routes(routes!(occurrences::occurrence_plan))
        .routes(routes!(papers::inspection_run_paper))
        .routes(routes!(papers::inspection_sheet_daily_paper))
        .routes(routes!(papers::inspection_sheet_weekly_paper))
        .routes(routes!(photos::inspection_photo_get))
        .routes(routes!(runs::inspection_run_start))
        .routes(routes!(runs::inspection_run_get))
        .routes(routes!(runs::inspection_run_answers))
        .routes(routes!(runs::inspection_run_sign))
        .routes(routes!(runs::inspection_run_close))
        .routes(routes!(runs::inspection_run_correct))
        .routes(routes!(sheets::inspection_sheet_daily))
        .routes(routes!(sheets::inspection_sheet_weekly))
        // The store has its own limit; no other one may stop the stream before.
        .merge(OpenApiRouter::new().routes(routes!(photos::inspection_photo_add)).layer(DefaultBodyLimit::disable()))
        .merge(OpenApiRouter::new().routes(routes!(sync::inspection_sync)).layer(DefaultBodyLimit::max(SYNC_LIMIT)))
}
