//! Work that comes round: inspections, backups and their checks, counts of spares, duties. Planned from the contract,
//! walked through with checklists, and counted.
//!
//! **Invariants.** What is owed when is the plan's own, keyed so that no outage skips it and no repetition doubles it; what is
//! over, and what somebody has laid hands on, no edit of a contract reaches. An announcement after its day is none. A closed
//! run is never changed; a correction is a new one. How many stand where is counted in the transaction that moves them.
//! Visits to the client belong to the hotline.

mod dossier;
mod duties;
pub mod error;
pub mod http;
mod jobs;
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
use jianyue_platform::{
    App, Dialect, Module, dossier::DossierSource, duties::DutySource, events::Subscription, jobs::Job,
    reports::ReportSource, subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::InspectionError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct InspectionModule;

impl Module for InspectionModule {
    fn name(&self) -> &'static str {
        "inspection"
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

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        Some(Arc::new(dossier::Runs))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        report::sources()
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Rounds))
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Occurrences))
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
