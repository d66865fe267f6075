//! Backups: what a contract wants kept is looked at again and again, and really restored from time to time.
//!
//! **Invariants.** A policy is never looser than the rule that it fulfils. Looking and restoring happen outside of any
//! transaction, under a claim with a fence, so that replicas share the work and nothing is done twice. Nothing of a backup
//! is kept but names, sizes, digests and counts. A dump is restored as somebody who may do nothing outside of one scratch
//! database, which is dropped however the drill ends; what a crash left behind is swept at the next start and by the clock.
//! What signs in is sealed for its row and leaves this module for the machine it was given for only.

mod checks;
pub mod drill;
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
pub mod worker;

use std::{path::PathBuf, sync::Arc};

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{
    App, Dialect, Module, check::Check, events::Subscription, jobs::Job, module::Background, reports::ReportSource,
    subjects::SubjectSource,
};
use jianyue_reach::Guard;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::BackupError;

/// What the host decides.
#[derive(Clone, Debug)]
pub struct BackupsConfig {
    /// Folder in which drills unpack what they must; theirs alone.
    pub scratch: PathBuf,
    /// Server for drills of PostgreSQL dumps.
    pub postgres: Option<String>,
    /// Server for drills of MySQL dumps.
    pub mysql: Option<String>,
}

/// What looks and drills share.
#[derive(Clone, Debug)]
pub struct Workshop {
    /// Where the software may go.
    pub guard: Guard,
    /// What the host decides.
    pub config: Arc<BackupsConfig>,
    /// How much a drill may take.
    pub limits: drill::Limits,
    /// Wakes whoever runs drills.
    pub wake: Arc<tokio::sync::Notify>,
}

/// The module.
#[derive(Clone, Debug)]
pub struct BackupsModule {
    workshop: Workshop,
}

impl BackupsModule {
    /// Looks at what `guard` lets it look at.
    #[must_use]
    pub fn new(guard: Guard, config: BackupsConfig) -> Self {
        let (config, limits, wake) = (Arc::new(config), drill::Limits::default(), Arc::default());
        Self { workshop: Workshop { guard, config, limits, wake } }
    }

    /// With other limits of drills than usual.
    #[must_use]
    pub fn limited(mut self, limits: drill::Limits) -> Self {
        self.workshop.limits = limits;
        self
    }
}

impl Module for BackupsModule {
    fn name(&self) -> &'static str {
        "backups"
    }

    fn state(&self, state: &mut Extensions) {
        state.insert(self.workshop.clone());
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
        Some(Arc::new(worker::Worker))
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        jobs::subscriptions()
    }

    fn checks(&self) -> Vec<Arc<dyn Check>> {
        vec![Arc::new(checks::Backups)]
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Backups)]
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Policies))
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
