//! `PATCH /tickets/{id}`, `POST /tickets/{id}/{assign, severity}`: edits that name the version they were made from.

use axum::extract::State;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
    people::People,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    device_time::DeviceTime,
    shown::{Answer, act},
};
use crate::service::{Edit, SeverityChange, ShownTicket, assign, change_severity, edit};

/// Corrects words and concerns.
#[utoipa::path(patch, path = "/tickets/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("If-Match" = String, Header, description = "The version"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = Edit, responses((status = 200, body = ShownTicket),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the ticket as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    device: DeviceTime,
    Input(change): Input<Edit>,
) -> Answer {
    act!(app, by, device.0, |tx, desk| edit(tx, desk, id, Some(version), change))
}

/// Somebody who is to hold the ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAssignee {
    /// One of the vendor's people on the contract.
    person_id: Uuid,
}

/// Gives the ticket to somebody.
#[utoipa::path(post, path = "/tickets/{id}/assign", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("If-Match" = String, Header, description = "The version"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = NewAssignee, responses((status = 200, body = ShownTicket),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the ticket as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_assign(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    device: DeviceTime,
    Input(assignee): Input<NewAssignee>,
) -> Answer {
    let people = app.state::<People>().clone();
    act!(app, by, device.0, |tx, desk| assign(tx, desk, &people, id, Some(version), assignee.person_id))
}

/// Changes the severity; the time that was used stays used.
#[utoipa::path(post, path = "/tickets/{id}/severity", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("If-Match" = String, Header, description = "The version"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = SeverityChange, responses((status = 200, body = ShownTicket),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the ticket as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_severity(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    device: DeviceTime,
    Input(change): Input<SeverityChange>,
) -> Answer {
    act!(app, by, device.0, |tx, desk| change_severity(tx, desk, id, Some(version), change))
}
