//! `GET /tickets`.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
    sealed::Sealer,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::TicketError,
    filters::Filters,
    model::TicketRow,
    service::{Desk, ListRequest, list},
    store::Filter,
};

/// Which tickets are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// States, separated by commas; `live` stands for every state that is not an end.
    state: Option<String>,
    /// Key of the severity case.
    case: Option<String>,
    /// Kind.
    kind: Option<String>,
    /// `me`, `none` or a person's id.
    assignee: Option<String>,
    /// `breaching` (four fifths of some promise's time used, nothing overdue) or `breached`.
    alarm: Option<String>,
    /// Words; the newest tickets that hold all of them.
    q: Option<String>,
    /// With a due moment before this one.
    due_before: Option<DateTime<Utc>>,
    /// Key of the work.
    work: Option<String>,
    /// `due` (what falls due next comes first), `opened` or `updated` (the latest first).
    sort: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketPage {
    /// Rows.
    items: Vec<TicketRow>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Tickets that the caller may see.
#[utoipa::path(get, path = "/tickets", tag = "ticketing", params(Wanted),
    responses((status = 200, body = TicketPage), (status = "default", body = Problem)))]
pub(super) async fn ticket_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<TicketPage>, Problem> {
    let request = wanted.read(by.person.0, app.env().now())?;
    let desk = Desk::at(&app, &by).with_sealer(app.state::<Sealer>());
    let page = list(&mut app.db().peek().await?, desk, request).await?;
    Ok(Json(TicketPage { items: page.items, next: page.next }))
}

impl Wanted {
    fn read(self, me: Uuid, now: DateTime<Utc>) -> Result<ListRequest, TicketError> {
        let filters = Filters {
            contract: None,
            state: self.state,
            case: self.case,
            kind: self.kind,
            assignee: self.assignee,
            alarm: self.alarm,
            work: self.work,
            q: self.q,
            due_before: None,
            sort: self.sort,
        };
        let question = filters.read(me, now).map_err(TicketError::BadFields)?;
        Ok(ListRequest {
            contract: self.contract,
            filter: Filter { due_before: self.due_before, ..question.filter },
            text: question.text,
            sort: question.sort,
            page: PageRequest { limit: self.limit, after: self.after },
        })
    }
}
