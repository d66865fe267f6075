//! Deliveries of cards, what was paid for them, card readers and keys.
//!
//! **Invariants.** An order is the fold of what was told of it, in whatever order and however often. Of whoever receives a card
//! there is a school and a masked name, nothing else. What a courier tells of an order that nobody knows is kept. What
//! differs between books is found by one pure function; a week is closed when each difference is explained, and never changed
//! afterwards. The ledger of keys is only ever added to, and nobody hands over to themself.

mod duties;
pub mod error;
pub mod http;
mod jobs;
pub mod model;
pub mod paper;
pub mod permissions;
pub mod policy;
pub mod read;
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

pub use error::DeliveryError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeliveriesModule;

impl Module for DeliveriesModule {
    fn name(&self) -> &'static str {
        "deliveries"
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
        Some(Arc::new(subject::Records))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        report::sources()
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Owed))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
