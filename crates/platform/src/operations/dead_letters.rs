//! `GET /dead-letters`, `POST /dead-letters/retry`, `POST /dead-letters/discard`

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, Env, PageRequest};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::permissions::{READ, SETTLE};
use crate::{
    Problem,
    app::App,
    audit::{self, Entry},
    db::{DbError, Tx},
    events::{DeadLetter, DeadLettersError, dead_letters, discard_dead, retry_dead},
    http::{Caller, Input, Params},
};

/// The most letters that are settled at once.
const MOST: usize = 200;
/// The most characters of a reason.
const REASON: usize = 500;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeadLetterQuery {
    /// Letters wanted, 1–200; 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A delivery that is not tried again by itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetter)]
pub struct DeadLetterView {
    /// Who could not act.
    subscriber: String,
    /// On which event: its position in the log.
    seq: i64,
    /// The event's id.
    event_id: Uuid,
    /// Its kind.
    kind: String,
    /// What it happened to.
    subject: Uuid,
    /// The contract it happened under.
    contract_id: Option<Uuid>,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// How often it was tried.
    attempts: i64,
    /// Why it failed the last time.
    error: String,
}

/// A page of dead letters, the oldest event first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadLetterPage {
    /// The letters.
    items: Vec<DeadLetterView>,
    /// Cursor of the next page; null at the end.
    next: Option<String>,
}

/// A dead letter, as the list names it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterRef {
    /// The subscriber.
    subscriber: String,
    /// The event's position in the log.
    seq: i64,
}

/// The letters to be tried again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryRequest {
    /// 1–200 letters.
    items: Vec<LetterRef>,
}

/// The letters to be given up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardRequest {
    /// 1–200 letters.
    items: Vec<LetterRef>,
    /// Why; goes into the audit trail.
    reason: String,
}

/// How many were tried again.
#[derive(Debug, Serialize, ToSchema)]
pub struct Retried {
    /// Those that were dead letters; others are passed over.
    retried: usize,
}

/// How many were given up.
#[derive(Debug, Serialize, ToSchema)]
pub struct Discarded {
    /// Those that were dead letters; others are passed over.
    discarded: usize,
}

impl From<DeadLetter> for DeadLetterView {
    fn from(letter: DeadLetter) -> Self {
        let DeadLetter { subscriber, event_seq, event_id, kind, subject, contract_id, recorded_at, attempts, error } =
            letter;
        Self { subscriber, seq: event_seq, event_id, kind, subject, contract_id, recorded_at, attempts, error }
    }
}

impl From<DeadLettersError> for Problem {
    fn from(error: DeadLettersError) -> Self {
        match error {
            DeadLettersError::Cursor(cursor) => cursor.into(),
            DeadLettersError::Db(cause) => cause.into(),
        }
    }
}

/// Deliveries that failed for good, the oldest event first.
#[utoipa::path(get, path = "/dead-letters", operation_id = "dead_letter_list", tag = "platform",
    params(DeadLetterQuery), responses((status = 200, body = DeadLetterPage), (status = "default", body = Problem)))]
pub(super) async fn dead_letter_list(
    State(app): State<App>,
    by: Caller,
    Params(query): Params<DeadLetterQuery>,
) -> Result<Json<DeadLetterPage>, Problem> {
    by.require_system(&READ)?;
    let page = PageRequest { limit: query.limit, after: query.after };
    let page = dead_letters(&mut app.db().peek().await?, &page).await?.map(DeadLetterView::from);
    Ok(Json(DeadLetterPage { items: page.items, next: page.next }))
}

/// Tries dead letters again, with all attempts before them. Each is written into the audit trail.
#[utoipa::path(post, path = "/dead-letters/retry", operation_id = "dead_letter_retry", tag = "platform",
    request_body = RetryRequest, responses((status = 200, body = Retried), (status = "default", body = Problem)))]
pub(super) async fn dead_letter_retry(
    State(app): State<App>,
    by: Caller,
    Input(request): Input<RetryRequest>,
) -> Result<Json<Retried>, Problem> {
    by.require_system(&SETTLE)?;
    if let Some(problem) = bad_number(&request.items) {
        return Err(problem);
    }
    let mut tx = app.db().write().await?;
    let mut retried = 0;
    for letter in &request.items {
        if retry_dead(&mut tx, app.env(), &letter.subscriber, letter.seq).await? {
            retried += 1;
            note(&mut tx, app.env(), &by, "platform.retry_dead_letter", of(letter)).await?;
        }
    }
    tx.commit().await?;
    Ok(Json(Retried { retried }))
}

/// Gives dead letters up for good, for a reason that the audit trail keeps.
#[utoipa::path(post, path = "/dead-letters/discard", operation_id = "dead_letter_discard", tag = "platform",
    request_body = DiscardRequest, responses((status = 200, body = Discarded), (status = "default", body = Problem)))]
pub(super) async fn dead_letter_discard(
    State(app): State<App>,
    by: Caller,
    Input(request): Input<DiscardRequest>,
) -> Result<Json<Discarded>, Problem> {
    by.require_system(&SETTLE)?;
    if let Some(problem) = bad_number(&request.items) {
        return Err(problem);
    }
    let reason = request.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON {
        let detail = format!("请写明放弃的原因（1–{REASON} 字），它会记入审计。");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "platform.bad_reason", detail));
    }
    let mut tx = app.db().write().await?;
    let mut discarded = 0;
    for letter in &request.items {
        if discard_dead(&mut tx, &letter.subscriber, letter.seq).await? {
            discarded += 1;
            let mut detail = of(letter);
            detail["reason"] = json!(reason);
            note(&mut tx, app.env(), &by, "platform.discard_dead_letter", detail).await?;
        }
    }
    tx.commit().await?;
    Ok(Json(Discarded { discarded }))
}

/// Why so many letters are not settled at once, if they are too many or none.
fn bad_number(items: &[LetterRef]) -> Option<Problem> {
    let detail = format!("一次请选择 1–{MOST} 个未送达的事件。");
    let problem = || Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "platform.bad_items", detail);
    (!(1..=MOST).contains(&items.len())).then(problem)
}

fn of(letter: &LetterRef) -> Value {
    json!({ "subscriber": letter.subscriber, "event": letter.seq })
}

async fn note(tx: &mut Tx, env: &Env, by: &Actor, action: &'static str, detail: Value) -> Result<(), DbError> {
    audit::record(tx, env, by, Entry { action, subject: Uuid::nil(), contract: None, detail }).await
}
