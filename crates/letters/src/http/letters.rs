//! `/letters`: letters between the parties.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Letter, LetterDetail, LetterKind, LetterRule, LetterSide, LetterState, LetterTerm},
    service::{LettersRequest, NewLetter, Step, TermWish, letter, letter_rules, letter_term, letters, send, step},
};

/// Which letters are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Of one kind only.
    kind: Option<LetterKind>,
    /// From one side only.
    direction: Option<LetterSide>,
    /// In one state only.
    state: Option<LetterState>,
    /// Only those with which somebody is still to do something (`true`), or nobody is (`false`).
    pending: Option<bool>,
    /// Only those whose term was not kept.
    late: Option<bool>,
    /// Words of the number, subject or text.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of letters.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterPage {
    /// Rows.
    items: Vec<Letter>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The rules of a contract that letters are written under.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterRules {
    /// In the order of the text.
    items: Vec<LetterRule>,
}

/// A letter that somebody thinks of.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TermWanted {
    /// From which side.
    direction: LetterSide,
    /// The rule.
    rule: String,
    /// When that happened, or is planned.
    happened_on: NaiveDate,
}

/// The term of a letter that is not sent yet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterTermAnswer {
    /// The term; none where the contract prints none.
    term: Option<LetterTerm>,
}

/// The rules of a contract that letters are written under.
#[utoipa::path(get, path = "/contracts/{id}/letter-rules", tag = "letters",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = LetterRules), (status = "default", body = Problem)))]
pub(super) async fn letter_rule_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<LetterRules>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(LetterRules { items: letter_rules(&mut tx, Desk::of(&app, &by), id.into()).await? }))
}

/// The term that a letter would have if it was sent today.
#[utoipa::path(get, path = "/contracts/{id}/letter-term", tag = "letters",
    params(("id" = Uuid, Path, description = "The contract"), TermWanted),
    responses((status = 200, body = LetterTermAnswer), (status = "default", body = Problem)))]
pub(super) async fn letter_term_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<TermWanted>,
) -> Result<Json<LetterTermAnswer>, Problem> {
    let wish = TermWish { direction: wanted.direction, rule: wanted.rule, happened_on: wanted.happened_on };
    let mut tx = app.db().read().await?;
    Ok(Json(LetterTermAnswer { term: letter_term(&mut tx, Desk::of(&app, &by), id.into(), wish).await? }))
}

/// Sends a letter to the other side.
#[utoipa::path(post, path = "/contracts/{id}/letters", tag = "letters",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewLetter,
    responses((status = 201, body = LetterDetail), (status = "default", body = Problem)))]
pub(super) async fn letter_send(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewLetter>,
) -> Result<(StatusCode, Json<LetterDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let sent = send(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// Letters, the last sent first.
#[utoipa::path(get, path = "/letters", tag = "letters", params(Wanted),
    responses((status = 200, body = LetterPage), (status = "default", body = Problem)))]
pub(super) async fn letter_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<LetterPage>, Problem> {
    let asked = LettersRequest {
        contract: wanted.contract,
        kind: wanted.kind,
        direction: wanted.direction,
        state: wanted.state,
        pending: wanted.pending,
        late: wanted.late.unwrap_or(false),
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = letters(&mut app.db().read().await?, Desk::of(&app, &by), asked).await?;
    Ok(Json(LetterPage { items: page.items, next: page.next }))
}

/// A letter with its history and files.
#[utoipa::path(get, path = "/letters/{id}", tag = "letters", params(("id" = Uuid, Path, description = "The letter")),
    responses((status = 200, body = LetterDetail), (status = "default", body = Problem)))]
pub(super) async fn letter_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<LetterDetail>, Problem> {
    Ok(Json(letter(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Does something with a letter: confirm, prove, answer, consent or refuse, end, close, take back, remark.
#[utoipa::path(post, path = "/letters/{id}/steps", tag = "letters",
    params(("id" = Uuid, Path, description = "The letter"), ("If-Match" = String, Header, description = "The version")),
    request_body = Step, responses((status = 200, body = LetterDetail), (status = "default", body = Problem)))]
pub(super) async fn letter_step(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<Step>,
) -> Result<Json<LetterDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = step(&mut tx, Desk::of(&app, &by), (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(done))
}
