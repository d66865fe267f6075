//! `GET /api/v1/events`: live lists, as server-sent events.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::{Stream, StreamExt, stream};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Problem,
    events::{Notice, since},
    http::Caller,
};
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The most that a resumed list is told of at once; a list that missed more reads itself anew.
const RESUMED: u32 = 500;

/// The route.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(events))
}

/// What happens under the caller's contracts, as it happens. `Last-Event-ID` resumes; the event `lagged` says that some
/// were missed and the list should be read anew.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "events",
    tag = "live",
    responses(
        (status = 200, description = "A stream of notices", content_type = "text/event-stream", body = String),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []), ("token" = []))
)]
async fn events(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Result<impl IntoResponse, Problem> {
    let actor = caller.0;
    let receiver = app.live().subscribe();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse::<i64>().ok());
    let missed = match last {
        Some(seq) => since(&mut app.db().peek().await?, seq, RESUMED).await?,
        None => Vec::new(),
    };
    let told = missed.last().map(|notice| notice.seq);
    let resumed = visible(actor.clone(), stream::iter(missed).map(Some));
    let live = stream::unfold(receiver, |mut receiver| async move {
        match receiver.recv().await {
            Ok(notice) => Some((Some(notice), receiver)),
            Err(RecvError::Lagged(_)) => Some((None, receiver)),
            Err(RecvError::Closed) => None,
        }
    })
    .filter(move |notice| {
        let repeated = notice.as_ref().is_some_and(|notice| told.is_some_and(|told| notice.seq <= told));
        std::future::ready(!repeated)
    });
    let stream = resumed.chain(visible(actor, live));
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

/// The notices that `actor` may see; `None` becomes `lagged`.
fn visible(
    actor: Actor,
    notices: impl Stream<Item = Option<Notice>> + Send,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    notices.filter_map(move |notice| {
        let event = match notice {
            None => Some(Event::default().event("lagged").data("{}")),
            Some(notice) if may_see(&actor, &notice) => {
                let event = Event::default().id(notice.seq.to_string()).event(&notice.kind);
                event.json_data(&notice).ok()
            }
            Some(_) => None,
        };
        std::future::ready(event.map(Ok))
    })
}

/// Whether the notice is of one of the caller's contracts. What happened inside the vendor's team, and what belongs to no
/// contract, is told to those who see it elsewhere too.
fn may_see(actor: &Actor, notice: &Notice) -> bool {
    let Some(contract) = notice.contract_id.map(ContractId) else { return false };
    if notice.kind.ends_with("_internally") {
        return actor.is_vendor_on(contract);
    }
    actor.roles_on(contract).next().is_some()
}

#[cfg(test)]
mod tests {
    use jianyue_kernel::{ActorKind, Grant, Role};
    use uuid::Uuid;

    use super::*;

    fn notice(kind: &str, contract: u128) -> Notice {
        let at = "2026-03-02T01:00:00Z".parse().unwrap_or_default();
        Notice { seq: 1, kind: kind.into(), subject: Uuid::nil(), contract_id: Some(Uuid::from_u128(contract)), at }
    }

    fn person(role: Role) -> Actor {
        let grants = vec![Grant { contract: Some(ContractId(Uuid::from_u128(1))), role, works: vec![] }];
        Actor { grants, kind: ActorKind::Person { session: Uuid::nil() }, ..Actor::system("李处（演示）") }
    }

    #[test]
    fn another_contract_s_events_are_not_told() {
        let official = person(Role::ClientOfficial);
        assert!(may_see(&official, &notice("ticketing.ticket_opened", 1)));
        assert!(!may_see(&official, &notice("ticketing.ticket_opened", 2)));
    }

    #[test]
    fn what_the_vendor_says_among_itself_is_not_told_to_the_client() {
        let noted = notice("ticketing.noted_internally", 1);
        assert!(!may_see(&person(Role::ClientOfficial), &noted));
        assert!(may_see(&person(Role::Engineer), &noted));
    }
}
