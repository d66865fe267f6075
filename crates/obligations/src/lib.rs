//! The ledger of duties: everything that a contract asks for, by clause, with where it stands and what shows it.
//!
//! **Invariants.** What another module keeps (inspections, visits, reports) is asked of it each time, through the port
//! [`jianyue_platform::duties::DutySource`], and copied nowhere: the ledger cannot disagree with it. What people say of a document
//! (that it went out on paper, that the client lets it go), and duties that an event makes due, are kept here. A duty that is
//! done, or let go by the client, stays so.

mod dossier;
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
    App, Dialect, Module, dossier::DossierSource, jobs::Job, reports::ReportSource, subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::DutyError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct ObligationsModule;

impl Module for ObligationsModule {
    fn name(&self) -> &'static str {
        "obligations"
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

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Kept)]
    }

    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        Some(Arc::new(dossier::Ledgers))
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Ledgers))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
