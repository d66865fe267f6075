//! What is owed under a contract, why, and when.
//!
//! [`account()`] is a pure function of a contract, the calendar, [`Facts`] and a day: the schedule of payments, penalties,
//! interest, the bond and special sums, each with its clause and its arithmetic line by line. The module keeps
//! only what was told, in a ledger for each contract that is added to and never changed; every figure is computed anew, and the
//! order in which facts are told does not matter.
//!
//! **Invariants.** Amounts are [`jianyue_kernel::Money`], percentages exact, each figure rounded once, half up to the fen. A rate,
//! a sum, a cap or a term is read from the contract and never written in code.

pub mod account;
pub mod blocked;
pub mod cash;
mod duties;
pub mod error;
pub mod explain;
pub mod export;
pub mod facts;
pub mod feed;
pub mod fold;
pub mod http;
mod jobs;
pub mod model;
pub mod papers;
pub mod permissions;
pub mod raise;
pub mod reconcile;
mod report;
mod says;
pub mod service;
pub mod store;
mod subject;
mod what_if;

use std::sync::Arc;

use jianyue_kernel::Permission;
use jianyue_platform::{
    App, Dialect, Module, duties::DutySource, events::Subscription, jobs::Job, reports::ReportSource,
    subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use account::{Account, account};
pub use error::BillingError;
pub use explain::explain;
pub use facts::Facts;
pub use what_if::what_if;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct BillingModule;

impl Module for BillingModule {
    fn name(&self) -> &'static str {
        "billing"
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn jobs(&self) -> Vec<Job> {
        jobs::jobs()
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        jobs::subscriptions()
    }

    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        Some(Arc::new(subject::Ledgers))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Payments)]
    }

    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        Some(Arc::new(duties::Owed))
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
