//! `POST /contracts/{id}/tickets`.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jianyue_platform::{
    App, Problem, Tx,
    db::DbError,
    http::{Caller, Id, Input},
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
    sealed::Sealer,
};
use serde_json::Value;
use uuid::Uuid;

use super::{device_time::DeviceTime, shown::Shown};
use crate::{
    model::open_phone,
    on_call::given,
    service::{Desk, NewTicket, ShownTicket, open, shown},
};

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
    let sealer = app.state::<Sealer>();
    let desk = Desk::at(&app, &by).with_sealer(sealer).shown_at(device.0)?;
    let mut tx = app.db().write().await?;
    let Some(key) = key else {
        let ticket = open(&mut tx, desk, id.into(), new).await?;
        let ticket = given(&app, &mut tx, desk, ticket).await?;
        tx.commit().await?;
        let shown = shown(ticket, &by, desk.now()).with_phone(sealer);
        return Ok(Shown(StatusCode::CREATED, shown).into_response());
    };
    let asked = serde_json::to_vec(&new).map_err(DbError::from)?;
    let print = fingerprint(&format!("POST /contracts/{id}/tickets"), &asked);
    match idempotency::check(&mut tx, &by, &key, &print).await? {
        Check::Conflict => Err(conflict()),
        Check::Replay(answer) => Ok(replayed(answer, sealer).into_response()),
        Check::Fresh => open_once(&app, tx, desk, id, new, (&key, &print)).await,
    }
}

async fn open_once(
    app: &App,
    mut tx: Tx,
    desk: Desk<'_>,
    contract: Uuid,
    new: NewTicket,
    (key, print): (&str, &[u8]),
) -> Result<Response, Problem> {
    let ticket = open(&mut tx, desk, contract.into(), new).await?;
    let ticket = given(app, &mut tx, desk, ticket).await?;
    let mut shown = shown(ticket, desk.by, desk.now());
    // The answer is remembered with the number as it is kept.
    shown.reporter.phone.clone_from(&shown.sealed_phone);
    let body = serde_json::to_string(&shown).map_err(DbError::from)?;
    let answer = Answer { status: StatusCode::CREATED.as_u16(), body };
    remember(&mut tx, desk.env, desk.by, key, print, &answer).await?;
    tx.commit().await?;
    Ok(Shown(StatusCode::CREATED, shown.with_phone(app.state::<Sealer>())).into_response())
}

/// An answer that was remembered, with the reporter's phone number opened again.
fn replayed(answer: Answer, sealer: &Sealer) -> Answer {
    let Ok(mut body) = serde_json::from_str::<Value>(&answer.body) else { return answer };
    let ticket = body["id"].as_str().and_then(|id| id.parse().ok());
    let kept = body["reporter"]["phone"].as_str();
    let Some((ticket, kept)) = ticket.zip(kept) else { return answer };
    match open_phone(kept, ticket, sealer) {
        Some(phone) => body["reporter"]["phone"] = Value::String(phone),
        None => drop(body["reporter"].as_object_mut().and_then(|reporter| reporter.remove("phone"))),
    }
    Answer { body: body.to_string(), ..answer }
}
