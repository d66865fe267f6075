//! The platform's own module: jobs, dead letters and the state of the system, for the system administrator; and builds, for
//! whoever asked for them.

mod builds;
mod checks;
mod dead_letters;
mod jobs;
pub mod permissions;
mod says;
pub mod sql;
mod system;

use std::{path::PathBuf, sync::Arc};

use axum::http::Extensions;
use jianyue_kernel::Permission;
use serde_json::Value;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use checks::{data_folder, disk};

use crate::{
    app::App,
    builds::{Builds, Runner},
    check::Check,
    db::Dialect,
    housekeeping,
    jobs::Job,
    module::{Background, Module},
};

/// What the host decides.
#[derive(Clone, Debug)]
pub struct OperationsConfig {
    /// The data folder.
    pub data: PathBuf,
    /// Days after which dispatched events are forgotten.
    pub events_keep_days: u32,
}

/// The module.
pub struct OperationsModule(OperationsConfig);

impl OperationsModule {
    /// With what the host decides.
    #[must_use]
    pub fn new(config: OperationsConfig) -> Self {
        Self(config)
    }
}

/// Every route, below `/api/v1`.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(builds::build_list))
        .routes(routes!(builds::build_find))
        .routes(routes!(builds::build_cancel))
        .routes(routes!(builds::build_file))
        .routes(routes!(jobs::job_list))
        .routes(routes!(jobs::job_run))
        .routes(routes!(dead_letters::dead_letter_list))
        .routes(routes!(dead_letters::dead_letter_retry))
        .routes(routes!(dead_letters::dead_letter_discard))
        .routes(routes!(system::system))
}

impl Module for OperationsModule {
    fn name(&self) -> &'static str {
        "platform"
    }

    fn state(&self, state: &mut Extensions) {
        state.insert(system::Watch::new(self.0.data.clone()));
        state.insert(Builds::new(self.0.data.join("builds")));
    }

    fn routes(&self) -> OpenApiRouter<App> {
        routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn jobs(&self) -> Vec<Job> {
        housekeeping::jobs(self.0.events_keep_days)
    }

    fn background(&self) -> Option<Arc<dyn Background>> {
        Some(Arc::new(Runner))
    }

    fn checks(&self) -> Vec<Arc<dyn Check>> {
        vec![Arc::new(checks::Folder(self.0.data.clone())), Arc::new(checks::Jobs), Arc::new(checks::Letters)]
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        crate::statements()
    }
}
