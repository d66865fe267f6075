//! Tickets: what goes wrong or is asked for under a contract, the clocks that the contract puts on it, and everything that
//! happens until the reporter is content.
//!
//! A ticket's history is its truth: entries in order, some of which are facts that [`jianyue_sla`] folds into clocks after
//! every action, under the contract version that the ticket was opened under. The row keeps what that gave, so that a list
//! or a single read never folds. Verdicts are kept when their clock stops and are never judged again.
//!
//! **Invariants.** Every query is limited to the contracts and works of the one who asks. Internal notes and files are seen
//! by the vendor's people only, and change nothing that anybody else can see. A change holds its ticket, then counts, then
//! the audit chain, in this order, so that no two wait for each other.

pub mod callers;
mod clocks;
mod deviations;
mod dissatisfied;
mod dossier;
pub mod error;
pub mod export;
pub mod fill;
pub mod filters;
pub mod http;
mod jobs;
mod letters;
mod mail;
pub mod model;
mod on_call;
pub mod paper;
mod place;
pub mod policy;
mod promises;
mod report;
mod says;
pub mod service;
pub mod store;
mod story;
mod subject;
mod text;

use jianyue_kernel::Permission;
use jianyue_platform::{
    App, Dialect, Module, builds::Builder, dossier::DossierSource, events::Subscription, jobs::Job,
    reports::ReportSource, stories::StorySource, subjects::SubjectSource,
};
use utoipa_axum::router::OpenApiRouter;

pub use error::TicketError;
pub use service::Desk;

/// The module.
#[derive(Clone, Copy, Debug, Default)]
pub struct TicketingModule;

impl Module for TicketingModule {
    fn name(&self) -> &'static str {
        "ticketing"
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        policy::PERMISSIONS
    }

    fn jobs(&self) -> Vec<Job> {
        jobs::jobs()
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        jobs::subscriptions()
    }

    fn says(&self, action: &str, detail: &serde_json::Value) -> Option<String> {
        says::says(action, detail)
    }

    fn subjects(&self) -> Option<std::sync::Arc<dyn SubjectSource>> {
        Some(std::sync::Arc::new(subject::Tickets))
    }

    fn dossier(&self) -> Option<std::sync::Arc<dyn DossierSource>> {
        Some(std::sync::Arc::new(dossier::Tickets))
    }

    fn report_sources(&self) -> Vec<std::sync::Arc<dyn ReportSource>> {
        report::sources()
    }

    fn promises(&self) -> Option<std::sync::Arc<dyn jianyue_platform::promises::PromiseSource>> {
        Some(std::sync::Arc::new(promises::Clocks))
    }

    fn stories(&self) -> Option<std::sync::Arc<dyn StorySource>> {
        Some(std::sync::Arc::new(story::Stories))
    }

    fn mail_desk(&self) -> Option<std::sync::Arc<dyn jianyue_platform::mail::MailDesk>> {
        Some(std::sync::Arc::new(mail::Mails))
    }

    fn builders(&self) -> Vec<std::sync::Arc<dyn Builder>> {
        vec![std::sync::Arc::new(export::Tickets)]
    }

    fn statements(&self) -> Vec<Dialect> {
        store::STATEMENTS.iter().flat_map(|file| file.iter().copied()).collect()
    }
}
