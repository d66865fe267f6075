//! Use cases: check, change, record the event, audit. Who opened the transaction commits it.

pub mod invitations;
pub mod password;
pub mod people;
pub mod roles;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod tokens;

use jianyue_kernel::{Actor, ActorKind, ContractId, Env, PersonId};
use jianyue_platform::{
    DbError, Tx,
    audit::{self, Entry},
};
use serde_json::Value;
use uuid::Uuid;

/// The outcome of a use case whose refusals leave a trace too, such as a counted failure: the caller commits the
/// transaction whichever it is.
pub type Settled<T, R> = Result<Result<T, R>, DbError>;

/// Somebody who is not signed in yet, or just now: named in the trail, without any right.
#[must_use]
pub fn newcomer(person: PersonId, name: &str, request: Option<String>) -> Actor {
    let kind = ActorKind::Person { session: Uuid::nil() };
    Actor { person, name: name.to_owned(), kind, grants: Vec::new(), request }
}

/// The session that a signed-in person came with; `None` for programs and the software itself.
#[must_use]
pub fn session_of(by: &Actor) -> Option<Uuid> {
    match by.kind {
        ActorKind::Person { session } => Some(session),
        ActorKind::Token { .. } | ActorKind::System => None,
    }
}

async fn note(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    action: &'static str,
    subject: Uuid,
    detail: Value,
) -> Result<(), DbError> {
    audit::record(tx, env, by, Entry { action, subject, contract: None, detail }).await
}

async fn note_on(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    action: &'static str,
    (subject, contract): (Uuid, Option<ContractId>),
    detail: Value,
) -> Result<(), DbError> {
    audit::record(tx, env, by, Entry { action, subject, contract, detail }).await
}
