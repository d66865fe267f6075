//! `/certificates`: the register.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::registry::Registry;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Certificate, Seen, Standing},
    service::{
        CertificateChange, CertificatesRequest, Forecast, NewCertificate, add, certificate, certificates, change,
        checking, forecast, keep_check, look, seen,
    },
};

/// Which certificates are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// That this request is about, or that were issued on it.
    request: Option<Uuid>,
    /// Standing like this today only.
    state: Option<Standing>,
    /// Ending on this day or later.
    expires_from: Option<NaiveDate>,
    /// Ending before this day.
    expires_before: Option<NaiveDate>,
    /// Words in holder, unit, serial number, issuer or use.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of certificates.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CertificatePage {
    /// Rows.
    items: Vec<Certificate>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Certificates, those that end first in front.
#[utoipa::path(get, path = "/certificates", tag = "certificates", params(Wanted),
    responses((status = 200, body = CertificatePage), (status = "default", body = Problem)))]
pub(super) async fn certificate_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<CertificatePage>, Problem> {
    let request = CertificatesRequest {
        contract: wanted.contract,
        request: wanted.request,
        state: wanted.state,
        ends_from: wanted.expires_from,
        ends_before: wanted.expires_before,
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = certificates(&mut app.db().peek().await?, &by, request, app.env().now()).await?;
    Ok(Json(CertificatePage { items: page.items, next: page.next }))
}

/// Puts a certificate into the register. One of the same issuer and serial number is refused, so that it can be sent twice.
#[utoipa::path(post, path = "/contracts/{id}/certificates", tag = "certificates",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewCertificate,
    responses((status = 201, body = Certificate), (status = "default", body = Problem)))]
pub(super) async fn certificate_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewCertificate>,
) -> Result<(StatusCode, Json<Certificate>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// A certificate.
#[utoipa::path(get, path = "/certificates/{id}", tag = "certificates",
    params(("id" = Uuid, Path, description = "The certificate")),
    responses((status = 200, body = Certificate), (status = "default", body = Problem)))]
pub(super) async fn certificate_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Certificate>, Problem> {
    Ok(Json(certificate(&mut app.db().peek().await?, &by, id, app.env().now()).await?))
}

/// Corrects a certificate. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/certificates/{id}", tag = "certificates",
    params(("id" = Uuid, Path, description = "The certificate"),
        ("If-Match" = String, Header, description = "The version")),
    request_body = CertificateChange, responses((status = 200, body = Certificate),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the certificate as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn certificate_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<CertificateChange>,
) -> Result<Json<Certificate>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change(&app, &mut tx, &by, (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Asks the issuer whether it takes the certificate back: about this one where it answers such questions (OCSP), or else by
/// its list (CRL). What cannot be told is an answer, too: `checked` says why.
#[utoipa::path(post, path = "/certificates/{id}/check", tag = "certificates",
    params(("id" = Uuid, Path, description = "The certificate")),
    responses((status = 200, body = Certificate), (status = "default", body = Problem)))]
pub(super) async fn certificate_check(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Certificate>, Problem> {
    let what = checking(&mut app.db().read().await?, &by, id).await?;
    let checked = look(&app, &what).await;
    let mut tx = app.db().write().await?;
    let kept = keep_check(&app, &mut tx, &by, &what, checked).await?;
    tx.commit().await?;
    Ok(Json(kept))
}

/// How many certificates a contract has, and how many end in which month.
#[utoipa::path(get, path = "/contracts/{id}/certificates/forecast", tag = "certificates",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = Forecast), (status = "default", body = Problem)))]
pub(super) async fn certificate_forecast(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Forecast>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(forecast(&mut tx, app.state::<Registry>(), &by, id.into(), app.env().now()).await?))
}

/// The certificates that servers of a contract showed, with the same one of the register.
#[utoipa::path(get, path = "/contracts/{id}/certificates/seen", tag = "certificates",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Seen]), (status = "default", body = Problem)))]
pub(super) async fn certificate_seen(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Seen>>, Problem> {
    Ok(Json(seen(&mut app.db().peek().await?, &by, id.into()).await?))
}
