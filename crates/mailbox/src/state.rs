//! What handlers and jobs of this module share.

use std::{path::PathBuf, sync::Arc};

use jianyue_platform::sealed::{OpenError, Sealer, place};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{imap::ImapAddress, spool::Spool};

/// What the host decides.
#[derive(Clone, Debug)]
pub struct MailboxConfig {
    /// Seals senders and subjects; its keys make the tokens of answers.
    pub sealer: Sealer,
    /// The folder of mails that are not settled.
    pub folder: PathBuf,
    /// The mailbox that is read; `None` where the settings name none.
    pub imap: Option<ImapAddress>,
    /// The folder that mails are moved to after they were kept; `None`: they stay, marked as seen.
    pub move_to: Option<String>,
    /// The most bytes of a mail.
    pub limit: u64,
    /// The most mails of one sender in an hour.
    pub per_hour: u32,
    /// The address that this installation sends mail from, in small letters.
    pub sends_from: Option<String>,
    /// The mailbox at which answers are read.
    pub reads_at: Option<String>,
}

/// The shared state; [`jianyue_platform::App::state`] finds it under this type.
#[derive(Clone)]
pub struct Mailbox {
    config: Arc<MailboxConfig>,
    pub(crate) spool: Spool,
}

impl std::ops::Deref for Mailbox {
    type Target = MailboxConfig;

    fn deref(&self) -> &MailboxConfig {
        &self.config
    }
}

/// What of a mail is kept sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Name of the sender.
    pub from_name: String,
    /// Address of the sender.
    pub from: String,
    /// Addresses it was sent to.
    pub to: Vec<String>,
    /// Its subject.
    pub subject: String,
}

impl Mailbox {
    pub(crate) fn new(config: MailboxConfig) -> Self {
        let spool = Spool::new(&config.folder);
        Self { config: Arc::new(config), spool }
    }

    pub(crate) fn seal(&self, mail: Uuid, envelope: &Envelope) -> Vec<u8> {
        let plain = serde_json::to_vec(envelope).unwrap_or_default();
        self.sealer.seal(&plain, &place("mail_received", "sealed", mail))
    }

    pub(crate) fn open(&self, mail: Uuid, sealed: &[u8]) -> Result<Envelope, OpenError> {
        let plain = self.sealer.open(sealed, &place("mail_received", "sealed", mail))?;
        Ok(serde_json::from_slice(&plain).unwrap_or_default())
    }

    /// What stands for a sender's address.
    pub(crate) fn sender_blind(&self, address: &str) -> String {
        let blind = self.sealer.blind(address.to_lowercase().as_bytes(), b"mail.sender");
        blind.first().map(hex::encode).unwrap_or_default()
    }
}
