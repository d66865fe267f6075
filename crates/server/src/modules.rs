//! Every module, by name and in the order of the alphabet. The only file that names them.

use std::sync::Arc;

use jianyue_contracts::{ContractsModule, registry::Registry};
use jianyue_identity::{HashError, IdentityConfig, IdentityModule};
use jianyue_platform::{App, Module};
use jianyue_ticketing::TicketingModule;
use utoipa_axum::router::OpenApiRouter;

/// The modules of this host.
#[derive(Clone)]
pub struct Modules {
    /// Signs callers in.
    pub identity: Arc<IdentityModule>,
    /// Contracts and the calendar.
    pub registry: Registry,
    /// All of them.
    pub all: Vec<Arc<dyn Module>>,
}

impl Modules {
    /// With what the host decides.
    ///
    /// # Errors
    /// When the settings of passwords cannot be used.
    pub fn new(identity: IdentityConfig) -> Result<Self, HashError> {
        let contracts = ContractsModule::new();
        let registry = contracts.registry().clone();
        let identity = Arc::new(IdentityModule::new(identity)?);
        let all: Vec<Arc<dyn Module>> = vec![Arc::new(contracts), identity.clone(), Arc::new(TicketingModule)];
        Ok(Self { identity, registry, all })
    }
}

/// The routes of every module, for describing them without a database.
#[must_use]
pub fn routes() -> Vec<OpenApiRouter<App>> {
    vec![jianyue_contracts::http::routes(), jianyue_identity::http::routes(), jianyue_ticketing::http::routes()]
}
