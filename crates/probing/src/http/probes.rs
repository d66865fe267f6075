//! `/contracts/{id}/probes` and `/probes`.

use axum::{Json, extract::State as Shared, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Probe, State},
    service::{
        NewProbe, ProbeChange, ProbesRequest, Trial, add_probe, change_probe, probe, probes, remove_probe, try_now,
        tryable, tryable_new,
    },
};

/// Which probes are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In one state only.
    state: Option<State>,
    /// Of one system only.
    system: Option<Uuid>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of probes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProbePage {
    /// Rows.
    items: Vec<Probe>,
    /// Cursor of the next page.
    next: Option<String>,
}

impl Wanted {
    fn request(self, contract: Option<Uuid>) -> ProbesRequest {
        let page = PageRequest { limit: self.limit, after: self.after };
        ProbesRequest { contract: contract.or(self.contract), state: self.state, system: self.system, page }
    }
}

async fn page(app: &App, by: &Caller, request: &ProbesRequest) -> Result<Json<ProbePage>, Problem> {
    let page = probes(&mut app.db().read().await?, by, request).await?;
    Ok(Json(ProbePage { items: page.items, next: page.next }))
}

/// Probes of every contract that the caller reads.
#[utoipa::path(get, path = "/probes", tag = "probing", params(Wanted),
    responses((status = 200, body = ProbePage), (status = "default", body = Problem)))]
pub(super) async fn probe_list(
    Shared(app): Shared<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<ProbePage>, Problem> {
    page(&app, &by, &wanted.request(None)).await
}

/// Probes of a contract.
#[utoipa::path(get, path = "/contracts/{id}/probes", tag = "probing",
    params(("id" = Uuid, Path, description = "The contract"), Wanted),
    responses((status = 200, body = ProbePage), (status = "default", body = Problem)))]
pub(super) async fn contract_probe_list(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<Wanted>,
) -> Result<Json<ProbePage>, Problem> {
    page(&app, &by, &wanted.request(Some(id))).await
}

/// Sets up a probe. It is due within its interval.
#[utoipa::path(post, path = "/contracts/{id}/probes", tag = "probing", request_body = NewProbe,
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 201, body = Probe), (status = "default", body = Problem)))]
pub(super) async fn probe_add(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewProbe>,
) -> Result<(StatusCode, Json<Probe>), Problem> {
    let mut tx = app.db().write().await?;
    let probe = add_probe(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(probe)))
}

/// A probe.
#[utoipa::path(get, path = "/probes/{id}", tag = "probing", params(("id" = Uuid, Path, description = "The probe")),
    responses((status = 200, body = Probe), (status = "default", body = Problem)))]
pub(super) async fn probe_get(Shared(app): Shared<App>, by: Caller, Id(id): Id) -> Result<Json<Probe>, Problem> {
    Ok(Json(probe(&mut app.db().read().await?, &by, id).await?))
}

/// Changes a probe. Switched off, its outage is over.
#[utoipa::path(patch, path = "/probes/{id}", tag = "probing", request_body = ProbeChange,
    params(("id" = Uuid, Path, description = "The probe"),
        ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 200, body = Probe), (status = "default", body = Problem)))]
pub(super) async fn probe_change(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<ProbeChange>,
) -> Result<Json<Probe>, Problem> {
    let mut tx = app.db().write().await?;
    let probe = change_probe(&app, &mut tx, &by, (id, version), change).await?;
    tx.commit().await?;
    Ok(Json(probe))
}

/// Lets a probe go. Its outages and hours stay.
#[utoipa::path(delete, path = "/probes/{id}", tag = "probing", params(("id" = Uuid, Path, description = "The probe")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn probe_remove(Shared(app): Shared<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_probe(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Looks now, once, and answers what was found and what would be made of it. Nothing of it is kept.
#[utoipa::path(post, path = "/probes/{id}/try", tag = "probing", params(("id" = Uuid, Path, description = "The probe")),
    responses((status = 200, body = Trial), (status = "default", body = Problem)))]
pub(super) async fn probe_try(Shared(app): Shared<App>, by: Caller, Id(id): Id) -> Result<Json<Trial>, Problem> {
    // No transaction is open while the network is asked.
    let tryable = tryable(&app, &mut app.db().read().await?, &by, id).await?;
    Ok(Json(try_now(&app, tryable).await?))
}

/// Looks now, once, as a probe would that is not set up yet. Nothing of it is kept.
#[utoipa::path(post, path = "/contracts/{id}/probes/try", tag = "probing", request_body = NewProbe,
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = Trial), (status = "default", body = Problem)))]
pub(super) async fn probe_try_new(
    Shared(app): Shared<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewProbe>,
) -> Result<Json<Trial>, Problem> {
    // No transaction is open while the network is asked.
    let tryable = tryable_new(&app, &mut app.db().read().await?, &by, id.into(), new).await?;
    Ok(Json(try_now(&app, tryable).await?))
}
