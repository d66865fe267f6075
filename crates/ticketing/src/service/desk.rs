//! What every use case needs besides the transaction.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{Actor, Env};
use jianyue_platform::{App, sealed::Sealer};
use serde_json::{Value, json};

use super::{later::Later, relay::Rosters};
use crate::{error::TicketError, model::NewEntry};

/// How far a device's clock may be ahead of the server's.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// The application around a use case.
#[derive(Clone, Copy)]
pub(super) struct Host<'a>(pub(super) &'a App);

impl fmt::Debug for Host<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Host")
    }
}

/// The one who acts, with the contracts, the time and new ids at hand.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// Contracts.
    pub registry: &'a Registry,
    /// Time and ids.
    pub env: &'a Env,
    /// Who acts.
    pub by: &'a Actor,
    /// The time that the device showed when it was done. Kept as evidence in the history; it moves no clock.
    pub device_at: Option<DateTime<Utc>>,
    /// Seals and opens phone numbers. Without it none is taken or shown.
    pub sealer: Option<&'a Sealer>,
    /// Knows the special periods of contracts. Without it there are none.
    pub(super) host: Option<Host<'a>>,
    /// Knows who is on call. Without it a ticket that goes up a level stays with whoever holds it.
    pub(super) rosters: Option<Rosters<'a>>,
    /// What waits for the last of several steps.
    pub(super) later: Option<&'a Later>,
}

impl<'a> Desk<'a> {
    /// The desk of `by`.
    #[must_use]
    pub fn new(registry: &'a Registry, env: &'a Env, by: &'a Actor) -> Self {
        Self { registry, env, by, device_at: None, sealer: None, host: None, rosters: None, later: None }
    }

    /// The desk of `by` in the running application.
    #[must_use]
    pub fn at(app: &'a App, by: &'a Actor) -> Self {
        Self { host: Some(Host(app)), ..Self::new(app.state::<Registry>(), app.env(), by) }
    }

    /// The same, which knows who is on call.
    #[must_use]
    pub fn of(app: &'a App, by: &'a Actor) -> Self {
        Self { rosters: Some(Rosters(app)), ..Self::at(app, by) }
    }

    /// The same, with the time and the ids of `other`.
    #[must_use]
    pub(crate) fn at_time_of(self, other: Desk<'a>) -> Self {
        Self { env: other.env, ..self }
    }

    /// The same, with what seals and opens phone numbers.
    #[must_use]
    pub fn with_sealer(self, sealer: &'a Sealer) -> Self {
        Self { sealer: Some(sealer), ..self }
    }

    /// The same, with the time that the device showed.
    ///
    /// # Errors
    /// [`TicketError::DeviceTimeAhead`] when it lies more than five minutes in the future.
    pub fn shown_at(self, device_at: Option<DateTime<Utc>>) -> Result<Self, TicketError> {
        Ok(Self { device_at: self.device_time(device_at)?, ..self })
    }

    /// A time that a device showed, if it is not in the future.
    pub(super) fn device_time(&self, at: Option<DateTime<Utc>>) -> Result<Option<DateTime<Utc>>, TicketError> {
        let now = self.now();
        match at {
            Some(device) if device > now + AHEAD => Err(TicketError::DeviceTimeAhead { device, now }),
            at => Ok(at),
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.env.now()
    }

    /// Keeps the device's time in entries of the one who acts; what the software adds on the way has none.
    pub(super) fn stamp(&self, entries: &mut [NewEntry]) {
        let Some(device_at) = self.device_at else { return };
        for entry in entries.iter_mut().filter(|entry| entry.by.is_none()) {
            let data = entry.data.get_or_insert_with(|| json!({}));
            if let Value::Object(data) = data {
                data.insert("device_at".to_owned(), json!(device_at));
                data.insert("received_at".to_owned(), json!(self.now()));
            }
        }
    }
}
