//! `POST /contracts/{id}/tickets`.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jianyue_contracts::registry::Registry;
use jianyue_platform::{
    App, Problem, Tx,
    db::DbError,
    http::{Caller, Id, Input},
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
};
use uuid::Uuid;

use super::{device_time::DeviceTime, shown::Shown};
use crate::service::{Desk, NewTicket, ShownTicket, open, shown};

/// Opens a ticket under the version of the contract that is in force. Repeated with the same `Idempotency-Key` it is opened
/// once.
#[utoipa::path(post, path = "/contracts/{id}/tickets", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The contract"),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this request, up to 200 characters"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = NewTicket, responses((status = 201, body = ShownTicket), (status = "default", body = Problem)))]
pub(super) async fn ticket_open(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IdempotencyKey(key): IdempotencyKey,
    device: DeviceTime,
    Input(new): Input<NewTicket>,
) -> Result<Response, Problem> {
    let desk = Desk::new(app.state::<Registry>(), app.env(), &by).shown_at(device.0)?;
    let mut tx = app.db().write().await?;
    let Some(key) = key else {
        let ticket = open(&mut tx, desk, id.into(), new).await?;
        tx.commit().await?;
        return Ok(Shown(StatusCode::CREATED, shown(ticket, &by, desk.now())).into_response());
    };
    let asked = serde_json::to_vec(&new).map_err(DbError::from)?;
    let print = fingerprint(&format!("POST /contracts/{id}/tickets"), &asked);
    match idempotency::check(&mut tx, &by, &key, &print).await? {
        Check::Conflict => Err(conflict()),
        Check::Replay(answer) => Ok(answer.into_response()),
        Check::Fresh => open_once(tx, desk, id, new, (&key, &print)).await,
    }
}

async fn open_once(
    mut tx: Tx,
    desk: Desk<'_>,
    contract: Uuid,
    new: NewTicket,
    (key, print): (&str, &[u8]),
) -> Result<Response, Problem> {
    let ticket = open(&mut tx, desk, contract.into(), new).await?;
    let shown = shown(ticket, desk.by, desk.now());
    let body = serde_json::to_string(&shown).map_err(DbError::from)?;
    let answer = Answer { status: StatusCode::CREATED.as_u16(), body };
    remember(&mut tx, desk.env, desk.by, key, print, &answer).await?;
    tx.commit().await?;
    Ok(Shown(StatusCode::CREATED, shown).into_response())
}
