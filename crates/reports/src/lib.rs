//! Reports of a period and the acceptance dossier, composed of what each module keeps, frozen, reviewed and accepted.
//!
//! **Invariants.** A report is composed through the port [`jianyue_platform::reports::ReportSource`] in one view of the database;
//! which sections and parts belong into it follows from its rule and a map that names no contract. What was submitted is
//! frozen with its rows and its digest and never changed: a correction is a new version, and taking an accepted report up again
//! takes its acceptance back at once. Silence accepts only where the contract says so, nobody accepts what they submitted, and
//! being late is a fact of the first version that was not taken back.

pub mod dossier;
mod duties;
pub mod error;
pub mod http;
mod jobs;
pub mod model;
pub mod paper;
pub mod permissions;
pub mod policy;
mod says;
pub mod service;
pub mod store;
mod subject;

use std::sync::Arc;

use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module, builds::Builder, duties::DutySource, jobs::Job, subjects::SubjectSource};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::ReportError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReportsModule;

impl Module for ReportsModule {
    fn name(&self) -> &'static str {
        "reports"
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

    fn builders(&self) -> Vec<Arc<dyn Builder>> {
        vec![Arc::new(dossier::DossierBuilder)]
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Reports))
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Reports))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
