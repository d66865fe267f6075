//! `GET /hotline/waits`.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use jianyue_contracts::registry::Registry;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::service::{Waits, waits};

/// Which waits are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The contract.
    contract: Uuid,
    /// First day in Shanghai.
    from: NaiveDate,
    /// Last day, counted in; at most 400 days.
    to: NaiveDate,
}

/// How long callers waited, by day and channel, against what the contract promises.
#[utoipa::path(get, path = "/hotline/waits", tag = "hotline", params(Wanted),
    responses((status = 200, body = Waits), (status = "default", body = Problem)))]
pub(super) async fn hotline_waits(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<Waits>, Problem> {
    let mut tx = app.db().read().await?;
    let span = (wanted.from, wanted.to);
    Ok(Json(waits(&mut tx, app.state::<Registry>(), &by, wanted.contract.into(), span).await?))
}
