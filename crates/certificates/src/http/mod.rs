//! Routes below `/api/v1`.

mod certificates;
mod files;
mod requests;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(certificates::certificate_list))
        .routes(routes!(certificates::certificate_add))
        .routes(routes!(certificates::certificate_get, certificates::certificate_change))
        .routes(routes!(certificates::certificate_check))
        .routes(routes!(certificates::certificate_forecast))
        .routes(routes!(certificates::certificate_seen))
        .routes(routes!(files::certificate_import))
        .routes(routes!(files::certificate_export))
        .routes(routes!(files::certificate_issuers, files::certificate_issuer_add))
        .routes(routes!(requests::certificate_request_list))
        .routes(routes!(requests::certificate_request_add))
        .routes(routes!(requests::certificate_request_get))
        .routes(routes!(requests::certificate_request_decide))
        .routes(routes!(requests::certificate_request_finish))
        .routes(routes!(requests::certificate_request_withdraw))
}
