//! `GET /tickets`.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::{BadField, TicketError},
    model::{Alarm, Kind, State as TicketState, TicketRow},
    service::{Desk, ListRequest, list},
    store::{Assignee, Filter, Sort},
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
    /// `breaching` (four fifths of some promise's time used, or worse) or `breached`.
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
    let request = wanted.read(by.person.0)?;
    let desk = Desk::new(app.state::<Registry>(), app.env(), &by);
    let page = list(&mut app.db().peek().await?, desk, request).await?;
    Ok(Json(TicketPage { items: page.items, next: page.next }))
}

impl Wanted {
    fn read(self, me: Uuid) -> Result<ListRequest, TicketError> {
        let mut bad = Vec::new();
        let (live, states) = states(self.state.as_deref(), &mut bad);
        let filter = Filter {
            live,
            states,
            kind: known("kind", self.kind.as_deref(), Kind::from_code, &mut bad),
            case: self.case.filter(|case| !case.is_empty()),
            assignee: known("assignee", self.assignee.as_deref(), |text| assignee(text, me), &mut bad),
            due_before: self.due_before,
            work: self.work.filter(|work| !work.is_empty()),
            alarm: known("alarm", self.alarm.as_deref(), alarm, &mut bad),
        };
        let sort = known("sort", self.sort.as_deref(), sort, &mut bad).unwrap_or(Sort::Due);
        if self.q.as_ref().is_some_and(|text| text.chars().count() > 200) {
            bad.push(BadField::new("q", "搜索词最多 200 个字，请缩短"));
        }
        if !bad.is_empty() {
            return Err(TicketError::BadFields(bad));
        }
        let page = PageRequest { limit: self.limit, after: self.after };
        Ok(ListRequest { contract: self.contract, filter, text: self.q, sort, page })
    }
}

/// The value of a parameter that has a closed list of them; empty is none.
fn known<T>(
    field: &'static str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    bad: &mut Vec<BadField>,
) -> Option<T> {
    let text = text.filter(|text| !text.is_empty())?;
    let value = read(text);
    if value.is_none() {
        bad.push(BadField::new(field, format!("筛选条件 {field} 没有“{text}”这个取值")));
    }
    value
}

fn states(text: Option<&str>, bad: &mut Vec<BadField>) -> (bool, Vec<TicketState>) {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return (false, Vec::new()) };
    if text == "live" {
        return (true, Vec::new());
    }
    let states = text.split(',').filter_map(|code| known("state", Some(code.trim()), TicketState::from_code, bad));
    (false, states.collect())
}

fn assignee(text: &str, me: Uuid) -> Option<Assignee> {
    match text {
        "me" => Some(Assignee::Person(me)),
        "none" => Some(Assignee::None),
        other => other.parse().ok().map(Assignee::Person),
    }
}

fn alarm(text: &str) -> Option<Alarm> {
    match text {
        "breaching" => Some(Alarm::Breaching),
        "breached" => Some(Alarm::Breached),
        _ => None,
    }
}

fn sort(text: &str) -> Option<Sort> {
    [Sort::Due, Sort::Opened, Sort::Updated].into_iter().find(|sort| sort.code() == text)
}
