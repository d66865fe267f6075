//! Routes below `/api/v1`.

mod files;
mod letters;
mod paper;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What files of letters are kept under.
pub(crate) const KIND: &str = "letters.letter";

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new().routes(routes!(files::letter_file_add)).layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(letters::letter_rule_list))
        .routes(routes!(letters::letter_term_get))
        .routes(routes!(letters::letter_send))
        .routes(routes!(letters::letter_list))
        .routes(routes!(letters::letter_get))
        .routes(routes!(letters::letter_step))
        .routes(routes!(paper::letter_paper))
        .routes(routes!(files::letter_file_get))
        .merge(uploads)
}
