//! Calendars that other programs import or subscribe to (RFC 5545): whole days with a title.

use std::fmt::Write as _;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};

/// A day in a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayEvent {
    /// Names it for ever, so that a program that reads the calendar again finds what it had.
    pub id: String,
    /// The day.
    pub on: NaiveDate,
    /// What it is called.
    pub title: String,
    /// More about it; lines are kept.
    pub about: String,
    /// The page that shows it, whole; left out when empty.
    pub url: String,
    /// Grows when it changes.
    pub version: i64,
}

/// A calendar under construction.
#[derive(Clone, Debug)]
pub struct Calendar {
    text: String,
    stamp: String,
}

impl Calendar {
    /// An empty one called `name`, written at `now`.
    #[must_use]
    pub fn new(name: &str, now: DateTime<Utc>) -> Self {
        let stamp = now.format("%Y%m%dT%H%M%SZ").to_string();
        let mut calendar = Self { text: String::new(), stamp };
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jianyue//Calendar//ZH", "METHOD:PUBLISH"] {
            calendar.line(line);
        }
        calendar.line(&format!("X-WR-CALNAME:{}", escaped(name)));
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
        calendar
    }

    /// Adds a day.
    pub fn day(&mut self, event: &DayEvent) {
        let next = event.on.succ_opt().unwrap_or(event.on);
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{}@jianyue", event.id.replace(char::is_control, "")));
        self.line(&format!("DTSTAMP:{}", self.stamp));
        self.line(&format!("DTSTART;VALUE=DATE:{}", event.on.format("%Y%m%d")));
        self.line(&format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")));
        self.line(&format!("SUMMARY:{}", escaped(&event.title)));
        if !event.about.is_empty() {
            self.line(&format!("DESCRIPTION:{}", escaped(&event.about)));
        }
        if !event.url.is_empty() {
            self.line(&format!("URL:{}", event.url.replace(char::is_control, "")));
        }
        self.line(&format!("SEQUENCE:{}", event.version));
        self.line("TRANSP:TRANSPARENT");
        self.line("END:VEVENT");
    }

    /// The whole text.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.line("END:VCALENDAR");
        self.text
    }

    /// As an answer that a browser saves as `name.ics` and a calendar program reads.
    #[must_use]
    pub fn answer(self, name: &str) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ics\"")),
        ];
        (headers, self.finish()).into_response()
    }

    /// A line of at most 75 octets, and its continuations (3.1).
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for character in line.chars() {
            if length + character.len_utf8() > 75 {
                self.text.push_str("\r\n ");
                length = 1;
            }
            let _ = self.text.write_char(character);
            length += character.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// A text as RFC 5545 wants it (3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n").replace('\r', "")
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn calendar() -> Calendar {
        Calendar::new("付款", Utc.with_ymd_and_hms(2024, 9, 30, 2, 0, 0).unwrap())
    }

    #[test]
    fn texts_are_escaped_and_lines_folded_between_characters() {
        assert_eq!(escaped("a;b,c\\d\ne"), "a\\;b\\,c\\\\d\\ne");
        let mut calendar = calendar();
        let title = "巡".repeat(60);
        calendar.day(&DayEvent { id: "x".to_owned(), title: title.clone(), ..DayEvent::default() });
        let text = calendar.finish();
        for piece in text.split("\r\n") {
            assert!(piece.len() <= 75, "{}", piece.len());
        }
        assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY:{title}\r\n")));
    }

    #[test]
    fn a_day_ends_with_the_next_and_nothing_breaks_out_of_its_line() {
        let mut calendar = calendar();
        let on = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
        let id = "HC-M1.2\r\nBEGIN:VEVENT".to_owned();
        calendar.day(&DayEvent { id, on, title: "第二次付款\r\nEND:VCALENDAR".to_owned(), ..DayEvent::default() });
        let text = calendar.finish();
        assert!(text.contains("DTSTART;VALUE=DATE:20241231\r\nDTEND;VALUE=DATE:20250101\r\n"), "{text}");
        assert_eq!((text.matches("\r\nBEGIN:VEVENT").count(), text.matches("\r\nEND:VCALENDAR").count()), (1, 1));
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    }
}
