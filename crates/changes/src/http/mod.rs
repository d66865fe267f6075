//! Routes below `/api/v1`.

mod changes;
mod files;
mod paper;
mod steps;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    let uploads =
        OpenApiRouter::new().routes(routes!(files::system_change_file_add)).layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(changes::system_change_list))
        .routes(routes!(changes::system_change_add))
        .routes(routes!(changes::system_change_choices))
        .routes(routes!(changes::system_change_calendar))
        .routes(routes!(changes::system_change_get, changes::system_change_edit))
        .routes(routes!(steps::system_change_submit))
        .routes(routes!(steps::system_change_decide))
        .routes(routes!(steps::system_change_approve_by_word))
        .routes(routes!(steps::system_change_confirm))
        .routes(routes!(steps::system_change_test))
        .routes(routes!(steps::system_change_release))
        .routes(routes!(steps::system_change_verify))
        .routes(routes!(steps::system_change_roll_back))
        .routes(routes!(steps::system_change_close))
        .routes(routes!(steps::system_change_withdraw))
        .routes(routes!(files::system_change_file))
        .routes(routes!(paper::system_change_paper))
        .merge(uploads)
}
