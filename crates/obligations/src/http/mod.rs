//! Routes below `/api/v1`.

mod duties;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(duties::duty_list, duties::duty_open))
        .routes(routes!(duties::duty_summary))
        .routes(routes!(duties::duty_prove))
        .routes(routes!(duties::duty_waive))
}
