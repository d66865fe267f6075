//! Emergency plans, what happened in an emergency, drills and contacts.
//!
//! **Invariants.** An emergency keeps the version of the plan that it was opened with. A ticket opens one emergency, however
//! often it is told of. The time line is only added to; "at once" is counted by the server's time up to the first command.
//! Who commands stands an emergency down, and nobody confirms a report that is their own. Telephone numbers of a plan are
//! sealed for their version and stand in no event and no row of the audit trail.

mod duties;
pub mod error;
pub mod http;
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
    App, Dialect, Module, duties::DutySource, events::Subscription, reports::ReportSource, subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::EmergencyError;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmergenciesModule;

impl Module for EmergenciesModule {
    fn name(&self) -> &'static str {
        "emergencies"
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        vec![Subscription {
            subscriber: "emergencies.tickets",
            kinds: &["ticketing.ticket_opened", "ticketing.ticket_changed"],
            handler: Arc::new(service::Tickets),
        }]
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Records))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Emergencies)]
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Emergencies))
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
