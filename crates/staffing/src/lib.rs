//! Who fills the positions of a contract, qualifications, changes of people, presence and trainings.
//!
//! **Invariants.** What is asked for (positions, hours on site, notice, consent, trainings) is read from the contract each time. A
//! key person changes by a notice that keeps its term, with the consent and the hand-over that the contract asks for, or is put
//! down as changed without consent; nothing else ends their assignment. Presence is said by whoever is there, at the server's
//! time, or corrected by the manager with a reason. A training is in time by the agreed day, which only the client moves.

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

pub use error::StaffingError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct StaffingModule;

impl Module for StaffingModule {
    fn name(&self) -> &'static str {
        "staffing"
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
        report::sources()
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Staffing))
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
