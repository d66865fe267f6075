//! What handlers and jobs of this module share.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jianyue_kernel::ContractId;
use jianyue_platform::{
    outgoing::Outgoing,
    people::TeamMember,
    sealed::{OpenError, Sealer, place},
};
use uuid::Uuid;

use crate::{
    channels::{email::Mailer, push::Vapid},
    model::Rules,
    service::WayView,
    store::{notices::Muted, settings::TemplateRow},
};

/// What the host decides.
#[derive(Clone)]
pub struct NotifyConfig {
    /// Seals addresses with keys, headers and signing keys.
    pub sealer: Sealer,
    /// The mail server; `None` where the settings name none.
    pub mailer: Option<Mailer>,
    /// Calls gateways, robots and push services.
    pub outgoing: Outgoing,
    /// By which push services know the house.
    pub vapid: Vapid,
    /// The address under which people reach the service, without a slash at its end.
    pub public_url: String,
    /// The mailbox at which answers to mails are read; `None` where the settings name none.
    pub reads_mail_at: Option<String>,
}

/// How long what is known of a contract is believed. Changes that this process makes hold at once.
const BELIEVED: Duration = Duration::from_secs(1);

/// Somebody may try their ways this often within this time: a text message costs money.
const TRIES: usize = 5;
const TRIED: Duration = Duration::from_mins(1);

/// The shared state; [`jianyue_platform::App::state`] finds it under this type.
#[derive(Clone)]
pub struct Notify {
    config: Arc<NotifyConfig>,
    known: Arc<Mutex<Known>>,
    tried: Arc<Mutex<HashMap<Uuid, Vec<Instant>>>>,
    /// Held by the one who sends in this process.
    pub(crate) sender: Arc<tokio::sync::Mutex<()>>,
}

/// By contract, with the moment at which it was read.
type Known = HashMap<ContractId, (Instant, Arc<Circumstances>)>;

/// What telling needs to know of a contract, read once for a storm and not once for each of its events.
pub(crate) struct Circumstances {
    /// Who is told of what.
    pub rules: Rules,
    /// Everybody with a role on it.
    pub team: Vec<TeamMember>,
    /// What they do not want to be told.
    pub muted: BTreeMap<Uuid, Muted>,
    /// Who has a browser that is told.
    pub pushed: BTreeSet<Uuid>,
    /// The ways there are.
    pub ways: Vec<WayView>,
    /// The templates there are.
    pub templates: Vec<TemplateRow>,
}

impl std::ops::Deref for Notify {
    type Target = NotifyConfig;

    fn deref(&self) -> &NotifyConfig {
        &self.config
    }
}

/// The name under which the service speaks.
pub const HOUSE: &str = "践约";

impl Notify {
    pub(crate) fn new(config: NotifyConfig) -> Self {
        Self { config: Arc::new(config), known: Arc::default(), tried: Arc::default(), sender: Arc::default() }
    }

    /// What is known of a contract, while it is believed.
    pub(crate) fn known(&self, contract: ContractId) -> Option<Arc<Circumstances>> {
        let known = self.known.lock().ok()?;
        known.get(&contract).filter(|(at, _)| at.elapsed() < BELIEVED).map(|(_, what)| what.clone())
    }

    /// Keeps what is known of a contract.
    pub(crate) fn learn(&self, contract: ContractId, what: Arc<Circumstances>) {
        if let Ok(mut known) = self.known.lock() {
            known.insert(contract, (Instant::now(), what));
        }
    }

    /// Forgets what is known, after something of it was changed.
    pub(crate) fn unlearn(&self) {
        if let Ok(mut known) = self.known.lock() {
            known.clear();
        }
    }

    /// Whether somebody may try their ways now: a few times a minute.
    pub(crate) fn may_try(&self, person: Uuid) -> bool {
        let Ok(mut tried) = self.tried.lock() else { return false };
        tried.retain(|_, times| times.iter().any(|at| at.elapsed() < TRIED));
        let times = tried.entry(person).or_default();
        times.retain(|at| at.elapsed() < TRIED);
        times.push(Instant::now());
        times.len() <= TRIES
    }

    /// Endpoint and keys of a browser, sealed for its row.
    pub(crate) fn seal_device(&self, digest: &str, plain: &[u8]) -> Vec<u8> {
        self.sealer.seal(plain, &place("notify_push", "sealed", digest))
    }

    /// What [`Notify::seal_device`] sealed.
    pub(crate) fn open_device(&self, digest: &str, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        self.sealer.open(sealed, &place("notify_push", "sealed", digest))
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
