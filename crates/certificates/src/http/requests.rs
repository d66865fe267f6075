//! `/certificate-requests`: what is asked for, approved and carried out.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{CertificateRequest, RequestState},
    service::{
        Decision, Finished, NewCertificateRequest, RequestsWanted, ask, decide, finish, request, requests, withdraw,
    },
};

/// Which requests are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In one state only.
    state: Option<RequestState>,
    /// Only those that wait for approval or to be carried out.
    open: Option<bool>,
    /// About one certificate only.
    certificate: Option<Uuid>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of requests.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CertificateRequestPage {
    /// Rows.
    items: Vec<CertificateRequest>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Requests, the last first.
#[utoipa::path(get, path = "/certificate-requests", tag = "certificates", params(Wanted),
    responses((status = 200, body = CertificateRequestPage), (status = "default", body = Problem)))]
pub(super) async fn certificate_request_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<CertificateRequestPage>, Problem> {
    let open = wanted.open.unwrap_or(false).then_some([RequestState::Asked, RequestState::Approved]);
    let wanted = RequestsWanted {
        contract: wanted.contract,
        states: wanted.state.map_or_else(|| open.into_iter().flatten().collect(), |state| vec![state]),
        certificate: wanted.certificate,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = requests(&mut app.db().read().await?, &by, wanted).await?;
    Ok(Json(CertificateRequestPage { items: page.items, next: page.next }))
}

/// Asks for a certificate, or for something to be done with up to 500. A certificate is in one open request only, so that
/// it can be sent twice; a new one is not known by anything, so look at the list before you send it again.
#[utoipa::path(post, path = "/contracts/{id}/certificate-requests", tag = "certificates",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewCertificateRequest,
    responses((status = 201, body = CertificateRequest), (status = "default", body = Problem)))]
pub(super) async fn certificate_request_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewCertificateRequest>,
) -> Result<(StatusCode, Json<CertificateRequest>), Problem> {
    let mut tx = app.db().write().await?;
    let asked = ask(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(asked)))
}

/// A request.
#[utoipa::path(get, path = "/certificate-requests/{id}", tag = "certificates",
    params(("id" = Uuid, Path, description = "The request")),
    responses((status = 200, body = CertificateRequest), (status = "default", body = Problem)))]
pub(super) async fn certificate_request_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<CertificateRequest>, Problem> {
    Ok(Json(request(&mut app.db().read().await?, &by, id).await?))
}

/// Approves or refuses a request; nobody decides on their own.
#[utoipa::path(post, path = "/certificate-requests/{id}/decide", tag = "certificates",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Decision, responses((status = 200, body = CertificateRequest), (status = "default", body = Problem)))]
pub(super) async fn certificate_request_decide(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(decision): Input<Decision>,
) -> Result<Json<CertificateRequest>, Problem> {
    let mut tx = app.db().write().await?;
    let decided = decide(&app, &mut tx, &by, (id, version), decision).await?;
    tx.commit().await?;
    Ok(Json(decided))
}

/// Carries an approved request out: the register takes over what was issued, changed or taken back.
#[utoipa::path(post, path = "/certificate-requests/{id}/finish", tag = "certificates",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Finished, responses((status = 200, body = CertificateRequest), (status = "default", body = Problem)))]
pub(super) async fn certificate_request_finish(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(finished): Input<Finished>,
) -> Result<Json<CertificateRequest>, Problem> {
    let mut tx = app.db().write().await?;
    let done = finish(&app, &mut tx, &by, (id, version), finished).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Takes a request back: whoever asked does.
#[utoipa::path(post, path = "/certificate-requests/{id}/withdraw", tag = "certificates",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = CertificateRequest), (status = "default", body = Problem)))]
pub(super) async fn certificate_request_withdraw(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<CertificateRequest>, Problem> {
    let mut tx = app.db().write().await?;
    let withdrawn = withdraw(&app, &mut tx, &by, (id, version)).await?;
    tx.commit().await?;
    Ok(Json(withdrawn))
}
