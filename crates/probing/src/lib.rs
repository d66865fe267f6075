//! What is watched: systems of the client's, looked at again and again, with outages that are noticed within one interval
//! and closed with their down time; what agents push; what other systems tell of interfaces and exchanges.
//!
//! **Invariants.** A probe that is due is claimed in the database under a fence, and only the last claim may write what was
//! found, so that replicas share the work and nothing is done twice. Looking happens outside of any transaction; what was
//! found is written in batches. What the settings spoil is unknown and never somebody's outage. What proves who signs in is
//! sealed for its row and leaves this module for the other system only.

mod checks;
mod dossier;
pub mod error;
pub mod http;
mod jobs;
pub mod model;
pub mod permissions;
pub mod policy;
mod reading;
mod report;
mod says;
pub mod scheduler;
pub mod service;
pub mod store;
mod subjects;

use std::sync::Arc;

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{
    App, Dialect, Module, check::Check, dossier::DossierSource, events::Subscription, jobs::Job, module::Background,
    readings::ReadingSource, reports::ReportSource, subjects::SubjectSource,
};
use jianyue_reach::Guard;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::ProbingError;

/// The module.
#[derive(Clone, Debug)]
pub struct ProbingModule {
    guard: Guard,
}

impl ProbingModule {
    /// Looks at what `guard` lets it look at.
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        Self { guard }
    }
}

impl Module for ProbingModule {
    fn name(&self) -> &'static str {
        "probing"
    }

    fn state(&self, state: &mut Extensions) {
        state.insert(self.guard.clone());
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

    fn background(&self) -> Option<Arc<dyn Background>> {
        Some(Arc::new(scheduler::Scheduler::default()))
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        jobs::subscriptions()
    }

    fn checks(&self) -> Vec<Arc<dyn Check>> {
        vec![Arc::new(checks::FallingBehind)]
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        Some(Arc::new(dossier::Exchanges))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        report::sources()
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subjects::Watched))
    }

    fn readings(&self) -> Option<Arc<dyn ReadingSource>> {
        Some(Arc::new(reading::LastReadings))
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
