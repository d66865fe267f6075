//! Changes and releases: plan, risk, test, approval, window, result.

pub mod error;
pub mod http;
pub mod permissions;
mod says;
pub mod store;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::ChangeError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangesModule;

impl Module for ChangesModule {
    fn name(&self) -> &'static str {
        "changes"
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
