//! `/service-requests`: what was asked for.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jianyue_contracts::Desk;
use jianyue_documents::render;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    db::DbError,
    form::FormFaults,
    http::{Caller, Id, IfMatch, Input, Params, made},
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::paper::As;
use crate::{
    error::CatalogueError,
    model::{Request, RequestState, Summary},
    paper_list,
    service::{NewRequest, RequestEdit, RequestsWanted, ask, edit, request, requests, requests_all},
};

/// Which requests are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Of one form only, by its key.
    form: Option<String>,
    /// In these states only, separated by commas.
    state: Option<String>,
    /// Those that the caller asked for or does.
    mine: Option<bool>,
    /// Those that are, or were done, behind their day.
    late: Option<bool>,
    /// Words in number, title or the form's title.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl Wanted {
    fn read(self) -> Result<RequestsWanted, CatalogueError> {
        Ok(RequestsWanted {
            contract: self.contract,
            form: self.form,
            states: states(self.state.as_deref())?,
            mine: self.mine.unwrap_or(false),
            late: self.late.unwrap_or(false),
            q: self.q,
            page: PageRequest { limit: self.limit, after: self.after },
        })
    }
}

/// A page of requests.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceRequestPage {
    /// Rows.
    items: Vec<Summary>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Begins a request. Repeated with the same `Idempotency-Key` it is begun once.
#[utoipa::path(post, path = "/contracts/{id}/service-requests", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The contract"),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this request, up to 200 characters")),
    request_body = NewRequest,
    responses((status = 201, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IdempotencyKey(key): IdempotencyKey,
    Input(new): Input<NewRequest>,
) -> Result<Response, Problem> {
    let body = serde_json::to_vec(&new).map_err(DbError::from)?;
    let print = fingerprint(&format!("POST /contracts/{id}/service-requests"), &body);
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().write().await?;
    if let Some(key) = &key {
        match idempotency::check(&mut tx, &by, key, &print).await? {
            Check::Fresh => {}
            Check::Conflict => return Err(conflict()),
            Check::Replay(done) => {
                let done: Uuid = serde_json::from_str(&done.body).map_err(DbError::from)?;
                let again = request(&mut tx, desk, done).await?;
                return Ok(([(idempotency::REPLAYED, "true")], (StatusCode::CREATED, Json(again))).into_response());
            }
        }
    }
    let made = ask(&mut tx, desk, id.into(), new).await?;
    if let Some(key) = &key {
        let kept = Answer { status: 201, body: serde_json::to_string(&made.summary.id).map_err(DbError::from)? };
        remember(&mut tx, app.env(), &by, key, &print, &kept).await?;
    }
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Requests, the last first. Drafts are their writers' own.
#[utoipa::path(get, path = "/service-requests", tag = "catalogue", params(Wanted),
    responses((status = 200, body = ServiceRequestPage), (status = "default", body = Problem)))]
pub(super) async fn service_request_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<ServiceRequestPage>, Problem> {
    let page = requests(&mut app.db().read().await?, Desk::of(&app, &by), wanted.read()?).await?;
    Ok(Json(ServiceRequestPage { items: page.items, next: page.next }))
}

/// The same list as a file, up to 5,000 requests: 服务申请清单.
#[utoipa::path(get, path = "/service-requests/export", tag = "catalogue", params(Wanted, As),
    responses((status = 200, description = "The list", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn service_request_export(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let (items, cut) = requests_all(&mut app.db().read().await?, desk, wanted.read()?).await?;
    let document = paper_list::paper(&items, cut, desk.now());
    made(&format.file_name(&document.title), format.media_type(), move || render(&document, format)).await
}

/// A request with everything that belongs to it.
#[utoipa::path(get, path = "/service-requests/{id}", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request")),
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Request>, Problem> {
    Ok(Json(request(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Changes a draft. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/service-requests/{id}", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = RequestEdit, responses((status = 200, body = Request),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the request as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn service_request_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<RequestEdit>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let edited = edit(&mut tx, Desk::of(&app, &by), (id, version), change).await?;
    tx.commit().await?;
    Ok(Json(edited))
}

fn states(text: Option<&str>) -> Result<Vec<RequestState>, CatalogueError> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            RequestState::try_from(word.to_owned())
                .map_err(|_| FormFaults::one("state", format!("没有“{word}”这种状态，请从列表重新筛选")).into())
        })
        .collect()
}
