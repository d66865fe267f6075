//! Lists of tickets, read on by key.
//!
//! Each contract is read by its own range of an index; a list over several contracts merges the first rows of each. No
//! list counts, and none sorts more than it shows.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::db::{DbError, Sql, Tx};
use uuid::Uuid;

use super::{ENDED, packed::page};
use crate::model::{Alarm, Kind, State, TicketFields};

/// A contract whose tickets are listed, and its works; no works means all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The contract.
    pub contract: ContractId,
    /// Its works.
    pub works: Vec<String>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What falls due next comes first; what has no due moment comes last.
    Due,
    /// The newest first.
    Opened,
    /// The last changed first.
    Updated,
}

/// Whose tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// Nobody's.
    None,
    /// This person's.
    Person(Uuid),
}

/// What a ticket must be like to be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Live ones only.
    pub live: bool,
    /// In one of these states; empty means any.
    pub states: Vec<State>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this severity case.
    pub case: Option<String>,
    /// Held by.
    pub assignee: Option<Assignee>,
    /// With a due moment before.
    pub due_before: Option<DateTime<Utc>>,
    /// Concerning this work.
    pub work: Option<String>,
    /// Live and exactly this urgent, as it is counted.
    pub alarm: Option<Alarm>,
}

impl Sort {
    /// As it is asked for.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Opened => "opened",
            Self::Updated => "updated",
        }
    }

    /// The key of a row in this order.
    #[must_use]
    pub const fn key(self, row: &TicketFields) -> DateTime<Utc> {
        match self {
            Self::Due => row.due_key,
            Self::Opened => row.opened_at,
            Self::Updated => row.updated_at,
        }
    }

    const fn select(self) -> &'static str {
        match self {
            Self::Due => "SELECT due_key AS sort_key, ord FROM ticket WHERE contract_id = ",
            Self::Opened => "SELECT opened_at AS sort_key, ord FROM ticket WHERE contract_id = ",
            Self::Updated => "SELECT updated_at AS sort_key, ord FROM ticket WHERE contract_id = ",
        }
    }

    const fn order(self) -> &'static str {
        match self {
            Self::Due => " ORDER BY due_key, ord LIMIT ",
            Self::Opened => " ORDER BY opened_at DESC, ord DESC LIMIT ",
            Self::Updated => " ORDER BY updated_at DESC, ord DESC LIMIT ",
        }
    }

    const fn merged(self) -> &'static str {
        match self {
            Self::Due => ") AS merged ORDER BY sort_key, ord LIMIT ",
            Self::Opened | Self::Updated => ") AS merged ORDER BY sort_key DESC, ord DESC LIMIT ",
        }
    }

    const fn after(self) -> &'static str {
        match self {
            Self::Due => " AND (due_key, ord) > (",
            Self::Opened => " AND (opened_at, ord) < (",
            Self::Updated => " AND (updated_at, ord) < (",
        }
    }
}

/// Adds the conditions of `filter`.
pub(super) fn push_filter(sql: &mut Sql, filter: &Filter) {
    // One state has an index of its own; several live ones are a part of the live range.
    let urgent = filter.alarm.is_some();
    if filter.live || urgent || (filter.states.len() > 1 && filter.states.iter().all(|state| state.is_live())) {
        sql.push(" AND due_key < ").bind(ENDED);
    }
    match filter.states.as_slice() {
        [] => {}
        [state] => {
            sql.push(" AND state = ").bind(*state);
        }
        states => {
            sql.push(" AND state IN ").bind_list(states.iter().copied());
        }
    }
    if let Some(kind) = filter.kind {
        sql.push(" AND kind = ").bind(kind);
    }
    if let Some(case) = &filter.case {
        sql.push(" AND case_key = ").bind(case);
    }
    match filter.assignee {
        Some(Assignee::Person(person)) => {
            sql.push(" AND assignee_id = ").bind(person);
        }
        Some(Assignee::None) => {
            sql.push(" AND assignee_id IS NULL");
        }
        None => {}
    }
    if let Some(before) = filter.due_before {
        sql.push(" AND due_key < ").bind(before);
    }
    if let Some(work) = &filter.work {
        sql.push(" AND work = ").bind(work);
    }
    if let Some(alarm) = filter.alarm {
        sql.push(" AND alarm = ").bind(alarm as i64);
    }
}

fn push_part(sql: &mut Sql, part: &Part, filter: &Filter, sort: Sort, after: Option<(DateTime<Utc>, i64)>, limit: u32) {
    sql.bind(part.contract);
    if !part.works.is_empty() {
        sql.push(" AND work IN ").bind_list(part.works.iter());
    }
    push_filter(sql, filter);
    if let Some((key, ord)) = after {
        sql.push(sort.after()).bind(key).push(", ").bind(ord).push(")");
    }
    sql.push(sort.order()).bind(limit);
}

/// Adds what follows `SELECT … FROM` in [`ticket_list`].
pub(super) fn push_list(
    sql: &mut Sql,
    parts: &[Part],
    filter: &Filter,
    sort: Sort,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u32,
) {
    if let [part] = parts {
        sql.push("ticket WHERE contract_id = ");
        push_part(sql, part, filter, sort, after, limit);
        return;
    }
    sql.push("ticket WHERE ord IN (SELECT ord FROM (");
    for (i, part) in parts.iter().enumerate() {
        sql.push(if i == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" }).push(sort.select());
        push_part(sql, part, filter, sort, after, limit);
        sql.push(") AS part");
    }
    sql.push(sort.merged()).bind(limit).push(")").push(sort.order()).bind(limit);
}

/// Up to `limit` tickets of `parts` that fit `filter`, in the order of `sort`, from behind `after` on.
pub async fn ticket_list(
    tx: &mut Tx,
    parts: &[Part],
    filter: &Filter,
    sort: Sort,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u32,
) -> Result<Vec<TicketFields>, DbError> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    page(tx, |sql| push_list(sql, parts, filter, sort, after, limit)).await
}
