//! The knowledge base: what was learnt from solved tickets, looked at by somebody else before it is offered, and found by
//! the words in which the next one reports the same.
//!
//! **Invariants.** Nobody publishes what they wrote. Readers are offered what was published and nothing else, while a newer
//! wording is worked on; the client's people only what is marked for them. The scope by contract is part of every query.
//! Texts are plain: they are never markup of any kind. Tickets are known through the ports of their module, never by their
//! tables.

pub mod error;
pub mod http;
mod jobs;
pub mod model;
pub mod permissions;
pub mod policy;
mod report;
mod says;
pub mod service;
pub mod store;
mod subject;

use std::sync::Arc;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module, jobs::Job, reports::ReportSource, subjects::SubjectSource};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::KnowledgeError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct KnowledgeModule;

impl Module for KnowledgeModule {
    fn name(&self) -> &'static str {
        "knowledge"
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

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Articles)]
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Articles))
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
