//! `/articles`: lists, wordings and what they say.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    db::DbError,
    http::{Caller, Id, IfMatch, Input, Params},
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{self, Article, ArticleCard, ArticleRevision},
    service::{ArticleEdit, Desk, ListRequest, NewArticle, article, articles, edit, revisions, write},
};

/// Which articles are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Words, or a number.
    q: Option<String>,
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Of the whole house only.
    house: Option<bool>,
    /// About one service only.
    service: Option<String>,
    /// In one state only.
    state: Option<model::State>,
    /// Offered, and ending within thirty days.
    due: Option<bool>,
    /// Grown from this ticket, or used with it.
    ticket: Option<Uuid>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of articles.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticlePage {
    /// Rows.
    items: Vec<ArticleCard>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Which wording is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wording {
    /// The one that is offered to readers, also for those who may see a later one.
    live: Option<bool>,
}

/// Articles that may be seen, the last changed first.
#[utoipa::path(get, path = "/articles", tag = "knowledge", params(Wanted),
    responses((status = 200, body = ArticlePage), (status = "default", body = Problem)))]
pub(super) async fn article_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<ArticlePage>, Problem> {
    let request = ListRequest {
        q: wanted.q,
        contract: wanted.contract,
        house: wanted.house.unwrap_or(false),
        service: wanted.service,
        state: wanted.state,
        due: wanted.due.unwrap_or(false),
        ticket: wanted.ticket,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = articles(&mut app.db().read().await?, Desk::of(&app, &by), request).await?;
    Ok(Json(ArticlePage { items: page.items, next: page.next }))
}

/// Writes an article, a draft; from a solved ticket it begins with what the ticket tells. Repeated with the same
/// `Idempotency-Key` it is written once.
#[utoipa::path(post, path = "/articles", tag = "knowledge",
    params(("Idempotency-Key" = Option<String>, Header, description = "A name for this request, up to 200 characters")),
    request_body = NewArticle, responses((status = 201, body = Article), (status = "default", body = Problem)))]
pub(super) async fn article_create(
    State(app): State<App>,
    by: Caller,
    IdempotencyKey(key): IdempotencyKey,
    Input(new): Input<NewArticle>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let desk = Desk::of(&app, &by);
    let Some(key) = key else {
        let article = write(&mut tx, desk, new).await?;
        tx.commit().await?;
        return Ok(answer(StatusCode::CREATED, article));
    };
    let print = fingerprint("POST /articles", &serde_json::to_vec(&new).map_err(DbError::from)?);
    match idempotency::check(&mut tx, &by, &key, &print).await? {
        Check::Conflict => Err(conflict()),
        Check::Replay(answer) => Ok(answer.into_response()),
        Check::Fresh => {
            let article = write(&mut tx, desk, new).await?;
            let body = serde_json::to_string(&article).map_err(DbError::from)?;
            let kept = Answer { status: StatusCode::CREATED.as_u16(), body };
            remember(&mut tx, app.env(), &by, &key, &print, &kept).await?;
            tx.commit().await?;
            Ok(answer(StatusCode::CREATED, article))
        }
    }
}

/// An article: its latest wording for those who write, and what is offered for the others.
#[utoipa::path(get, path = "/articles/{id}", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article"), Wording),
    responses((status = 200, body = Article), (status = "default", body = Problem)))]
pub(super) async fn article_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wording): Params<Wording>,
) -> Result<Response, Problem> {
    let mut tx = app.db().read().await?;
    let article = article(&mut tx, Desk::of(&app, &by), id, wording.live.unwrap_or(false)).await?;
    Ok(answer(StatusCode::OK, article))
}

/// Adds a wording; the article is a draft again, and what was offered stays offered meanwhile. `If-Match` carries the
/// version that was read.
#[utoipa::path(put, path = "/articles/{id}", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article"), ("If-Match" = String, Header, description = "The version")),
    request_body = ArticleEdit, responses((status = 200, body = Article),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the article as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn article_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wording): Input<ArticleEdit>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let article = edit(&mut tx, Desk::of(&app, &by), id, version, wording).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::OK, article))
}

/// Every wording of an article, the latest first, one hundred at most.
#[utoipa::path(get, path = "/articles/{id}/revisions", tag = "knowledge",
    params(("id" = Uuid, Path, description = "The article")),
    responses((status = 200, body = [ArticleRevision]), (status = "default", body = Problem)))]
pub(super) async fn article_revisions(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<ArticleRevision>>, Problem> {
    Ok(Json(revisions(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// An article with its version.
pub(super) fn answer(status: StatusCode, article: Article) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", article.version));
    let mut response = (status, Json(article)).into_response();
    if let Ok(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
