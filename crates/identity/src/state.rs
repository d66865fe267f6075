//! What the handlers and jobs of this module share.

use std::sync::{Arc, OnceLock};

use jianyue_kernel::Permission;
use jianyue_platform::{network::Network, sealed::Sealer};

use crate::{
    access::AccessKey,
    attempts::Attempts,
    model::{Catalogue, SessionLimits},
    passwords::{HashError, PasswordCost, Passwords},
    permissions,
    principals::Principals,
};

/// What the host decides.
#[derive(Clone)]
pub struct IdentityConfig {
    /// Signs access cookies; the same on every replica, and kept outside the database.
    pub jwt_key: [u8; 32],
    /// Whether cookies travel over HTTPS only: `false` for a demo on plain HTTP, never in production.
    pub secure_cookies: bool,
    /// How long sessions last.
    pub limits: SessionLimits,
    /// The work that guessing a password costs.
    pub password_cost: PasswordCost,
    /// Seals phone numbers, mail addresses and second factors.
    pub sealer: Sealer,
    /// Address that people open in the browser, without a slash at its end; links in invitations begin with it.
    pub public_url: String,
    /// Proxies that are believed when they say who sent a request.
    pub trusted_proxies: Vec<Network>,
}

/// What [`Identity`] leads to.
pub struct Shared {
    pub(crate) access: AccessKey,
    pub(crate) secure_cookies: bool,
    pub(crate) limits: SessionLimits,
    pub(crate) passwords: Passwords,
    pub(crate) principals: Principals,
    pub(crate) sealer: Sealer,
    pub(crate) public_url: String,
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) attempts: Attempts,
    catalogue: OnceLock<Catalogue>,
}

/// The shared state; [`jianyue_platform::App::state`] finds it under this type.
#[derive(Clone)]
pub struct Identity(Arc<Shared>);

impl std::ops::Deref for Identity {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Identity {
    pub(crate) fn new(config: IdentityConfig) -> Result<Self, HashError> {
        Ok(Self(Arc::new(Shared {
            access: AccessKey::new(&config.jwt_key),
            secure_cookies: config.secure_cookies,
            limits: config.limits,
            passwords: Passwords::new(config.password_cost)?,
            principals: Principals::default(),
            sealer: config.sealer,
            public_url: config.public_url,
            trusted_proxies: config.trusted_proxies,
            attempts: Attempts::default(),
            catalogue: OnceLock::new(),
        })))
    }

    /// Learns what may be done in the whole software; only the first telling counts.
    pub(crate) fn learn(&self, catalogue: Catalogue) {
        let _ = self.0.catalogue.set(catalogue);
    }
}

impl Shared {
    /// Everything that may be done in the whole software.
    pub(crate) fn catalogue(&self) -> &[&'static Permission] {
        self.catalogue.get().map_or(permissions::ALL, Vec::as_slice)
    }
}
