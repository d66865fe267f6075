//! Who fills the positions of a contract, qualifications, changes of people, presence and trainings.

pub mod error;
pub mod http;
pub mod permissions;
mod says;
pub mod store;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::StaffingError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct StaffingModule;

impl Module for StaffingModule {
    fn name(&self) -> &'static str {
        "staffing"
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
