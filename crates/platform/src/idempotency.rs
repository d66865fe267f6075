//! Creates that may be sent twice: a caller that got no answer sends the same request with the same `Idempotency-Key`
//! again and gets the answer of the first one.
//!
//! Inside the transaction of a create: [`check`] first, after the permission has been checked; [`remember`] last.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    extract::FromRequestParts,
    http::{HeaderName, HeaderValue, StatusCode, header, request},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, Env};
use sm3::{Digest, Sm3};

use crate::{
    Problem,
    app::App,
    args,
    db::{Db, DbError, Tx},
    jobs::{Job, JobError, Missed, Run},
};

/// How long an answer is remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::hours(48);
/// The header that carries the key.
pub const HEADER: &str = "idempotency-key";
/// The header that marks an answer given again.
pub const REPLAYED: &str = "idempotency-replayed";
/// Characters of a key at most.
const LONGEST_KEY: usize = 200;
/// Rows forgotten in one transaction.
const BATCH: i64 = 2_000;

/// Statements of this table.
pub mod sql {
    use crate::db::Dialect;

    /// All of them.
    pub const ALL: &[Dialect] = &[LOCK, FIND, REMEMBER, FORGET];

    /// PostgreSQL: makes a second request with the same key wait for the first one. SQLite has one writer.
    pub const LOCK: Dialect = Dialect { sqlite: "SELECT $1", postgres: "SELECT pg_advisory_xact_lock($1)" };
    /// What was answered under a key.
    pub const FIND: Dialect =
        Dialect::same("SELECT digest, status, body FROM idempotency WHERE actor_id = $1 AND key = $2");
    /// Keeps an answer.
    pub const REMEMBER: Dialect = Dialect::same(
        "INSERT INTO idempotency (actor_id, key, digest, status, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    );
    /// Forgets the oldest answers.
    pub const FORGET: Dialect = Dialect::same(
        "DELETE FROM idempotency WHERE (actor_id, key) IN \
         (SELECT actor_id, key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
    );
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing: go on, and [`remember`] the answer.
    Fresh,
    /// The same request was answered before: give that answer.
    Replay(Answer),
    /// Another request had the key: refuse with [`conflict`].
    Conflict,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON body.
    pub body: String,
}

/// An answer given again: marked by the header [`REPLAYED`].
impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (HeaderName::from_static(REPLAYED), HeaderValue::from_static("true")),
        ];
        (status, headers, self.body).into_response()
    }
}

/// Names a request: what is asked for (its method and path) and its body. SM3 over both, each preceded by its length.
#[must_use]
pub fn fingerprint(operation: &str, body: &[u8]) -> Vec<u8> {
    digest(&[operation.as_bytes(), body])
}

fn digest(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sm3::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// What is known of `key` of this actor. When a second request with the same key comes at the same time, it waits here
/// until the first one is over, and gets its answer. Needs a transaction that writes.
pub async fn check(tx: &mut Tx, by: &Actor, key: &str, fingerprint: &[u8]) -> Result<Check, DbError> {
    tx.execute(sql::LOCK, args![lock_number(by, key)]).await?;
    let known: Option<(Vec<u8>, i64, String)> = tx.optional(sql::FIND, args![by.person, key]).await?;
    Ok(match known {
        None => Check::Fresh,
        Some((digest, status, body)) if digest == fingerprint => {
            let status = u16::try_from(status)
                .map_err(|_| DbError::UnknownValue { column: "idempotency.status", value: status.to_string() })?;
            Check::Replay(Answer { status, body })
        }
        Some(_) => Check::Conflict,
    })
}

fn lock_number(by: &Actor, key: &str) -> i64 {
    let digest = digest(&[by.person.0.as_bytes(), key.as_bytes()]);
    digest.first_chunk().copied().map(i64::from_be_bytes).unwrap_or_default()
}

/// Keeps the answer to a request that was [`Check::Fresh`], together with the change it answers.
pub async fn remember(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    key: &str,
    fingerprint: &[u8],
    answer: &Answer,
) -> Result<(), DbError> {
    let args = args![by.person, key, fingerprint, i64::from(answer.status), &answer.body, env.now()];
    tx.execute(sql::REMEMBER, args).await.map(drop)
}

/// The refusal of a key that another request had.
#[must_use]
pub fn conflict() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency.other_body",
        "这个 Idempotency-Key 已用于另一个内容不同的请求，本次没有执行。新的请求请换一个新的键。",
    )
}

/// The `Idempotency-Key` of a request: 1–200 visible ASCII characters, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, _state: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(HEADER).iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        let key = value.to_str().ok().filter(|key| is_key(key) && values.next().is_none());
        key.map(|key| Self(Some(key.to_owned()))).ok_or_else(|| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "idempotency.bad_key",
                "Idempotency-Key 请求头应只有一个，由 1–200 个可见的 ASCII 字符组成，例如一个 UUID。",
            )
        })
    }
}

fn is_key(text: &str) -> bool {
    (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Forgets answers given before `before`, in small transactions. Gives how many are gone.
pub async fn forget(db: &Db, before: DateTime<Utc>) -> Result<u64, DbError> {
    let mut gone = 0;
    loop {
        let mut tx = db.write().await?;
        let now_gone = tx.execute(sql::FORGET, args![before, BATCH]).await?;
        tx.commit().await?;
        gone += now_gone;
        if now_gone < BATCH.unsigned_abs() {
            return Ok(gone);
        }
    }
}

/// The job that forgets answers older than [`REMEMBERED`], every hour.
#[must_use]
pub fn forget_job() -> Job {
    Job {
        name: "platform.idempotency_forget",
        says: "清除 48 小时前的重复提交记录",
        schedule: "0 23 * * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(5),
        run: Arc::new(Forget),
    }
}

struct Forget;

#[async_trait]
impl Run for Forget {
    async fn run(&self, app: &App, due: DateTime<Utc>) -> Result<(), JobError> {
        forget(app.db(), due - REMEMBERED).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;
    use crate::jobs::Schedule;

    async fn key(values: &[&str]) -> Result<Option<String>, String> {
        let request = values.iter().fold(Request::builder(), |request, value| request.header(HEADER, *value));
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        IdempotencyKey::from_request_parts(&mut parts, &()).await.map(|key| key.0).map_err(|problem| problem.code)
    }

    #[tokio::test]
    async fn a_key_is_visible_ascii_and_not_too_long() {
        assert_eq!(key(&[]).await, Ok(None));
        let longest = "k".repeat(200);
        assert_eq!(key(&[&longest]).await, Ok(Some(longest.clone())));
        let too_long = format!("{longest}k");
        for bad in [&["", "x"][..], &[""], &["a b"], &["键"], &[&too_long], &["a", "b"]] {
            assert_eq!(key(bad).await, Err("idempotency.bad_key".to_owned()), "{bad:?}");
        }
    }

    #[test]
    fn another_operation_or_body_is_another_request() {
        let one = fingerprint("POST /a", b"{}");
        assert_eq!(one, fingerprint("POST /a", b"{}"));
        assert_ne!(one, fingerprint("POST /b", b"{}"));
        assert_ne!(one, fingerprint("POST /a", b"{ }"));
        assert_ne!(fingerprint("ab", b"c"), fingerprint("a", b"bc"));
    }

    #[test]
    fn the_job_has_a_schedule() {
        assert!(Schedule::parse(forget_job().schedule).is_ok());
    }

    #[test]
    fn an_answer_given_again_is_marked() {
        let response = Answer { status: 201, body: "{}".into() }.into_response();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers()[REPLAYED], "true");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    }
}
