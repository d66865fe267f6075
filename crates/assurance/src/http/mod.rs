//! Routes below `/api/v1`.

mod files;
mod paper;
mod periods;
mod work;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(periods::special_period_list))
        .routes(routes!(periods::special_period_declare))
        .routes(routes!(periods::special_period_suggestions))
        .routes(routes!(periods::special_period_get, periods::special_period_change))
        .routes(routes!(periods::special_period_confirm))
        .routes(routes!(periods::special_period_withdraw))
        .routes(routes!(paper::special_period_paper))
        .routes(routes!(work::assurance_item_add))
        .routes(routes!(work::assurance_item_tick))
        .routes(routes!(work::assurance_item_remove))
        .routes(routes!(work::assurance_phase_complete))
        .routes(routes!(files::special_period_file_add))
        .routes(routes!(files::assurance_item_file_add))
        .routes(routes!(files::assurance_file))
}
