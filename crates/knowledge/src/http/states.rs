//! What becomes of an article, and what it helped with.

use axum::{extract::State, http::StatusCode, response::Response};
use chrono::NaiveDate;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::articles::answer;
use crate::{
    model::Article,
    service::{Desk, hand_back, publish, retire, submit, used},
};

/// For how long an article is offered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticlePublication {
    /// Its last day, up to three years ahead; a year ahead when absent.
    #[serde(default)]
    valid_until: Option<NaiveDate>,
}

/// Why an article is returned or retired.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticleReason {
    /// In words, up to 500 characters.
    reason: String,
}

/// What an article helped with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticleHelped {
    /// The ticket, of the article's contract.
    ticket_id: Uuid,
}

/// Runs a use case in a transaction of its own.
macro_rules! done {
    ($app:expr, |$tx:ident| $use_case:expr) => {{
        let mut held = $app.db().write().await?;
        let article = {
            let $tx = &mut held;
            $use_case.await?
        };
        held.commit().await?;
        Ok(answer(StatusCode::OK, article))
    }};
}

/// Asks somebody else to look at a draft.
#[utoipa::path(post, path = "/articles/{id}/submit", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article")),
    responses((status = 200, body = Article), (status = "default", body = Problem)))]
pub(super) async fn article_submit(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    done!(app, |tx| submit(tx, Desk::of(&app, &by), id))
}

/// Offers the latest wording, also again for a further time. Nobody publishes what they wrote.
#[utoipa::path(post, path = "/articles/{id}/publish", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article")), request_body = ArticlePublication,
    responses((status = 200, body = Article), (status = "default", body = Problem)))]
pub(super) async fn article_publish(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(publication): Input<ArticlePublication>,
) -> Result<Response, Problem> {
    done!(app, |tx| publish(tx, Desk::of(&app, &by), id, publication.valid_until))
}

/// Gives an article back to be written anew.
#[utoipa::path(post, path = "/articles/{id}/return", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article")), request_body = ArticleReason,
    responses((status = 200, body = Article), (status = "default", body = Problem)))]
pub(super) async fn article_return(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(because): Input<ArticleReason>,
) -> Result<Response, Problem> {
    done!(app, |tx| hand_back(tx, Desk::of(&app, &by), id, &because.reason))
}

/// Offers an article no more. What was never published is dropped by whoever began it, too.
#[utoipa::path(post, path = "/articles/{id}/retire", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article")), request_body = ArticleReason,
    responses((status = 200, body = Article), (status = "default", body = Problem)))]
pub(super) async fn article_retire(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(because): Input<ArticleReason>,
) -> Result<Response, Problem> {
    done!(app, |tx| retire(tx, Desk::of(&app, &by), id, &because.reason))
}

/// Says that an article helped with a ticket; each ticket counts once.
#[utoipa::path(post, path = "/articles/{id}/used", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article")), request_body = ArticleHelped,
    responses((status = 200, body = Article), (status = "default", body = Problem)))]
pub(super) async fn article_used(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(helped): Input<ArticleHelped>,
) -> Result<Response, Problem> {
    done!(app, |tx| used(tx, Desk::of(&app, &by), id, helped.ticket_id))
}
