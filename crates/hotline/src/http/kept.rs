//! Creates that may be sent twice.

use axum::response::{IntoResponse, Response};
use jianyue_platform::{
    App, Problem, Tx,
    db::DbError,
    http::Caller,
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
};
use serde::{Serialize, de::DeserializeOwned};

/// A request that may have been sent before.
pub(super) struct Asked {
    key: Option<String>,
    print: Vec<u8>,
}

/// What is known of a request.
pub(super) enum Known<T> {
    /// Nothing: do it, and keep what is needed to answer it again.
    New,
    /// It was done before, and this was kept.
    Done(T),
}

impl Asked {
    /// The request `operation` with `body`.
    pub(super) fn of(
        IdempotencyKey(key): IdempotencyKey,
        operation: &str,
        body: &impl Serialize,
    ) -> Result<Self, DbError> {
        let body = serde_json::to_vec(body)?;
        Ok(Self { key, print: fingerprint(operation, &body) })
    }

    /// What is known of it. In the transaction that will do it.
    pub(super) async fn known<T: DeserializeOwned>(&self, tx: &mut Tx, by: &Caller) -> Result<Known<T>, Problem> {
        let Some(key) = &self.key else { return Ok(Known::New) };
        match idempotency::check(tx, by, key, &self.print).await? {
            Check::Fresh => Ok(Known::New),
            Check::Conflict => Err(conflict()),
            Check::Replay(answer) => Ok(Known::Done(serde_json::from_str(&answer.body).map_err(DbError::from)?)),
        }
    }

    /// Keeps what is needed to answer it again, with what it did.
    pub(super) async fn keep(&self, app: &App, tx: &mut Tx, by: &Caller, kept: &impl Serialize) -> Result<(), Problem> {
        let Some(key) = &self.key else { return Ok(()) };
        let answer = Answer { status: 201, body: serde_json::to_string(kept).map_err(DbError::from)? };
        Ok(remember(tx, app.env(), by, key, &self.print, &answer).await?)
    }
}

/// `answer`, marked as one that was given before.
pub(super) fn again(answer: impl IntoResponse) -> Response {
    ([(idempotency::REPLAYED, "true")], answer).into_response()
}
