//! Routes below `/api/v1`.

mod accounts;
mod entries;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(accounts::account_read))
        .routes(routes!(accounts::account_what_if))
        .routes(routes!(accounts::billing_schedule))
        .routes(routes!(accounts::billing_schedule_export))
        .routes(routes!(entries::billing_entry_list, entries::billing_entry_tell))
        .routes(routes!(entries::billing_file_add))
        .routes(routes!(entries::billing_file_get))
}
