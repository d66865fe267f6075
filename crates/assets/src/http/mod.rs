//! Routes below `/api/v1`.

mod assets;
mod classes;
mod file;
mod papers;
mod spares;
mod tables;
mod takings;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(assets::asset_list))
        .routes(routes!(assets::asset_add))
        .routes(routes!(assets::asset_scan))
        .routes(routes!(assets::asset_labels))
        .routes(routes!(assets::asset_summary))
        .routes(routes!(assets::asset_from_contract))
        .routes(routes!(assets::asset_get, assets::asset_change))
        .routes(routes!(classes::asset_class_list, classes::asset_class_add))
        .routes(routes!(classes::asset_class_change))
        .routes(routes!(file::asset_file))
        .routes(routes!(file::asset_entry_add))
        .routes(routes!(file::asset_tickets, file::asset_ticket_add))
        .routes(routes!(spares::spare_list))
        .routes(routes!(spares::spare_add))
        .routes(routes!(spares::spare_get, spares::spare_change))
        .routes(routes!(spares::spare_movements, spares::spare_move))
        .routes(routes!(spares::spare_unbooked))
        .routes(routes!(spares::spare_settle))
        .routes(routes!(tables::asset_import))
        .routes(routes!(tables::asset_export))
        .routes(routes!(tables::spare_import))
        .routes(routes!(tables::spare_export))
        .routes(routes!(tables::stock_taking_export))
        .routes(routes!(takings::stock_taking_list, takings::stock_taking_begin))
        .routes(routes!(papers::stock_taking_paper))
        .routes(routes!(takings::stock_taking_get))
        .routes(routes!(takings::stock_taking_lines, takings::stock_taking_count))
        .routes(routes!(takings::stock_taking_close))
}
