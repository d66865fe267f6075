//! What is planned as a calendar (RFC 5545), to be imported into others or subscribed to.

use axum::{extract::State, response::Response};
use chrono::{Days, NaiveDate};
use jianyue_kernel::{Actor, PageRequest};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
    ics::{Calendar, DayEvent},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    model::Occurrence,
    service::{Desk, OccurrencesRequest, occurrences},
};

/// The most pages that are read.
const PAGES: usize = 10;

/// Which occurrences are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Given to whoever asks.
    mine: Option<bool>,
    /// Planned on this day or later; today when absent.
    from: Option<NaiveDate>,
    /// Planned on this day or before; sixty days on when absent.
    to: Option<NaiveDate>,
}

/// What is planned, as a calendar file: up to two thousand.
#[utoipa::path(get, path = "/occurrences/calendar", tag = "inspection", params(Which),
    responses((status = 200, description = "The calendar", content_type = "text/calendar"),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_calendar(
    State(app): State<App>,
    by: Caller,
    Params(which): Params<Which>,
) -> Result<Response, Problem> {
    planned(&app, &by, &which).await
}

/// The same at an address that a calendar program subscribes to. Its secret is made by `POST /tokens` with `calendar`; it
/// shows what whoever made it may see now.
#[utoipa::path(get, path = "/feeds/{token}/inspections.ics", tag = "inspection",
    params(("token" = String, Path, description = "The secret; whoever has it reads the calendar"), Which),
    responses((status = 200, description = "The calendar", content_type = "text/calendar"),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_feed(
    State(app): State<App>,
    by: Caller,
    Params(which): Params<Which>,
) -> Result<Response, Problem> {
    planned(&app, &by, &which).await
}

async fn planned(app: &App, by: &Actor, which: &Which) -> Result<Response, Problem> {
    let desk = Desk::of(app, by);
    let from = which.from.unwrap_or(desk.today());
    let to = which.to.or(from.checked_add_days(Days::new(60)));
    let mut tx = app.db().read().await?;
    let mut page = PageRequest { limit: Some(200), after: None };
    let mut calendar = Calendar::new("巡检计划", desk.now());
    for _ in 0..PAGES {
        let request = OccurrencesRequest {
            contract: which.contract,
            mine: which.mine.unwrap_or(false),
            from: Some(from),
            to,
            page: page.clone(),
            ..OccurrencesRequest::default()
        };
        let found = occurrences(&mut tx, desk, request).await?;
        found.items.iter().for_each(|one| calendar.day(&event(one)));
        match found.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    Ok(calendar.answer("inspections"))
}

fn event(one: &Occurrence) -> DayEvent {
    DayEvent {
        id: one.id.to_string(),
        on: one.planned,
        title: one.title.clone(),
        about: format!("{}；{} 至 {}；{}", one.clause, one.from, one.due, one.state.label()),
        url: String::new(),
        version: one.version,
    }
}
