//! `POST /tickets/{id}/{respond, replies, notes, urge}`.

use axum::extract::State;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    device_time::DeviceTime,
    shown::{Answer, Words, act, action},
};
use crate::{
    model::Visibility,
    service::{ShownTicket, note, reply, respond, urge},
};

action! {
    /// Answers the reporter; the first answer of the vendor's stops the response clock.
    ticket_respond, "/tickets/{id}/respond", Words, |tx, desk, id, input| respond(tx, desk, id, &input.text)
}
action! {
    /// Notes something for the vendor's people only.
    ticket_note, "/tickets/{id}/notes", Words, |tx, desk, id, input| note(tx, desk, id, &input.text)
}

/// Something said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReply {
    /// What is said.
    text: String,
    /// Who sees it; everybody when absent.
    #[serde(default = "everybody")]
    visibility: Visibility,
}

const fn everybody() -> Visibility {
    Visibility::Public
}

/// Writes to everybody who sees the ticket, or to the vendor's people only.
#[utoipa::path(post, path = "/tickets/{id}/replies", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The ticket"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = NewReply,
    responses((status = 200, body = ShownTicket), (status = "default", body = Problem)))]
pub(super) async fn ticket_reply(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    device: DeviceTime,
    Input(said): Input<NewReply>,
) -> Answer {
    match said.visibility {
        Visibility::Public => act!(app, by, device.0, |tx, desk| reply(tx, desk, id, &said.text)),
        Visibility::Internal => act!(app, by, device.0, |tx, desk| note(tx, desk, id, &said.text)),
    }
}

/// A call for haste.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUrge {
    /// What is said with it.
    #[serde(default)]
    text: Option<String>,
}

action! {
    /// Asks for haste.
    ticket_urge, "/tickets/{id}/urge", NewUrge, |tx, desk, id, input| urge(tx, desk, id, input.text.as_deref())
}
