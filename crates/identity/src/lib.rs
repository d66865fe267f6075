//! People and how they are let in: accounts, roles on contracts, sessions, second factors, API tokens, invitations.
//!
//! The host makes an [`IdentityModule`], lists it among the modules, and takes the [`Authenticator`] of the whole
//! application from it:
//!
//! ```ignore
//! let identity = Arc::new(IdentityModule::new(config)?);
//! let modules: Vec<Arc<dyn Module>> = vec![…, identity.clone(), …];
//! let app = AppBuilder::new(db, env).modules(&modules).build(identity.authenticator(&modules));
//! ```
//!
//! Passwords are hashed outside of transactions ([`IdentityModule::passwords`]) and handed in as [`HashedPassword`].
//! Other modules learn of people by the event [`model::PersonChanged`]; who acts reaches them as
//! [`jianyue_kernel::Actor`].

pub mod access;
pub mod attempts;
pub mod authenticator;
mod directory;
pub mod http;
pub mod jobs;
pub mod model;
pub mod passwords;
pub mod permissions;
pub mod policy;
pub mod principals;
mod says;
mod sealing;
pub mod secrets;
pub mod service;
pub mod state;
pub mod store;

use std::sync::Arc;

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{App, Authenticator, Dialect, Module, jobs::Job, people::People};
pub use model::{NewPerson, Person, SessionLimits};
pub use passwords::{HashError, HashedPassword, PasswordCost, Passwords};
use serde_json::Value;
pub use service::{
    people::{PersonEdit, assignable, change_person, create_person},
    roles::{FirstAdministrator, bootstrap_administrators, set_password_without_change, set_roles},
};
pub use state::{Identity, IdentityConfig};
use utoipa_axum::router::OpenApiRouter;

use crate::{authenticator::SessionAuthenticator, directory::Directory};

/// The module.
pub struct IdentityModule {
    identity: Identity,
}

impl IdentityModule {
    /// With what the host decides.
    ///
    /// # Errors
    /// When argon2 does not take the cost of passwords.
    pub fn new(config: IdentityConfig) -> Result<Self, HashError> {
        Ok(Self { identity: Identity::new(config)? })
    }

    /// Who signs callers in. `modules` are all modules of the application: their permissions are shown to people and
    /// offered to API tokens.
    #[must_use]
    pub fn authenticator(&self, modules: &[Arc<dyn Module>]) -> Arc<dyn Authenticator> {
        self.identity.learn(modules.iter().flat_map(|module| module.permissions()).copied().collect());
        Arc::new(SessionAuthenticator(self.identity.clone()))
    }

    /// Hashes passwords, for demonstrations and first administrators.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.identity.passwords
    }
}

impl Module for IdentityModule {
    fn name(&self) -> &'static str {
        "identity"
    }

    fn state(&self, state: &mut Extensions) {
        state.insert(self.identity.clone());
        state.insert(People(Arc::new(Directory(self.identity.clone()))));
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn jobs(&self) -> Vec<Job> {
        jobs::all()
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail, None)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
