//! Routes below `/api/v1`.

mod dossier;
mod file;
mod reports;
mod steps;
mod versions;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(reports::report_rule_list))
        .routes(routes!(reports::report_add))
        .routes(routes!(reports::report_list))
        .routes(routes!(reports::report_get, reports::report_edit))
        .routes(routes!(steps::report_recompose))
        .routes(routes!(steps::report_submit))
        .routes(routes!(steps::report_withdraw))
        .routes(routes!(steps::report_accept))
        .routes(routes!(steps::report_question))
        .routes(routes!(steps::report_correct))
        .routes(routes!(versions::report_version_get))
        .routes(routes!(versions::report_difference_get))
        .routes(routes!(versions::report_row_list))
        .routes(routes!(file::report_file_get))
        .routes(routes!(dossier::dossier_get))
        .routes(routes!(dossier::dossier_build))
}
