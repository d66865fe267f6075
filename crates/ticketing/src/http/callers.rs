//! `GET /callers`.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
    sealed::Sealer,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::service::{Callers, Desk, callers};

/// Whose number.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Number {
    /// The phone number, written in whatever way.
    number: String,
}

/// Who has reported tickets with a phone number, and the last of these tickets, on the contracts on which the caller opens
/// tickets.
#[utoipa::path(get, path = "/callers", tag = "ticketing", params(Number),
    responses((status = 200, body = Callers), (status = "default", body = Problem)))]
pub(super) async fn caller_find(
    State(app): State<App>,
    by: Caller,
    Params(Number { number }): Params<Number>,
) -> Result<Json<Callers>, Problem> {
    let desk = Desk::at(&app, &by);
    Ok(Json(callers(&mut app.db().read().await?, desk, app.state::<Sealer>(), &number).await?))
}
