//! The register of certificates: whose they are, when they end, what is to be done with them, and who approved it.
//!
//! **Invariants.** A certificate is known by its issuer and serial number, kept in one way of writing. That it is over
//! follows from its last day and is no state. The register changes by a correction, an import or a request that was
//! approved by somebody else than who asked. Keys are never looked at and never kept. People are reminded of each stage
//! before the end once, however often the job runs.

mod dossier;
pub mod error;
pub mod http;
mod jobs;
pub mod model;
pub mod ocsp;
pub mod permissions;
pub mod policy;
pub mod read;
mod report;
pub mod revocation;
mod says;
pub mod service;
pub mod store;
mod subject;

use std::sync::Arc;

use jianyue_kernel::Permission;
use jianyue_platform::{
    App, Dialect, Module, dossier::DossierSource, events::Subscription, jobs::Job, reports::ReportSource,
    subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::CertificateError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct CertificatesModule;

impl Module for CertificatesModule {
    fn name(&self) -> &'static str {
        "certificates"
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

    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        Some(Arc::new(dossier::Register))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Certificates)]
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
