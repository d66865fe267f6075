//! `/outages` and `/probes/{id}/history`.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Availability, HourlyRollUp, Outage},
    service::{OutagesRequest, availability, history, outages},
};

/// Which outages are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Of one probe only.
    probe: Option<Uuid>,
    /// `true`: those that last; `false`: those that are over.
    open: Option<bool>,
    /// That touch the time from here …
    from: Option<DateTime<Utc>>,
    /// … to here.
    to: Option<DateTime<Utc>>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of outages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutagePage {
    /// Rows.
    items: Vec<Outage>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// A span of time.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// From here …
    from: DateTime<Utc>,
    /// … to here, at most 400 days.
    to: DateTime<Utc>,
}

/// Outages, the last one to begin first.
#[utoipa::path(get, path = "/outages", tag = "probing", params(Wanted),
    responses((status = 200, body = OutagePage), (status = "default", body = Problem)))]
pub(super) async fn outage_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<OutagePage>, Problem> {
    let Wanted { contract, probe, open, from, to, limit, after } = wanted;
    let request = OutagesRequest { contract, probe, open, from, to, page: PageRequest { limit, after } };
    let page = outages(&mut app.db().read().await?, &by, &request).await?;
    Ok(Json(OutagePage { items: page.items, next: page.next }))
}

/// How a probe was, hour by hour. Hours in which nobody looked are not there.
#[utoipa::path(get, path = "/probes/{id}/history", tag = "probing",
    params(("id" = Uuid, Path, description = "The probe"), Span),
    responses((status = 200, body = [HourlyRollUp]), (status = "default", body = Problem)))]
pub(super) async fn probe_history(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(span): Params<Span>,
) -> Result<Json<Vec<HourlyRollUp>>, Problem> {
    Ok(Json(history(&mut app.db().read().await?, &by, id, (span.from, span.to)).await?))
}

/// How much of a time what is watched of a contract worked, by system and probe. Counted from the beginning of the hour of
/// `from`; only hours in which somebody looked count.
#[utoipa::path(get, path = "/contracts/{id}/availability", tag = "probing",
    params(("id" = Uuid, Path, description = "The contract"), Span),
    responses((status = 200, body = Availability), (status = "default", body = Problem)))]
pub(super) async fn contract_availability(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(span): Params<Span>,
) -> Result<Json<Availability>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(availability(&mut tx, app.env(), &by, id.into(), (span.from, span.to)).await?))
}
