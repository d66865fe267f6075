//! This crate as a module of the host.

use std::sync::Arc;

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module, check::Check, contracts::Contracts};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    http,
    registry::{Holidays, Registry, permission, store},
    says,
};

/// Contracts, their versions, and the holiday calendar.
#[derive(Clone, Debug, Default)]
pub struct ContractsModule {
    registry: Registry,
}

impl ContractsModule {
    /// The module with a registry of its own.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The registry that it puts where [`App::state`] finds it.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }
}

impl Module for ContractsModule {
    fn name(&self) -> &'static str {
        "contracts"
    }

    fn state(&self, state: &mut Extensions) {
        state.insert(self.registry.clone());
        state.insert(Contracts(Arc::new(self.registry.clone())));
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        &permission::ALL
    }

    fn checks(&self) -> Vec<Arc<dyn Check>> {
        vec![Arc::new(Holidays(self.registry.clone()))]
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::sql::ALL.to_vec()
    }
}
