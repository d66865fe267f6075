//! Routes below `/api/v1`.

use jianyue_platform::App;
use utoipa_axum::router::OpenApiRouter;

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
