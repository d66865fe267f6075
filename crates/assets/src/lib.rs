//! Assets and spares: what a contract's people have to look after, where it is, what happened to it; what is in store for
//! repairs; and what was found when somebody counted.
//!
//! **Invariants.** A code that the server gave is never given again: assets are scrapped or lost, never deleted, and codes
//! do not change. An asset's file is only ever added to. The stock of a spare is the sum of its movements and never below
//! zero, whoever takes at the same moment. A service sheet is booked once; what of it cannot be booked waits for somebody.
//! People are told once that there are too few of a spare, until it is refilled. A stock-taking is closed once.

mod dossier;
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

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{
    App, Dialect, Module, dossier::DossierSource, events::Subscription, reports::ReportSource, subjects::SubjectSource,
};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::AssetError;

/// The address under which people reach the service; labels lead there.
#[derive(Clone, Debug)]
pub(crate) struct PublicUrl(Arc<str>);

/// The module.
#[derive(Clone, Debug)]
pub struct AssetsModule(PublicUrl);

impl AssetsModule {
    /// The module of a service that people reach under `public_url`.
    #[must_use]
    pub fn new(public_url: &str) -> Self {
        Self(PublicUrl(public_url.into()))
    }
}

impl Module for AssetsModule {
    fn name(&self) -> &'static str {
        "assets"
    }

    fn state(&self, state: &mut Extensions) {
        state.insert(self.0.clone());
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        jobs::subscriptions()
    }

    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        Some(Arc::new(dossier::Register))
    }

    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        vec![Arc::new(report::Assets)]
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
