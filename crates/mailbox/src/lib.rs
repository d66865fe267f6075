//! Mail that comes in: by a pipe from a mail server, or read from a mailbox by IMAP.
//!
//! A mail is first kept, as a file and a row that knows it again, and only then is its sender's server told so. What it
//! means is found afterwards: an answer by the token that this installation has given out, a new request by the address
//! that it was sent to. The record and the note of what became of the mail are written in one transaction, so that it is
//! done once. What cannot be understood, is too large, or was written by a program waits in quarantine for somebody.
//!
//! **Invariants.** No mail is lost, and none stops the others. The number of a ticket opens nothing, and neither does a
//! sender's address: both can be written by anybody. Nothing is ever answered automatically. A sender's address is sealed
//! and in no event or audit row.

mod checks;
pub mod error;
pub mod http;
pub mod imap;
mod jobs;
pub mod letter;
pub mod model;
pub mod permissions;
pub mod policy;
mod says;
pub mod service;
mod spool;
mod state;
pub mod store;

use std::sync::Arc;

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module, check::Check, jobs::Job};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use error::MailError;
pub use state::{Mailbox, MailboxConfig};

/// The module.
pub struct MailboxModule(Mailbox);

impl MailboxModule {
    /// With what the host decides.
    #[must_use]
    pub fn new(config: MailboxConfig) -> Self {
        Self(Mailbox::new(config))
    }
}

impl Module for MailboxModule {
    fn name(&self) -> &'static str {
        "mailbox"
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

    fn jobs(&self) -> Vec<Job> {
        jobs::jobs()
    }

    fn checks(&self) -> Vec<Arc<dyn Check>> {
        vec![Arc::new(checks::Intake)]
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        says::says(action, detail)
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }
}
