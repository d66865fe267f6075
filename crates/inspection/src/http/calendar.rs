//! What is planned as a calendar (RFC 5545), to be imported into others.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{Days, NaiveDate};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
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
    let desk = Desk::of(&app, &by);
    let from = which.from.unwrap_or(desk.today());
    let to = which.to.or(from.checked_add_days(Days::new(60)));
    let mut tx = app.db().read().await?;
    let mut page = PageRequest { limit: Some(200), after: None };
    let mut calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Jianyue//Inspection//ZH\r\n".to_owned();
    let stamp = desk.now().format("%Y%m%dT%H%M%SZ").to_string();
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
        found.items.iter().for_each(|one| event(&mut calendar, one, &stamp));
        match found.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    calendar.push_str("END:VCALENDAR\r\n");
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"inspections.ics\""),
    ];
    Ok((headers, calendar).into_response())
}

fn event(calendar: &mut String, one: &Occurrence, stamp: &str) {
    let next = one.planned.succ_opt().unwrap_or(one.planned);
    let about = format!("{}；{} 至 {}；{}", one.clause, one.from, one.due, one.state.label());
    let lines = [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@jianyue", one.id),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART;VALUE=DATE:{}", one.planned.format("%Y%m%d")),
        format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")),
        format!("SUMMARY:{}", escaped(&one.title)),
        format!("DESCRIPTION:{}", escaped(&about)),
        format!("SEQUENCE:{}", one.version),
        "END:VEVENT".to_owned(),
    ];
    for line in lines {
        let _ = write!(calendar, "{}\r\n", folded(&line));
    }
}

/// A text as RFC 5545 wants it (3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n").replace('\r', "")
}

/// A line of at most 75 octets, and its continuations (3.1).
fn folded(line: &str) -> String {
    let (mut folded, mut length) = (String::with_capacity(line.len()), 0);
    for character in line.chars() {
        if length + character.len_utf8() > 75 {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_lines_folded_between_characters() {
        assert_eq!(escaped("a;b,c\\d\ne"), "a\\;b\\,c\\\\d\\ne");
        let line = "巡".repeat(60);
        for piece in folded(&line).split("\r\n") {
            assert!(piece.len() <= 75, "{}", piece.len());
        }
        assert_eq!(folded(&line).replace("\r\n ", ""), line);
    }
}
