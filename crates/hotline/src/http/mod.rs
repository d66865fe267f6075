//! Routes below `/api/v1`.

mod calls;
mod feed;
mod sources;
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
        .routes(routes!(sources::feed_source_list, sources::feed_source_add))
        .routes(routes!(sources::feed_source_rotate))
        .routes(routes!(sources::feed_source_remove))
        .routes(routes!(waits::hotline_waits))
}
