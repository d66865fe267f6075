//! Special periods and event assurance: what is done before, during and after days that a client declared.
//!
//! **Invariants.** Only a period that the client confirmed counts, for clocks, rosters and releases alike, and never for a
//! day before its confirmation. A phase whose festival the contract's inspections list proves their occurrence and is listed
//! by them; any other is a duty by itself, so that the ledger never counts one twice.

mod duties;
pub mod error;
pub mod http;
mod jobs;
pub mod model;
pub mod paper;
mod periods;
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
    App, Dialect, Module, duties::DutySource, jobs::Job, periods::PeriodSource, reports::ReportSource,
    subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::AssuranceError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct AssuranceModule;

impl Module for AssuranceModule {
    fn name(&self) -> &'static str {
        "assurance"
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
        vec![Arc::new(report::Periods)]
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Phases))
    }

    fn special_periods(&self) -> Option<Arc<dyn PeriodSource>> {
        Some(Arc::new(periods::Periods))
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
