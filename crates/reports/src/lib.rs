//! Reports of a period and the acceptance dossier, composed of what each module keeps, frozen, reviewed and accepted.

pub mod http;
pub mod permissions;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Module};
use utoipa_axum::router::OpenApiRouter;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReportsModule;

impl Module for ReportsModule {
    fn name(&self) -> &'static str {
        "reports"
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }
}
