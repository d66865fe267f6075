//! Changes and releases: plan, risk, test, approval, window, result.
//!
//! **Invariants.** Nothing is released without the client's approval and a passed test of the very text that is released, in
//! the window that was approved, and in no freeze. Nobody approves what they submitted. An approval by word of mouth is
//! marked until the client confirms it in writing.

mod duties;
pub mod error;
pub mod http;
pub mod model;
pub mod paper;
pub mod permissions;
pub mod policy;
mod report;
mod says;
pub mod service;
pub mod store;
mod subject;

use std::sync::Arc;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module, duties::DutySource, reports::ReportSource, subjects::SubjectSource};
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

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Records))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Changes)]
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Agreed))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
