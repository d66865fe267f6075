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

use super::shown::{Answer, act};
use crate::service::{Edit, SeverityChange, ShownTicket, assign, change_severity, edit};

/// Corrects words and concerns.
#[utoipa::path(patch, path = "/tickets/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("If-Match" = String, Header, description = "The version")),
    request_body = Edit, responses((status = 200, body = ShownTicket),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the ticket as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<Edit>,
) -> Answer {
    act!(app, by, |tx, desk| edit(tx, desk, id, version, change))
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
    params(("id" = Uuid, Path, description = "The ticket"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewAssignee, responses((status = 200, body = ShownTicket),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the ticket as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_assign(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(assignee): Input<NewAssignee>,
) -> Answer {
    let people = app.state::<People>().clone();
    act!(app, by, |tx, desk| assign(tx, desk, &people, id, version, assignee.person_id))
}

/// Changes the severity; the time that was used stays used.
#[utoipa::path(post, path = "/tickets/{id}/severity", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("If-Match" = String, Header, description = "The version")),
    request_body = SeverityChange, responses((status = 200, body = ShownTicket),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the ticket as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_severity(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<SeverityChange>,
) -> Answer {
    act!(app, by, |tx, desk| change_severity(tx, desk, id, version, change))
}
