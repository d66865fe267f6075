//! Routes below `/api/v1`.

mod duties;
mod files;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What files of duties are kept under.
pub(crate) const KIND: &str = "obligations.evidence";

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(files::duty_file_list, files::duty_file_add))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(duties::duty_list, duties::duty_open))
        .routes(routes!(duties::duty_summary))
        .routes(routes!(duties::duty_prove))
        .routes(routes!(duties::duty_waive))
        .routes(routes!(files::duty_file_get))
        .merge(uploads)
}
