//! The hotline: who called, how long they waited, who is there when, and whether they were content in the end.
//!
//! Calls come from the console and from phone systems, which report them signed and may do so twice and in any order. What
//! a contract promises about waiting and return calls is read from its text; what it does not say is told as assumed.
//!
//! **Invariants.** A call is what its reports say, whatever their order. The waits of a day are counted in the transaction
//! that moves the call. A caller's number is sealed for its call and found by its whole only. Tickets are known by events
//! and through the port of their module, never by their tables.

mod dossier;
mod duties;
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
use jianyue_platform::{
    App, Dialect, Module, dossier::DossierSource, duties::DutySource, events::Subscription, jobs::Job, people::OnCall,
    reports::ReportSource, subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::HotlineError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct HotlineModule;

impl Module for HotlineModule {
    fn name(&self) -> &'static str {
        "hotline"
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

    fn on_call(&self) -> Option<Arc<dyn OnCall>> {
        Some(Arc::new(service::roster::Rosters))
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Visits))
    }

    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        Some(Arc::new(dossier::Calls))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        report::sources()
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Records))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
