//! Routes below `/api/v1`.

mod accounts;
mod at_risk;
mod entries;
mod overview;
mod papers;
mod reconciliation;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(entries::billing_file_add))
        .routes(routes!(reconciliation::billing_reconcile))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(accounts::account_read))
        .routes(routes!(accounts::account_what_if))
        .routes(routes!(at_risk::money_at_risk_read))
        .routes(routes!(at_risk::money_at_risk_list))
        .routes(routes!(accounts::billing_schedule))
        .routes(routes!(accounts::billing_schedule_export))
        .routes(routes!(entries::billing_entry_list, entries::billing_entry_tell))
        .routes(routes!(entries::billing_journal))
        .routes(routes!(entries::billing_file_get))
        .routes(routes!(overview::billing_forecast))
        .routes(routes!(overview::billing_penalties))
        .routes(routes!(overview::billing_calendar))
        .routes(routes!(overview::billing_feed))
        .routes(routes!(papers::billing_payment_application))
        .routes(routes!(papers::billing_penalty_notice))
        .routes(routes!(reconciliation::billing_reconcile_template))
        .merge(uploads)
}
