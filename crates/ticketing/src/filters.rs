//! What a list of tickets is asked for, in the words of its address; saved views keep the same words.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::BadField,
    model::{Alarm, Kind, State},
    store::{Assignee, Filter, Sort},
};

/// The most characters that are searched for.
const MOST_SOUGHT: usize = 200;
/// The longest span of a due moment: ninety days.
const LONGEST_HOURS: i64 = 24 * 90;

/// What the tickets must be like, and their order. Whatever is absent or empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Id of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// States, separated by commas; `live` stands for every state that is not an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Key of the severity case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `me` (whoever looks), `none` or a person's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// `breaching` (four fifths of some promise's time used, nothing overdue) or `breached`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm: Option<String>,
    /// Key of the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    /// Words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// With a due moment before this instant (RFC 3339), or within so many hours from now: `4h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_before: Option<String>,
    /// `due`, `opened` or `updated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// The same as a list understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// What they must be like.
    pub filter: Filter,
    /// Words that they hold.
    pub text: Option<String>,
    /// Their order.
    pub sort: Sort,
}

impl Filters {
    /// What `me` asks for with them at `now`.
    ///
    /// # Errors
    /// Every filter that has no such value, by name.
    pub fn read(&self, me: Uuid, now: DateTime<Utc>) -> Result<Question, Vec<BadField>> {
        let mut bad = Vec::new();
        let (live, states) = states(self.state.as_deref(), &mut bad);
        let filter = Filter {
            live,
            states,
            kind: known("kind", self.kind.as_deref(), Kind::from_code, &mut bad),
            case: filled(self.case.as_deref()),
            assignee: known("assignee", self.assignee.as_deref(), |text| assignee(text, me), &mut bad),
            due_before: known("due_before", self.due_before.as_deref(), |text| moment(text, now), &mut bad),
            work: filled(self.work.as_deref()),
            alarm: known("alarm", self.alarm.as_deref(), alarm, &mut bad),
        };
        let sort = known("sort", self.sort.as_deref(), sort, &mut bad).unwrap_or(Sort::Due);
        let contract = known("contract", self.contract.as_deref(), |text| text.parse().ok(), &mut bad);
        for (field, text) in [("q", &self.q), ("case", &self.case), ("work", &self.work)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > MOST_SOUGHT) {
                bad.push(BadField::new(field, "搜索词和筛选条件最多 200 个字，请缩短"));
            }
        }
        if bad.is_empty() { Ok(Question { contract, filter, text: filled(self.q.as_deref()), sort }) } else { Err(bad) }
    }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The value of a filter that has a closed list of them; empty is none.
fn known<T>(
    field: &'static str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    bad: &mut Vec<BadField>,
) -> Option<T> {
    let text = text.filter(|text| !text.is_empty())?;
    let value = read(text);
    if value.is_none() {
        let shown: String = text.chars().take(40).collect();
        bad.push(BadField::new(field, format!("筛选条件 {field} 没有“{shown}”这个取值")));
    }
    value
}

fn states(text: Option<&str>, bad: &mut Vec<BadField>) -> (bool, Vec<State>) {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return (false, Vec::new()) };
    if text == "live" {
        return (true, Vec::new());
    }
    let states = text.split(',').filter_map(|code| known("state", Some(code.trim()), State::from_code, bad));
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

/// An instant, or so many hours from now.
fn moment(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if let Some(hours) = text.strip_suffix('h') {
        let hours: i64 = hours.parse().ok().filter(|hours| (1..=LONGEST_HOURS).contains(hours))?;
        return Some(now + TimeDelta::hours(hours));
    }
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn fields(filters: &Filters) -> Vec<&'static str> {
        filters.read(Uuid::nil(), NOW).unwrap_err().iter().map(|bad| bad.field).collect()
    }

    #[test]
    fn what_has_no_such_value_is_named() {
        let text = |text: &str| Some(text.to_owned());
        let bad = Filters {
            contract: text("HS"),
            state: text("open,gone,lost"),
            kind: text("x"),
            assignee: text("x"),
            alarm: text("red"),
            due_before: text("0h"),
            sort: text("x"),
            q: Some("长".repeat(201)),
            ..Filters::default()
        };
        let named = ["state", "state", "kind", "assignee", "due_before", "alarm", "sort", "contract", "q"];
        assert_eq!(fields(&bad), named);
        for bad in ["2161h", "-1h", "h", "2026-01-01", "9223372036854775807h"] {
            assert_eq!(fields(&Filters { due_before: text(bad), ..Filters::default() }), ["due_before"], "{bad}");
        }
    }

    #[test]
    fn hours_count_from_now_and_empty_filters_do_not_matter() {
        let hours = Filters { due_before: Some("4h".into()), q: Some(String::new()), ..Filters::default() };
        let question = hours.read(Uuid::nil(), NOW).unwrap();
        assert_eq!(question.filter, Filter { due_before: Some(NOW + TimeDelta::hours(4)), ..Filter::default() });
        assert_eq!((question.text, question.sort), (None, Sort::Due));
    }
}
