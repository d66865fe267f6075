//! Data inventory: what the databases of a contract are made of, read again and again, kept as versions, and written as the
//! document that the contract asks for.
//!
//! **Invariants.** Databases are read by one claim at a time, outside of any transaction and within a time limit; only the
//! last claim may write what was found. A structure is kept once, however often it is read. What differs is worked out by
//! one pure function. Passwords are sealed for their row, leave this module for the database only, and are forgotten when
//! the place they were given for changes.

pub mod error;
pub mod http;
pub mod model;
pub mod permissions;
pub mod policy;
pub mod reader;
mod report;
mod says;
pub mod service;
pub mod store;
mod subject;

use std::sync::Arc;

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module, module::Background, reports::ReportSource, subjects::SubjectSource};
use jianyue_reach::Guard;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::InventoryError;

/// The module.
#[derive(Clone, Debug)]
pub struct InventoryModule {
    guard: Guard,
}

impl InventoryModule {
    /// Reads what `guard` lets it read.
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        Self { guard }
    }
}

impl Module for InventoryModule {
    fn name(&self) -> &'static str {
        "inventory"
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

    fn background(&self) -> Option<Arc<dyn Background>> {
        Some(Arc::new(reader::Reader))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Inventories)]
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Sources))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
