//! What handlers and jobs of this module share.

use std::sync::Arc;

use jianyue_platform::{
    outgoing::Outgoing,
    sealed::{OpenError, Sealer, place},
};
use uuid::Uuid;

use crate::channels::email::Mailer;

/// What the host decides.
#[derive(Clone)]
pub struct NotifyConfig {
    /// Seals addresses with keys, headers and signing keys.
    pub sealer: Sealer,
    /// The mail server; `None` where the settings name none.
    pub mailer: Option<Mailer>,
    /// Calls gateways and robots.
    pub outgoing: Outgoing,
    /// The address under which people reach the service, without a slash at its end.
    pub public_url: String,
}

/// The shared state; [`jianyue_platform::App::state`] finds it under this type.
#[derive(Clone)]
pub struct Notify(Arc<NotifyConfig>);

impl std::ops::Deref for Notify {
    type Target = NotifyConfig;

    fn deref(&self) -> &NotifyConfig {
        &self.0
    }
}

/// The name under which the service speaks.
pub const HOUSE: &str = "践约";

impl Notify {
    pub(crate) fn new(config: NotifyConfig) -> Self {
        Self(Arc::new(config))
    }

    /// The settings of a channel, sealed for its row.
    pub(crate) fn seal(&self, channel: Uuid, plain: &[u8]) -> Vec<u8> {
        self.sealer.seal(plain, &place("notify_channel", "sealed", channel))
    }

    /// What [`Notify::seal`] sealed.
    pub(crate) fn open(&self, channel: Uuid, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        self.sealer.open(sealed, &place("notify_channel", "sealed", channel))
    }
}
