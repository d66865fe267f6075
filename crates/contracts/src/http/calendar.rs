//! `GET /calendar/years`, `POST /calendar/years`

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input},
};
use jianyue_sla::SpecialKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::registry::{CalendarLoaded, CalendarYear, Registry};

/// The working-day calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarView {
    /// Its name; verdicts keep the name of the calendar they were given under.
    version: String,
    /// The years whose notice is there, the earliest first.
    years: Vec<CalendarYearView>,
}

/// The notice of a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarYearView {
    /// The year.
    year: i32,
    /// `built_in` or `loaded`.
    source: &'static str,
    /// When it was loaded.
    loaded_at: Option<DateTime<Utc>>,
    /// Who loaded it.
    loaded_by: Option<String>,
    /// Its days.
    days: Vec<CalendarDayView>,
}

/// A day named by a notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarDayView {
    /// The date.
    date: NaiveDate,
    /// `holiday` (closed) or `workday` (a weekend day that is worked).
    kind: &'static str,
    /// The festival.
    name: String,
}

/// Notices to be loaded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarLoadRequest {
    /// CSV with the heading `date,kind,name`; kind is `holiday` or `workday`.
    text: String,
    /// Only look, and keep nothing.
    #[serde(default)]
    dry_run: bool,
}

/// What was loaded, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarLoadResponse {
    /// Whether nothing was kept.
    dry_run: bool,
    /// Name of the calendar that results.
    version: String,
    /// The years that changed.
    years: Vec<CalendarYearLoaded>,
    /// What should be looked at again.
    warnings: Vec<String>,
}

/// A year that changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarYearLoaded {
    /// The year.
    year: i32,
    /// Days closed.
    holidays: usize,
    /// Weekend days worked.
    make_up_days: usize,
    /// Whether a notice of this year was there before.
    replaced: bool,
}

/// The years whose holiday notice is there, built in or loaded, with their days. Everybody signed in may read it.
#[utoipa::path(get, path = "/calendar/years", operation_id = "calendar_years", tag = "calendar",
    responses((status = 200, body = CalendarView), (status = "default", body = Problem)))]
pub(super) async fn calendar_years(State(app): State<App>, _by: Caller) -> Result<Json<CalendarView>, Problem> {
    let registry = app.state::<Registry>();
    let mut tx = app.db().read().await?;
    let version = registry.time(&mut tx).await?.version().to_owned();
    let years = registry.calendar_years(&mut tx).await?;
    Ok(Json(CalendarView { version, years: years.into_iter().map(CalendarYearView::from).collect() }))
}

/// Loads the State Council's notice of one or more years; each replaces the former notice of its year.
#[utoipa::path(post, path = "/calendar/years", operation_id = "calendar_load", tag = "calendar",
    request_body = CalendarLoadRequest,
    responses((status = 200, description = "Looked at only", body = CalendarLoadResponse), (status = 201, body = CalendarLoadResponse),
              (status = "default", body = Problem)))]
pub(super) async fn calendar_load(
    State(app): State<App>,
    by: Caller,
    Input(request): Input<CalendarLoadRequest>,
) -> Result<(StatusCode, Json<CalendarLoadResponse>), Problem> {
    let registry = app.state::<Registry>();
    if request.dry_run {
        let mut tx = app.db().read().await?;
        let loaded = registry.calendar_preview(&mut tx, &by, &request.text).await?;
        return Ok((StatusCode::OK, Json(CalendarLoadResponse::of(loaded, true))));
    }
    let mut tx = app.db().write().await?;
    let loaded = registry.calendar_load(&mut tx, app.env(), &by, &request.text).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(CalendarLoadResponse::of(loaded, false))))
}

impl CalendarLoadResponse {
    fn of(loaded: CalendarLoaded, dry_run: bool) -> Self {
        let years = loaded.years.into_iter().map(|year| CalendarYearLoaded {
            year: year.year,
            holidays: year.holidays,
            make_up_days: year.make_up_days,
            replaced: year.replaced,
        });
        Self { dry_run, version: loaded.calendar_version, years: years.collect(), warnings: loaded.warnings }
    }
}

impl From<CalendarYear> for CalendarYearView {
    fn from(year: CalendarYear) -> Self {
        let (loaded_at, loaded_by) = year.loaded.unzip();
        let days = year.days.into_iter().map(|day| CalendarDayView {
            date: day.date,
            kind: if day.kind == SpecialKind::Holiday { "holiday" } else { "workday" },
            name: day.name,
        });
        Self {
            year: year.year,
            source: if loaded_at.is_some() { "loaded" } else { "built_in" },
            loaded_at,
            loaded_by,
            days: days.collect(),
        }
    }
}
