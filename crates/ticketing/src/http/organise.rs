//! `POST /tickets/{id}/{merge, split, links, watchers}` and `DELETE /tickets/{id}/watchers/{person_id}`.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
    people::People,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    device_time::DeviceTime,
    shown::{Answer, Shown, act, action},
};
use crate::{
    model::Relation,
    service::{ShownTicket, SplitOff, link, merge, split, unwatch, watch},
};

/// Where to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Into {
    /// The ticket that carries this one on.
    into: Uuid,
}

/// A link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLink {
    /// The other ticket.
    other: Uuid,
    /// `relates_to`, `caused_by` or `causes`.
    relation: Relation,
}

/// A person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWatcher {
    /// Who is told of what happens.
    person_id: Uuid,
}

action! {
    /// Merges the ticket into another one of its contract; its clocks end.
    ticket_merge, "/tickets/{id}/merge", Into, |tx, desk, id, input| merge(tx, desk, id, input.into)
}
action! {
    /// Links the ticket with another one of its contract.
    ticket_link, "/tickets/{id}/links", NewLink, |tx, desk, id, input| link(tx, desk, id, input.other, input.relation)
}

/// Makes a part of the ticket a ticket of its own, with the time that was used.
#[utoipa::path(post, path = "/tickets/{id}/split", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = SplitOff,
    responses((status = 201, body = ShownTicket), (status = "default", body = Problem)))]
pub(super) async fn ticket_split(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    device: DeviceTime,
    Input(part): Input<SplitOff>,
) -> Answer {
    let shown: Answer = act!(app, by, device.0, |tx, desk| split(tx, desk, id, part));
    shown.map(|Shown(_, ticket)| Shown(StatusCode::CREATED, ticket))
}

/// Has somebody told of what happens to the ticket.
#[utoipa::path(post, path = "/tickets/{id}/watchers", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = NewWatcher,
    responses((status = 200, body = ShownTicket), (status = "default", body = Problem)))]
pub(super) async fn ticket_watch(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    device: DeviceTime,
    Input(watcher): Input<NewWatcher>,
) -> Answer {
    let people = app.state::<People>().clone();
    act!(app, by, device.0, |tx, desk| watch(tx, desk, &people, id, watcher.person_id))
}

/// Has somebody told no longer.
#[utoipa::path(delete, path = "/tickets/{id}/watchers/{person_id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("person_id" = Uuid, Path, description = "The person"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    responses((status = 200, body = ShownTicket), (status = "default", body = Problem)))]
pub(super) async fn ticket_unwatch(
    State(app): State<App>,
    by: Caller,
    ids: Result<Path<(Uuid, Uuid)>, axum::extract::rejection::PathRejection>,
    device: DeviceTime,
) -> Answer {
    let Ok(Path((id, person))) = ids else {
        return Err(Problem::not_found("path.bad_id", "没有这条记录：网址中的编号不正确。"));
    };
    act!(app, by, device.0, |tx, desk| unwatch(tx, desk, id, person))
}
