//! Routes below `/api/v1`.

mod couriers;
mod feed;
mod keys;
mod money;
mod orders;
mod paper;
mod readers;
mod tables;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::delivery_list))
        .routes(routes!(orders::delivery_summary))
        .routes(routes!(orders::delivery_get))
        .routes(routes!(orders::delivery_event_add))
        .routes(routes!(tables::delivery_batch_list, tables::delivery_batch_import))
        .routes(routes!(tables::delivery_batch_template))
        .routes(routes!(couriers::courier_source_list, couriers::courier_source_add))
        .routes(routes!(couriers::courier_source_rotate))
        .routes(routes!(couriers::courier_source_remove))
        .routes(routes!(couriers::courier_unknown_list))
        .routes(routes!(couriers::courier_unknown_settle))
        .routes(routes!(feed::courier_feed))
        .routes(routes!(money::reconciliation_list, money::reconciliation_open))
        .routes(routes!(money::reconciliation_get))
        .routes(routes!(money::reconciliation_row_list, money::reconciliation_row_add))
        .routes(routes!(money::reconciliation_row_remove))
        .routes(routes!(money::reconciliation_explain))
        .routes(routes!(money::reconciliation_close))
        .routes(routes!(paper::reconciliation_paper))
        .routes(routes!(tables::reconciliation_import))
        .routes(routes!(tables::reconciliation_template))
        .routes(routes!(tables::reconciliation_export))
        .routes(routes!(readers::card_reader_list, readers::card_reader_add))
        .routes(routes!(readers::card_reader_get))
        .routes(routes!(readers::card_reader_move))
        .routes(routes!(keys::card_key_list, keys::card_key_add))
        .routes(routes!(keys::card_key_get))
        .routes(routes!(keys::card_key_move))
        .routes(routes!(keys::card_key_signature))
        .routes(routes!(keys::card_key_count_list, keys::card_key_count_add))
}
