//! What handlers and jobs of this module share.

use std::{
    collections::{BTreeMap, HashMap},
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
    channels::email::Mailer,
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
    /// Calls gateways and robots.
    pub outgoing: Outgoing,
    /// The address under which people reach the service, without a slash at its end.
    pub public_url: String,
}

/// How long what is known of a contract is believed. Changes that this process makes hold at once.
const BELIEVED: Duration = Duration::from_secs(1);

/// The shared state; [`jianyue_platform::App::state`] finds it under this type.
#[derive(Clone)]
pub struct Notify {
    config: Arc<NotifyConfig>,
    known: Arc<Mutex<Known>>,
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
        Self { config: Arc::new(config), known: Arc::default() }
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

    /// The settings of a channel, sealed for its row.
    pub(crate) fn seal(&self, channel: Uuid, plain: &[u8]) -> Vec<u8> {
        self.sealer.seal(plain, &place("notify_channel", "sealed", channel))
    }

    /// What [`Notify::seal`] sealed.
    pub(crate) fn open(&self, channel: Uuid, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        self.sealer.open(sealed, &place("notify_channel", "sealed", channel))
    }
}
