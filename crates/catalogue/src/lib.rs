//! The service catalogue: what a client may ask for by form, who approves it, by when it is done and what shows it.

pub mod error;
pub mod http;
pub mod permissions;
mod says;
pub mod store;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::CatalogueError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct CatalogueModule;

impl Module for CatalogueModule {
    fn name(&self) -> &'static str {
        "catalogue"
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
