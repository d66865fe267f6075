//! Facts that other modules are told of.
//!
//! An event is written in the transaction that made it true, and delivered afterwards, at least once, to subscribers
//! that are idempotent: each delivery runs in its own transaction, which also remembers that it was done.

pub mod dead;
pub mod dispatch;
mod forget;
pub mod live;
pub mod sql;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, Env};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use sqlx::types::Json;
use uuid::Uuid;

pub use self::{
    dead::{DeadLetter, DeadLettersError, dead_letters, discard_dead, retry_dead},
    dispatch::{Dispatcher, MAX_ATTEMPTS, Round},
    forget::forget,
    live::{LiveBus, since},
};
use crate::{
    app::App,
    args,
    db::{Arg, DbError, Tx},
};

/// A kind of fact. Its serialised form is a contract between modules: fields are added, never changed.
pub trait Event: Serialize {
    /// Stable name, `module.what_happened`.
    const KIND: &'static str;

    /// What it happened to.
    fn subject(&self) -> Uuid;

    /// The contract it happened under, if any.
    fn contract(&self) -> Option<ContractId>;
}

/// Makes a type the event of a contract: `contract_event!(Type, "module.what_happened", subject)`, where `subject` is the member
/// that holds the id of what it happened to, and `contract_id` that of the contract.
#[macro_export]
macro_rules! contract_event {
    ($name:ident, $kind:literal, $subject:ident) => {
        impl $crate::events::Event for $name {
            const KIND: &'static str = $kind;

            fn subject(&self) -> uuid::Uuid {
                self.$subject
            }

            fn contract(&self) -> Option<jianyue_kernel::ContractId> {
                Some(jianyue_kernel::ContractId(self.contract_id))
            }
        }
    };
}

/// An event as it was recorded.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Recorded {
    /// Position in the log; grows, with gaps.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// [`Event::KIND`].
    pub kind: String,
    /// What it happened to.
    pub subject: Uuid,
    /// The contract it happened under.
    pub contract_id: Option<Uuid>,
    /// The event itself.
    pub payload: Json<Box<RawValue>>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl Recorded {
    /// The event as a type, for instance the subscriber's own view of it.
    ///
    /// # Errors
    /// When the payload lacks what the type needs.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.payload.get())
    }
}

/// Writes `event` in the transaction of the change it tells of.
pub async fn record<E: Event>(tx: &mut Tx, env: &Env, event: &E) -> Result<(), DbError> {
    let args = args![env.id(), E::KIND, event.subject(), event.contract(), Arg::json(event)?, env.now()];
    tx.queue(sql::RECORD, args).await?;
    tx.mark_events();
    Ok(())
}

/// Why a subscriber could not act on an event.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// Something passing: it is tried again, with growing pauses, up to a limit.
    #[error("{0}")]
    Retry(String),
    /// It can never succeed: it goes to the dead letters at once.
    #[error("{0}")]
    GiveUp(String),
    /// The database refused; tried again.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<serde_json::Error> for HandleError {
    fn from(error: serde_json::Error) -> Self {
        Self::GiveUp(format!("the event's payload cannot be read: {error}"))
    }
}

/// Acts on events.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Acts on one event inside `tx`, which the dispatcher commits together with the note that it was done.
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError>;
}

/// A subscriber and the kinds of events it wants.
#[derive(Clone)]
pub struct Subscription {
    /// Stable name of the subscriber, `module.what_it_does`.
    pub subscriber: &'static str,
    /// The kinds it is told of.
    pub kinds: &'static [&'static str],
    /// What acts.
    pub handler: Arc<dyn Handler>,
}

/// The part of an event that live lists are told of.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq, sqlx::FromRow)]
pub struct Notice {
    /// Position in the log.
    pub seq: i64,
    /// What happened.
    pub kind: String,
    /// To what.
    pub subject: Uuid,
    /// Under which contract.
    pub contract_id: Option<Uuid>,
    /// When.
    #[sqlx(rename = "recorded_at")]
    pub at: DateTime<Utc>,
}
