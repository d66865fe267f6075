//! `GET /api/v1/events`: live lists, as server-sent events.

use std::{collections::HashSet, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures::{Stream, StreamExt, stream};
use jianyue_kernel::{Actor, ContractId, ContractScope};
use jianyue_platform::{
    App, Problem,
    events::{Notice, since},
    http::Caller,
};
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::modules;

/// A stream ends after this long. Whoever lost the right to it loses it then at the latest: clients come back by
/// themselves and are asked anew who they are.
const LONGEST: Duration = Duration::from_mins(10);
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
    security(("cookie" = []), ("token" = []))
)]
async fn events(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Result<impl IntoResponse, Problem> {
    let actor = caller.0;
    let receiver = app.live().subscribe();
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse::<i64>().ok());
    let missed = match last {
        Some(seq) => since(&mut app.db().peek().await?, seq, RESUMED).await?,
        None => Vec::new(),
    };
    let told: HashSet<i64> = missed.iter().map(|notice| notice.seq).collect();
    let resumed = visible(app.clone(), actor.clone(), stream::iter(resumed(missed)));
    let live = stream::unfold(receiver, |mut receiver| async move {
        match receiver.recv().await {
            Ok(notice) => Some((Some(notice), receiver)),
            Err(RecvError::Lagged(_)) => Some((None, receiver)),
            Err(RecvError::Closed) => None,
        }
    })
    .filter(move |notice| {
        // By number and not by order: a lower number may be seen later than a higher one.
        let repeated = notice.as_ref().is_some_and(|notice| told.contains(&notice.seq));
        std::future::ready(!repeated)
    });
    let stream = resumed.chain(visible(app, actor, live)).take_until(Box::pin(tokio::time::sleep(LONGEST)));
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

/// What was missed; behind as many as are told at once, `None` says that there may be more.
fn resumed(missed: Vec<Notice>) -> Vec<Option<Notice>> {
    let more = missed.len() >= RESUMED as usize;
    missed.into_iter().map(Some).chain(more.then_some(None)).collect()
}

/// The notices that `actor` may see; `None` becomes `lagged`.
fn visible(
    app: App,
    actor: Actor,
    notices: impl Stream<Item = Option<Notice>> + Send,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let caller = Arc::new((app, actor));
    notices.filter_map(move |notice| {
        let caller = caller.clone();
        async move { event(&caller.0, &caller.1, notice).await.map(Ok) }
    })
}

async fn event(app: &App, actor: &Actor, notice: Option<Notice>) -> Option<Event> {
    let Some(notice) = notice else { return Some(Event::default().event("lagged").data("{}")) };
    let heard = match hearing(actor, &notice) {
        Hearing::All => true,
        Hearing::None => false,
        Hearing::SomeWorks => modules::sees_work_of(app, actor, &notice).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a notice is not told, because its work is unknown");
            false
        }),
    };
    let event = Event::default().id(notice.seq.to_string()).event(&notice.kind);
    if heard { event.json_data(&notice).ok() } else { None }
}

/// The kind of event whose subject is the one person who hears it.
const OWN: &str = "notify.notices_read";

/// How much of what happens on a contract somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hearing {
    All,
    SomeWorks,
    None,
}

/// Whether the notice is of a contract on which the caller may read such things. What belongs to no contract is told to
/// nobody; internal notes are no events at all.
fn hearing(actor: &Actor, notice: &Notice) -> Hearing {
    // What somebody has read concerns their own browsers only.
    if notice.kind == OWN {
        return if notice.subject == actor.person.0 { Hearing::All } else { Hearing::None };
    }
    let contract = notice.contract_id.map(ContractId);
    let (Some(contract), Some(permission)) = (contract, modules::permission_to_hear(&notice.kind)) else {
        return Hearing::None;
    };
    match actor.scope(permission) {
        scope if scope.covers(contract, None) => Hearing::All,
        ContractScope::Only(held) if held.iter().any(|(id, _)| *id == contract) => Hearing::SomeWorks,
        _ => Hearing::None,
    }
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

    fn person(role: Role, works: &[&str]) -> Actor {
        let works = works.iter().map(ToString::to_string).collect();
        let grants = vec![Grant { contract: Some(ContractId(Uuid::from_u128(1))), role, works }];
        Actor { grants, kind: ActorKind::Person { session: Uuid::nil() }, ..Actor::system("李处（演示）") }
    }

    #[test]
    fn another_contract_s_events_are_not_told() {
        let official = person(Role::ClientOfficial, &[]);
        assert_eq!(hearing(&official, &notice("ticketing.ticket_opened", 1)), Hearing::All);
        assert_eq!(hearing(&official, &notice("ticketing.ticket_opened", 2)), Hearing::None);
    }

    #[test]
    fn what_somebody_has_read_is_told_to_themselves_only() {
        let mut engineer = person(Role::Engineer, &[]);
        engineer.person = Uuid::from_u128(7).into();
        let read = |subject| Notice { contract_id: None, subject, ..notice(OWN, 1) };
        assert_eq!(hearing(&engineer, &read(Uuid::from_u128(7))), Hearing::All);
        assert_eq!(hearing(&engineer, &read(Uuid::from_u128(8))), Hearing::None);
        assert_eq!(hearing(&engineer, &notice("notify.noticed", 1)), Hearing::All);
        assert_eq!(hearing(&engineer, &notice("notify.noticed", 2)), Hearing::None);
    }

    #[test]
    fn who_may_not_read_tickets_is_not_told_of_them() {
        let auditor = person(Role::Auditor, &[]);
        assert_eq!(hearing(&auditor, &notice("ticketing.ticket_opened", 1)), Hearing::None);
        assert_eq!(hearing(&auditor, &notice("contracts.imported", 1)), Hearing::All);
        let mut token = person(Role::Engineer, &[]);
        token.kind = ActorKind::Token { token: Uuid::nil(), scopes: vec!["contracts.list".into()] };
        assert_eq!(hearing(&token, &notice("ticketing.ticket_opened", 1)), Hearing::None);
    }

    #[test]
    fn who_sees_some_works_is_told_after_asking_which_work_it_is() {
        assert_eq!(
            hearing(&person(Role::Engineer, &["3"]), &notice("ticketing.clock_breached", 1)),
            Hearing::SomeWorks
        );
    }

    #[test]
    fn a_list_that_missed_too_much_is_told_to_read_itself_anew() {
        let missed = |count: u32| resumed((0..count).map(|_| notice("ticketing.ticket_opened", 1)).collect());
        assert!(missed(RESUMED - 1).iter().all(Option::is_some));
        let many = missed(RESUMED);
        assert_eq!(many.len(), RESUMED as usize + 1);
        assert!(many.last().is_some_and(Option::is_none));
    }

    #[test]
    fn what_is_of_no_contract_or_of_an_unknown_kind_is_told_to_nobody() {
        let changed = Notice { contract_id: None, ..notice("identity.person_changed", 1) };
        assert_eq!(hearing(&person(Role::VendorManager, &[]), &changed), Hearing::None);
        assert_eq!(hearing(&person(Role::VendorManager, &[]), &notice("secret.thing", 1)), Hearing::None);
    }
}
