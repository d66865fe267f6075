//! Routes below `/api/v1`.

mod addresses;
mod quarantine;
mod received;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(addresses::mail_address_list, addresses::mail_address_add))
        .routes(routes!(addresses::mail_address_change, addresses::mail_address_remove))
        .routes(routes!(quarantine::mail_quarantine_list))
        .routes(routes!(quarantine::mail_quarantine_get))
        .routes(routes!(quarantine::mail_quarantine_raw))
        .routes(routes!(quarantine::mail_quarantine_accept))
        .routes(routes!(quarantine::mail_quarantine_discard))
        .routes(routes!(received::mail_received_list))
        .routes(routes!(received::mail_polling))
}
