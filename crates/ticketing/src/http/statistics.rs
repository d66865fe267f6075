//! `GET /tickets/statistics`.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    error::{BadField, TicketError},
    service::{
        Desk,
        statistics::{Statistics, StatisticsRequest, statistics},
    },
};

/// Which statistics are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Key of the work.
    work: Option<String>,
    /// First month, `2026-01`; the twelve months up to `to` when absent.
    from: Option<String>,
    /// Last month; the present one when absent.
    to: Option<String>,
}

/// How much came in by month, how its clocks ended, where it came from and when, over the tickets that the caller may see;
/// at most 36 months. Kept up to date every minute; nothing is counted by this request.
#[utoipa::path(get, path = "/tickets/statistics", tag = "ticketing", params(Wanted),
    responses((status = 200, body = Statistics), (status = "default", body = Problem)))]
pub(super) async fn ticket_statistics(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<Statistics>, Problem> {
    let request = wanted.read()?;
    let desk = Desk::at(&app, &by);
    Ok(Json(statistics(&mut app.db().read().await?, desk, request).await?))
}

impl Wanted {
    fn read(self) -> Result<StatisticsRequest, TicketError> {
        let mut bad = Vec::new();
        let (from, to) = (month("from", self.from.as_deref(), &mut bad), month("to", self.to.as_deref(), &mut bad));
        if bad.is_empty() {
            Ok(StatisticsRequest { contract: self.contract, work: self.work, from, to })
        } else {
            Err(TicketError::BadFields(bad))
        }
    }
}

/// The first day of a month written `2026-01`; empty is none.
fn month(field: &'static str, text: Option<&str>, bad: &mut Vec<BadField>) -> Option<NaiveDate> {
    let text = text.filter(|text| !text.is_empty())?;
    let month = (text.len() == 7).then(|| NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()).flatten();
    if month.is_none() {
        bad.push(BadField::new(field, format!("“{text}”不是月份，请按 2026-01 的格式填写")));
    }
    month
}
