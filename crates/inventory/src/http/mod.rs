//! Routes below `/api/v1`.

mod readings;
mod sources;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sources::data_source_list))
        .routes(routes!(sources::data_source_list_of, sources::data_source_add))
        .routes(routes!(sources::data_source_get, sources::data_source_change, sources::data_source_remove))
        .routes(routes!(sources::data_source_read))
        .routes(routes!(sources::data_source_comment))
        .routes(routes!(readings::data_reading_list))
        .routes(routes!(readings::data_reading_get))
        .routes(routes!(readings::data_reading_table))
        .routes(routes!(readings::data_reading_difference))
        .routes(routes!(readings::data_reading_document))
}
