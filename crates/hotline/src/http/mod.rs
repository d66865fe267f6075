//! Routes below `/api/v1`.

mod calls;
mod feed;
mod kept;
mod return_calls;
mod roster;
mod sources;
mod special;
mod waits;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(calls::call_log))
        .routes(routes!(calls::call_list))
        .routes(routes!(calls::call_get, calls::call_edit))
        .routes(routes!(calls::call_link))
        .routes(routes!(feed::hotline_feed))
        .routes(routes!(return_calls::return_call_list))
        .routes(routes!(return_calls::return_call_get))
        .routes(routes!(return_calls::return_call_attempt))
        .routes(routes!(return_calls::return_call_complete))
        .routes(routes!(return_calls::return_call_waive))
        .routes(routes!(return_calls::hotline_satisfaction))
        .routes(routes!(roster::roster_get))
        .routes(routes!(roster::shift_add))
        .routes(routes!(roster::shift_change, roster::shift_remove))
        .routes(routes!(roster::shift_handover))
        .routes(routes!(roster::shift_handover_confirm))
        .routes(routes!(roster::on_call_get))
        .routes(routes!(sources::feed_source_list, sources::feed_source_add))
        .routes(routes!(sources::feed_source_rotate))
        .routes(routes!(sources::feed_source_remove))
        .routes(routes!(special::special_days_list, special::special_days_add))
        .routes(routes!(special::special_days_remove))
        .routes(routes!(waits::hotline_waits))
}
