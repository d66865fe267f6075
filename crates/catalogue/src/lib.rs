//! The service catalogue: what a client may ask for by form, who approves it, by when it is done and what shows it.
//!
//! **Invariants.** What may be asked for follows from the duties of the contract; every form and every request cites the rule
//! that it answers. A form that changes is a new version, and a request keeps the version that it was made with. Nobody
//! approves what they asked for, and nobody checks what they did. Work that a contract limits is agreed one request after
//! the other, so that two approvals at the same moment never pass the limit together. A day that was agreed is moved by the
//! client alone, with a reason, and never silently.

pub mod error;
pub mod http;
pub mod model;
pub mod paper;
pub mod paper_list;
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

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Records))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Requests)]
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(service::DutiesOfRequests))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
