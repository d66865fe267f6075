//! Letters between the parties: notices, claims, what needs consent, and force majeure, each with its term.
//!
//! **Invariants.** Who writes, what the term is and what silence means come from the rule of the contract, found by its kind. A
//! term that silence ends begins on the day on which the letter was entered here, and nobody answers behind it. Proof is shown
//! by a file and never by words. Clocks are held by the client's consent only, from now on and never backwards, and each
//! letter tells of their beginning and end once.

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
    App, Dialect, Module, duties::DutySource, jobs::Job, reports::ReportSource, subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::LetterError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct LettersModule;

impl Module for LettersModule {
    fn name(&self) -> &'static str {
        "letters"
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

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Letters))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Letters)]
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Letters))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
