//! Vulnerabilities, findings of evaluations, pledges of confidentiality, and what goes back at the end of a contract.
//!
//! **Invariants.** A finding is known by its number or name, its host and its port: what is found again is seen again and never
//! doubled; what was closed and comes back is a further round, and the first one stays as it is. Its term is fixed when it comes
//! in. Nobody tests what they mended. What the client confirmed, or witnessed, is not changed any more. A list of what goes back
//! is complete with every thing on it settled and the client's witness, and not before.

mod duties;
pub mod error;
pub mod http;
mod jobs;
pub mod model;
pub mod paper;
pub mod permissions;
pub mod policy;
pub mod read;
mod report;
mod says;
pub mod service;
pub mod store;
mod subject;

use std::sync::Arc;

use jianyue_kernel::Permission;
use jianyue_platform::{
    App, Dialect, Module, duties::DutySource, events::Subscription, jobs::Job, reports::ReportSource,
    subjects::SubjectSource,
};
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

    fn jobs(&self) -> Vec<Job> {
        jobs::jobs()
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        jobs::subscriptions()
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Records))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        report::sources()
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Owed))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
