//! This crate as a module of the host.

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    http,
    registry::{Registry, permission, store},
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
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        &permission::ALL
    }

    fn statements(&self) -> Vec<Dialect> {
        store::sql::ALL.to_vec()
    }
}
