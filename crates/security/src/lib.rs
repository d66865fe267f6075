//! Vulnerabilities, findings of evaluations, pledges of confidentiality, and what goes back at the end of a contract.

pub mod error;
pub mod http;
pub mod permissions;
mod says;
pub mod store;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::SecurityError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct SecurityModule;

impl Module for SecurityModule {
    fn name(&self) -> &'static str {
        "security"
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
