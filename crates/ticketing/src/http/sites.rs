//! `GET, POST /contracts/{id}/sites` and `PATCH, DELETE /sites/{id}`.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::Site,
    service::{Desk, NewSite, SiteChange, add_site, change_site, retire_site, sites},
};

/// The sites that a contract offers, by key.
#[utoipa::path(get, path = "/contracts/{id}/sites", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Site]), (status = "default", body = Problem)))]
pub(super) async fn site_list(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Vec<Site>>, Problem> {
    Ok(Json(sites(&mut app.db().peek().await?, &by, id.into()).await?))
}

/// Adds a site to a contract.
#[utoipa::path(post, path = "/contracts/{id}/sites", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The contract")), request_body = NewSite,
    responses((status = 201, body = Site), (status = "default", body = Problem)))]
pub(super) async fn site_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewSite>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let site = add_site(&mut tx, Desk::at(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::CREATED, site))
}

/// Corrects a site; live tickets on it are shown the correction.
#[utoipa::path(patch, path = "/sites/{id}", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The site"), ("If-Match" = String, Header, description = "The version")),
    request_body = SiteChange, responses((status = 200, body = Site),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the site as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn site_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<SiteChange>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let desk = Desk::at(&app, &by);
    let site = change_site(&mut tx, desk, id, version, change).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::OK, site))
}

/// Offers a site no longer; tickets on it keep it.
#[utoipa::path(delete, path = "/sites/{id}", tag = "ticketing", params(("id" = uuid::Uuid, Path, description = "The site")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn site_retire(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    retire_site(&mut tx, Desk::at(&app, &by), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn answer(status: StatusCode, site: Site) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", site.version));
    let mut response = (status, Json(site)).into_response();
    if let Ok(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
