//! Routes below `/api/v1`.

mod articles;
mod states;
mod suggest;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(articles::article_list, articles::article_create))
        .routes(routes!(suggest::article_suggest))
        .routes(routes!(articles::article_get, articles::article_edit))
        .routes(routes!(articles::article_revisions))
        .routes(routes!(states::article_submit))
        .routes(routes!(states::article_publish))
        .routes(routes!(states::article_return))
        .routes(routes!(states::article_retire))
        .routes(routes!(states::article_used))
}
