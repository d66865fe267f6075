//! Routes below `/api/v1`.

mod files;
mod forms;
mod paper;
mod requests;
mod steps;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(forms::service_form_list, forms::service_form_save))
        .routes(routes!(forms::service_form_versions))
        .routes(routes!(requests::service_request_add))
        .routes(routes!(requests::service_request_list))
        .routes(routes!(requests::service_request_export))
        .routes(routes!(requests::service_request_get, requests::service_request_edit))
        .routes(routes!(steps::service_request_submit))
        .routes(routes!(steps::service_request_estimate))
        .routes(routes!(steps::service_request_decide))
        .routes(routes!(steps::service_request_take))
        .routes(routes!(steps::service_request_finish))
        .routes(routes!(steps::service_request_check))
        .routes(routes!(steps::service_request_accept))
        .routes(routes!(steps::service_request_send_back))
        .routes(routes!(steps::service_request_reschedule))
        .routes(routes!(steps::service_request_cancel))
        .routes(routes!(paper::service_request_paper))
        .routes(routes!(files::service_request_file_add))
        .routes(routes!(files::service_request_file_get, files::service_request_file_remove))
}
